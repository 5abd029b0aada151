"""What the recording adds to the dashboard of its process."""

from typing import Any

from django.http import HttpRequest

from consultations.contributions.recording.models import Statement, StatementState
from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can


@dashboard_panels.add(order=25, template="consultations/contributions/recording/dashboard_panel.html")
def recording_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How many letters are still in entry, for those who record."""
    if not can(request.user, Action.RECORD, process):
        return None
    in_entry = Statement.objects.filter(process=process, state=StatementState.IN_ENTRY).count()
    return {"in_entry": in_entry}
