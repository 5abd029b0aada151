"""What the open data add to the page of a process: where its files and feeds are."""

from typing import Any

from django.http import HttpRequest

from consultations.process.extensions import process_panels
from consultations.process.models import Process


@process_panels.add(order=95, template="consultations/exports/opendata/panel.html")
def open_data(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Once everybody may see the process."""
    return {} if process.is_published else None
