"""The section "coding" of the screen with all reports and data."""

from typing import Any

from django.http import HttpRequest

from consultations.exports.coding.services import Scope, contributions_of
from consultations.exports.extensions import export_panels
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can


@export_panels.add(order=50, template="consultations/exports/coding/panel.html")
def coding_panel(request: HttpRequest, process: Process) -> dict[str, Any]:
    """The two files, each with how many contributions it holds; the second for those who code."""
    may_code = can(request.user, Action.CODE, process)
    return {
        "public_count": contributions_of(process, Scope.PUBLIC).count(),
        "internal_count": contributions_of(process, Scope.INTERNAL).count() if may_code else None,
    }
