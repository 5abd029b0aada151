"""Addresses of the pages feature that are not pages."""

from django.urls import path

from webpages.views import theme

urlpatterns = [path("theme.css", theme, name="theme")]
