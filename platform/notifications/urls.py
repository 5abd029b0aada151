"""Addresses of settings about mails."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("konto/benachrichtigungen/", views.preferences, name="preferences"),
    path("benachrichtigungen/abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
