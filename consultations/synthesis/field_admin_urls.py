"""Addresses of the action fields, below /admin/verfahren/<process_slug>/handlungsfelder/."""

from django.urls import path

from consultations.synthesis import field_admin_views as views

app_name = "fields_admin"
urlpatterns = [
    path("", views.ActionFieldsView.as_view(), name="index"),
]
