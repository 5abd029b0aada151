"""What the process itself adds to its dashboard: where it stands in time, and what it still lacks."""

from typing import Any

from django.http import HttpRequest

from consultations.process.enums import PhaseState, TeamRole
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import current_phase


@dashboard_panels.add(order=10, template="consultations/process/admin/dashboard_time.html")
def time_panel(request: HttpRequest, process: Process) -> dict[str, Any]:
    """The phase that is on, the next one, and the deadlines ahead."""
    phases = list(process.phases.all())
    to_come = sorted((phase for phase in phases if phase.state == PhaseState.TO_COME), key=lambda p: p.starts_on)
    return {"phase": current_phase(process), "next_phase": to_come[0] if to_come else None, "phases": phases}


@dashboard_panels.add(order=5, template="consultations/process/admin/dashboard_setup.html")
def setup_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The steps a new process still needs; nothing once it is complete and public."""
    steps = {
        "needs_phases": not process.phases.exists(),
        "needs_rules": not process.rules.exists(),
        "needs_lead": not process.team.filter(role=TeamRole.LEAD).exists(),
        "needs_publication": not process.is_published,
    }
    return steps if any(steps.values()) else None
