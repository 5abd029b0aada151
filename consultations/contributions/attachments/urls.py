"""Addresses of attachments."""

from django.urls import path

from consultations.contributions.attachments import views

app_name = "attachments"

urlpatterns = [path("<uuid:token>/", views.attachment, name="file")]
