"""Addresses of the public pages."""

from django.urls import URLPattern

app_name = "demand"
urlpatterns: list[URLPattern] = []
