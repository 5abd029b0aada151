"""What the conferences add to the staff admin: their addresses and style sheet."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks

_CONFERENCES = "verfahren/<slug:process_slug>/konferenzen/"
_CONFERENCE = f"{_CONFERENCES}<int:conference>/"


@hooks.register("register_admin_urls")
def conference_urls() -> list:
    return [
        path(f"{_CONFERENCE}anmeldungen/", include("consultations.conferences.registration.admin_urls")),
        path(f"{_CONFERENCE}tag/", include("consultations.conferences.attendance.admin_urls")),
        path(f"{_CONFERENCE}erfassung/", include("consultations.conferences.capture.admin_urls")),
        path(f"{_CONFERENCE}dokumentation/", include("consultations.conferences.record.admin_urls")),
        path(_CONFERENCES, include("consultations.conferences.planning.admin_urls")),
    ]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_conferences.css"))
