"""What the findings add to the staff admin: their part of the dashboard, and their looks."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks

from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can
from consultations.synthesis.findings.admin_queries import waiting_for


@hooks.register("insert_global_admin_css")
def findings_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_findings.css"))


@dashboard_panels.add(order=15, template="consultations/synthesis/findings/panel_release.html")
def release_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How many texts this person may release; left out while there are none."""
    if not can(request.user, Action.CODE, process):
        return None
    count = waiting_for(process, request.user)
    url = reverse("synthesis_admin:findings", kwargs={"process_slug": process.slug})
    return {"count": count, "url": f"{url}?status=freigabe"} if count else None
