"""Addresses of the public pages."""

from django.urls import URLPattern

app_name = "maps"
urlpatterns: list[URLPattern] = []
