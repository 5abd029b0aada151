"""What the recording adds to the staff admin: its addresses, its panel and its style sheet."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks

from consultations.contributions.recording import admin_panels  # noqa: F401


@hooks.register("register_admin_urls")
def recording_urls() -> list:
    return [
        path("verfahren/<slug:process_slug>/erfassung/", include("consultations.contributions.recording.admin_urls"))
    ]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_recording.css"))
