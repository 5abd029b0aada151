"""Addresses of the coding as a file, below …/ausgabe/codierung/."""

from django.urls import path

from consultations.exports.coding.admin_views import ProjectView

urlpatterns = [
    path("oeffentlich.qdpx", ProjectView.as_view(scope="oeffentlich"), name="coding_public"),
    path("intern.qdpx", ProjectView.as_view(scope="intern"), name="coding_internal"),
]
