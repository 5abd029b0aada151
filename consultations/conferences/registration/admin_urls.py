"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/anmeldungen/."""

from django.urls import URLPattern

app_name = "registration_admin"
urlpatterns: list[URLPattern] = []
