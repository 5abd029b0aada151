"""What the synthesis feature adds to the staff admin: its addresses."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def synthesis_urls() -> list:
    return [path("verfahren/<slug:process_slug>/auswertung/", include("consultations.synthesis.admin_urls"))]
