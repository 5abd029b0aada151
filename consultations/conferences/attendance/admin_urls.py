"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/tag/."""

from django.urls import URLPattern

app_name = "attendance_admin"
urlpatterns: list[URLPattern] = []
