"""Addresses of the draft."""

from django.urls import path

from consultations.drafts import views
from consultations.drafts.images import views as images
from consultations.drafts.papers import views as papers

app_name = "drafts"

urlpatterns = [
    path("verfahren/<slug:process_slug>/entwurf/", views.current, name="current"),
    path("verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/", views.version, name="version"),
    path("verfahren/<slug:process_slug>/entwurf/ganz/", views.whole, name="whole"),
    path("verfahren/<slug:process_slug>/entwurf/lesen/<str:lineage>/", views.chapter, name="chapter"),
    path("verfahren/<slug:process_slug>/entwurf/stelle/<str:lineage>/", views.place, name="place"),
    path("verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/ganz/", views.whole, name="version_whole"),
    path(
        "verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/lesen/<str:lineage>/",
        views.chapter,
        name="version_chapter",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/stelle/<str:lineage>/",
        views.place,
        name="version_place",
    ),
    path("verfahren/<slug:process_slug>/entwurf/bild/<uuid:key>/", images.image, name="image"),
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
