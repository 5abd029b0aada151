"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/dokumentation/."""

from django.urls import URLPattern

app_name = "record_admin"
urlpatterns: list[URLPattern] = []
