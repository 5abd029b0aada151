"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/erfassung/."""

from django.urls import URLPattern

app_name = "capture_admin"
urlpatterns: list[URLPattern] = []
