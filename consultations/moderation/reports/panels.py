"""The reports about a contribution, beside the forms to decide on it."""

from typing import Any

from django.http import HttpRequest

from consultations.contributions.models import Contribution
from consultations.moderation.extensions import decision_panels
from consultations.moderation.reports.models import Report, ReportReason

#: The latest reports are shown in full; how many there are of each kind is always said.
SHOWN = 30


@decision_panels.add(order=10, template="consultations/moderation/admin/panel_reports.html")
def reports_panel(request: HttpRequest, contribution: Contribution) -> dict[str, Any] | None:
    """Open reports by reason and in full, and how many were handled; nothing when nobody reported it."""
    rows = list(Report.objects.filter(contribution=contribution).order_by("-reported_at", "-pk"))
    if not rows:
        return None
    waiting = [row for row in rows if row.handled_at is None]
    counts = [(reason.label, sum(row.reason == reason for row in waiting)) for reason in ReportReason]
    return {
        "waiting": waiting[:SHOWN],
        "number": len(waiting),
        "counts": [(label, number) for label, number in counts if number],
        "handled": len(rows) - len(waiting),
    }
