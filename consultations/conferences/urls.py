"""Addresses of the public pages."""

from django.urls import path

from consultations.conferences import views

app_name = "conferences"

urlpatterns = [
    path("konferenzen/", views.conference_list, name="list"),
    path("verfahren/<slug:process_slug>/konferenzen/<slug:slug>/", views.conference_detail, name="detail"),
]
