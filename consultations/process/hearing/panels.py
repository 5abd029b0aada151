"""What hearings add to the page of their process: short deadlines with their reason, and numbers once they are over."""

from typing import Any

from django.http import HttpRequest

from consultations.process.extensions import process_panels
from consultations.process.hearing.queries import public_hearings
from consultations.process.hearing.working_days import land_of, working_days
from consultations.process.models import Process


@process_panels.add(order=15, template="consultations/process/hearing/process_panel.html")
def hearings(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Costs no query in a process without a hearing."""
    phases = [phase for phase in process.phases.all() if phase.is_formal_hearing]
    if not phases:
        return None
    short = [
        {"phase": phase, "days": working_days(phase.starts_on, phase.ends_on, land_of(process))}
        for phase in phases
        if phase.short_deadline_reason and phase.ends_on
    ]
    # A reason somebody gave to be on the safe side is not published for a deadline that is long enough.
    short = [row for row in short if row["days"] < process.minimum_working_days]
    over = public_hearings(phases)
    return {"short_deadlines": short, "hearings": over} if short or over else None
