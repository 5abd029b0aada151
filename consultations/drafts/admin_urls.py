"""Addresses of the staff screens of a draft, below /admin/verfahren/<process_slug>/entwurf/."""

from django.urls import path

from consultations.drafts import admin_views as views
from consultations.drafts.images.views import ImageView
from consultations.drafts.importing import admin_views as importing

app_name = "drafts_admin"
urlpatterns = [
    path("", views.DraftView.as_view(), name="index"),
    path("anlegen/", views.DraftCreateView.as_view(), name="create"),
    path("importieren/", importing.ImportView.as_view(), name="import"),
    path("importieren/vorschau/", importing.PreviewView.as_view(), name="import_preview"),
    path(
        "importieren/vorschau/kapitel/<int:number>/",
        importing.PreviewChapterView.as_view(),
        name="import_preview_chapter",
    ),
    path("importieren/verwerfen/", importing.DiscardView.as_view(), name="import_discard"),
    path("bild/<uuid:key>/", ImageView.as_view(), name="image"),
    path("vorbereiten/", views.PrepareView.as_view(), name="prepare"),
    path("fassung/<int:number>/", views.VersionView.as_view(), name="version"),
    path("fassung/<int:number>/veroeffentlichen/", views.PublishView.as_view(), name="publish"),
]
