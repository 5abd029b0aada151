"""Addresses of the draft."""

from django.urls import path

from consultations.drafts import views

app_name = "drafts"

urlpatterns = [
    path("verfahren/<slug:process_slug>/entwurf/", views.current, name="current"),
    path("verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/", views.version, name="version"),
    path("verfahren/<slug:process_slug>/entwurf/vergleich/", views.comparison, name="comparison"),
]
