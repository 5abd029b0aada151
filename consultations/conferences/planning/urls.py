"""Addresses of calendar files."""

from django.urls import URLPattern

app_name = "planning"
urlpatterns: list[URLPattern] = []
