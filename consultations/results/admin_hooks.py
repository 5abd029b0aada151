"""What the results feature adds to the staff admin: its addresses and its part of the dashboard."""

from django.urls import include, path
from wagtail import hooks

from consultations.results import admin_panels  # noqa: F401


@hooks.register("register_admin_urls")
def results_urls() -> list:
    return [path("verfahren/<slug:process_slug>/ergebnisse/", include("consultations.results.admin_urls"))]


@hooks.register("register_admin_urls")
def measures_urls() -> list:
    """Measures go on after the results: an area of their own."""
    return [path("verfahren/<slug:process_slug>/massnahmen/", include("consultations.results.measures.admin_urls"))]


@hooks.register("register_admin_urls")
def version_urls() -> list:
    """The causes of changes stand beside the version they belong to."""
    return [
        path(
            "verfahren/<slug:process_slug>/entwurf/fassung/<int:number>/",
            include("consultations.results.version_admin_urls"),
        )
    ]
