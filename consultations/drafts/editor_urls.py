"""Addresses the page editor asks, below /admin/entwuerfe/."""

from django.urls import path

from consultations.drafts import editor_views as views

app_name = "draft_editor"
urlpatterns = [
    path("bild/<uuid:key>/", views.image, name="image"),
    path("tabellen/", views.tables, name="tables"),
]
