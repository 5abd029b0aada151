"""Addresses of the screens for answers and publication, below /admin/verfahren/<process_slug>/ergebnisse/."""

from django.urls import path

from consultations.results import admin_views

app_name = "results_admin"
urlpatterns = [
    path("", admin_views.FindingsView.as_view(), name="findings"),
    path("veroeffentlichen/", admin_views.PublishView.as_view(), name="publish"),
    path("<int:number>/", admin_views.AnswerView.as_view(), name="answer"),
    path("<int:number>/vorab/", admin_views.PublishInterimView.as_view(), name="publish_interim"),
]
