"""Addresses of the staff screens of a process, below /admin/verfahren/."""

from django.urls import path

from consultations.process import admin_views

app_name = "process_admin"
urlpatterns = [
    path("", admin_views.ProcessListView.as_view(), name="index"),
    path("<slug:process_slug>/", admin_views.DashboardView.as_view(), name="dashboard"),
]
