"""What reports add to pages below: downloads with the results."""

from typing import Any

from django.http import HttpRequest

from consultations.exports.reports.queries import published_reports, with_changes
from consultations.process.models import Process
from consultations.results.extensions import results_panels


@results_panels.add(order=90, template="consultations/exports/reports/panel.html")
def reports_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The published reports; nothing while there is none."""
    reports = with_changes(process, list(published_reports(process)))
    return {"reports": reports} if reports else None
