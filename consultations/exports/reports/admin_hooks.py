"""What reports add to the staff admin: their section of the screen "Reports and data"."""

from typing import Any

from django.http import HttpRequest

from consultations.exports.extensions import export_panels
from consultations.exports.reports.queries import reports_for
from consultations.process.models import Process

_SHOWN = 3


@export_panels.add(order=10, template="consultations/exports/reports/admin/panel.html")
def reports_section(request: HttpRequest, process: Process) -> dict[str, Any]:
    """The latest reports the person may fetch, and the way to the others."""
    return {"reports": list(reports_for(request.user, process)[:_SHOWN])}
