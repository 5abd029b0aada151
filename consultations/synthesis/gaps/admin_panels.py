"""What the gap matrix adds to the dashboard: the way there, also for those of the team who evaluate nothing."""

from typing import Any

from django.http import HttpRequest

from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process


@dashboard_panels.add(order=45, template="consultations/synthesis/gaps/dashboard_panel.html")
def gaps_panel(request: HttpRequest, process: Process) -> dict[str, Any]:
    """A link; the numbers are worth a look of their own."""
    return {}
