"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/."""

from django.urls import path

from consultations.conferences.planning import admin_views as views

app_name = "conferences_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("<int:conference>/", views.OverviewView.as_view(), name="overview"),
]
