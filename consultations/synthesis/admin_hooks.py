"""What the synthesis feature adds to the staff admin: its addresses."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def synthesis_urls() -> list:
    return [path("verfahren/<slug:process_slug>/auswertung/", include("consultations.synthesis.admin_urls"))]


@hooks.register("register_admin_urls")
def field_urls() -> list:
    """The action fields, a part of "edit process"."""
    return [path("verfahren/<slug:process_slug>/handlungsfelder/", include("consultations.synthesis.field_admin_urls"))]
