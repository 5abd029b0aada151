"""What the moderation feature adds to the staff admin: its addresses and the style sheet of the daily work."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks

from consultations.moderation.objections import admin_panels as objections_admin_panels  # noqa: F401
from consultations.moderation.reports import panels as reports_panels  # noqa: F401


@hooks.register("register_admin_urls")
def moderation_urls() -> list:
    return [path("verfahren/<slug:process_slug>/moderation/", include("consultations.moderation.admin_urls"))]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_work.css"))
