"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/vorschau/."""

from django.urls import path

from consultations.contributions.cards import admin_views as views

app_name = "cards_admin"
urlpatterns = [path("dokumentation.pdf", views.PreviewView.as_view(), name="preview")]
