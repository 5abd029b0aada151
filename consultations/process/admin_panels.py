"""What the process itself adds to its dashboard: where it stands in time, and what it still lacks."""

from typing import Any

from django.http import HttpRequest

from consultations.process.dates import deadline_text, weekday_date
from consultations.process.enums import Action, PhaseState, TeamRole
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can, current_phase, deputy_roles_of


@dashboard_panels.add(order=10, template="consultations/process/admin/dashboard_time.html")
def time_panel(request: HttpRequest, process: Process) -> dict[str, Any]:
    """The phase that is on, the next one, and the deadlines ahead."""
    phases = list(process.phases.all())
    running = current_phase(process)
    to_come = sorted((phase for phase in phases if phase.state == PhaseState.TO_COME), key=lambda p: p.starts_on)
    hearings = [phase for phase in phases if phase.is_formal_hearing and phase.ends_on and phase != running]
    hearing = next((phase for phase in hearings if phase.state != PhaseState.DONE), None)
    return {
        "phase": running,
        "phase_deadline": deadline_text(running) if running else "",
        "next_phase": to_come[0] if to_come else None,
        "next_deadline": deadline_text(to_come[0]) if to_come else "",
        "hearing_end": weekday_date(hearing.ends_on) if hearing else "",
        "can_edit": can(request.user, Action.EDIT_PROCESS, process),
    }


@dashboard_panels.add(order=5, template="consultations/process/admin/dashboard_setup.html")
def setup_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The steps a new process still needs; nothing once it is complete and public."""
    steps = {
        "needs_phases": not process.phases.exists(),
        "needs_rules": not process.rules.exists(),
        "needs_lead": not process.team.permanent().filter(role=TeamRole.LEAD).exists(),
        "needs_publication": not process.is_published,
    }
    if not any(steps.values()):
        return None
    return {
        **steps,
        "can_edit": can(request.user, Action.EDIT_PROCESS, process),
        "may_team": can(request.user, Action.MANAGE_TEAM, process),
    }


@dashboard_panels.add(order=1, template="consultations/process/admin/dashboard_deputy.html")
def deputy_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """For whom the person stands in until when, and who stands in for them."""
    mine = deputy_roles_of(request.user, process)
    others = list(
        process.team.holding()
        .filter(deputises_for__user=request.user)
        .select_related("user", "deputises_for__user")
        .order_by("ends_on", "pk")
    )
    if not mine and not others:
        return None
    return {
        "mine": [{"member": row, "until": weekday_date(row.ends_on)} for row in mine],
        "others": [{"member": row, "until": weekday_date(row.ends_on)} for row in others],
    }
