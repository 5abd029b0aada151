"""What the ways out add to the staff admin: their addresses."""

from django.urls import include, path
from wagtail import hooks

from consultations.exports.coding import admin_panels as coding_admin_panels  # noqa: F401


@hooks.register("register_admin_urls")
def exports_urls() -> list:
    return [path("verfahren/<slug:process_slug>/ausgabe/", include("consultations.exports.admin_urls"))]
