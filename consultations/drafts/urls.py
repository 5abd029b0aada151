"""Addresses of the draft."""

from django.urls import path

from consultations.drafts import views
from consultations.drafts.papers import views as papers

app_name = "drafts"

urlpatterns = [
    path("verfahren/<slug:process_slug>/entwurf/", views.current, name="current"),
    path("verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/", views.version, name="version"),
    path("verfahren/<slug:process_slug>/entwurf/vergleich/", views.comparison, name="comparison"),
    path(
        "verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/entwurf.<slug:ending>",
        papers.draft_paper,
        name="paper",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/vergleich/vergleich.<slug:ending>",
        papers.comparison_paper,
        name="comparison_paper",
    ),
]
