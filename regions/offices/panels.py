"""What the directory adds to the overview of a person: the entries they keep. Others see nothing of it."""

from typing import Any

from django.http import HttpRequest

from accounts.extensions import overview_panels
from regions.offices import queries
from regions.offices.models import OfficeClaim


@overview_panels.add(order=45, template="regions/offices/overview_panel.html")
def own_offices(request: HttpRequest) -> dict[str, Any] | None:
    """The entries a person keeps, and how many requests to keep one wait."""
    offices = queries.held_by(request.user)
    claims = OfficeClaim.objects.waiting().filter(user=request.user).count()
    return {"offices": offices, "claims": claims} if offices or claims else None
