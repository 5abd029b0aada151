"""Open objections on the dashboard of a process."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from consultations.moderation.objections.queries import open_objections
from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can


@dashboard_panels.add(order=15, template="consultations/moderation/admin/panel_objections.html")
def objections_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How many wait and since when; the lead is told when nobody may handle them."""
    if not can(request.user, Action.MODERATE, process):
        return None
    waiting = open_objections(process)
    if not waiting.count:
        return None
    may_team = can(request.user, Action.MANAGE_TEAM, process)
    return {
        "waiting": waiting,
        "objections_url": reverse("moderation_admin:objections", kwargs={"process_slug": process.slug}),
        "team_url": reverse("process_admin:team", kwargs={"process_slug": process.slug}) if may_team else "",
    }
