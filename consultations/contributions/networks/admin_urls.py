"""Address of the staff screen, below /admin/verfahren/<process_slug>/netzwerke/."""

from django.urls import path

from consultations.contributions.networks import admin_views as views

app_name = "networks_admin"
urlpatterns = [path("", views.IndexView.as_view(), name="index")]
