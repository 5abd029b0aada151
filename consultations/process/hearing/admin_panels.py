"""What hearings add to the dashboard of their process."""

from typing import Any

from django.http import HttpRequest

from consultations.process.extensions import dashboard_panels
from consultations.process.hearing.enums import AddresseeState
from consultations.process.hearing.queries import WAITING, counts, hearing_phases
from consultations.process.models import Process


@dashboard_panels.add(order=20, template="consultations/process/hearing/admin/dashboard_panel.html")
def hearing_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How far the latest hearing is, and who waits for a decision."""
    phases = hearing_phases(process)
    if not phases:
        return None
    phase = phases[-1]
    found = counts(phase)
    return {
        "phase": phase,
        "total": found[""],
        "submitted": found[AddresseeState.SUBMITTED],
        "declined": found[AddresseeState.DECLINED],
        "undeliverable": found[AddresseeState.UNDELIVERABLE],
        "waiting": found[WAITING],
        "waiting_filter": WAITING,
    }
