"""Addresses of the screens for answers and publication, below /admin/verfahren/<process_slug>/ergebnisse/."""

from django.urls import include, path

from consultations.results import admin_views
from consultations.results.answers.admin_views import AnswerView

app_name = "results_admin"
urlpatterns = [
    path("", admin_views.FindingsView.as_view(), name="findings"),
    path("veroeffentlichen/", admin_views.PublishView.as_view(), name="publish"),
    path("antworten/", include("consultations.results.answers.admin_urls")),
    path("register/", include("consultations.results.register.admin_urls")),
    path("schlussrunde/", include("consultations.results.closing_round.admin_urls")),
    path("<int:number>/", AnswerView.as_view(), name="answer"),
    path("<int:number>/vorab/", admin_views.PublishInterimView.as_view(), name="publish_interim"),
]
