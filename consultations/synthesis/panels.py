"""What this feature adds to pages of features below."""

from typing import Any

from django.http import HttpRequest

from consultations.process.extensions import process_panels
from consultations.process.models import Process
from consultations.synthesis.queries import action_fields


@process_panels.add(order=40, template="consultations/synthesis/panels/action_fields.html")
def action_fields_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The fields of the concept as cards, each with what was said and what was answered."""
    fields = action_fields(process)
    return {"fields": fields} if fields else None
