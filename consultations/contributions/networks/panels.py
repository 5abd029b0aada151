"""What consultations add to the pages of meetings, and networks to the page of a process."""

from typing import Any

from django.http import HttpRequest

from consultations.contributions.networks import queries
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from regions.networks.extensions import meeting_admin_panels, meeting_panels, network_admin_panels
from regions.networks.models import Network, NetworkMeeting


@meeting_panels.add(order=20, template="consultations/contributions/networks/meeting_panel.html")
def discussed(request: HttpRequest, meeting: NetworkMeeting) -> dict[str, Any] | None:
    """Consultations the meeting discusses, and the public contributions that came of it."""
    found = queries.discussed_at(request.user, meeting)
    return {"discussed": found} if found else None


@meeting_admin_panels.add(order=20, template="consultations/contributions/networks/meeting_admin_panel.html")
def to_discuss(request: HttpRequest, meeting: NetworkMeeting) -> dict[str, Any]:
    """The way to the consultations of a meeting, for its convener."""
    return {"discussed": queries.discussed_at(request.user, meeting)}


@network_admin_panels.add(order=20, template="consultations/contributions/networks/network_admin_panel.html")
def invited_to(request: HttpRequest, network: Network) -> dict[str, Any] | None:
    """Consultations the network was invited to, for its conveners: what they can do with it."""
    invitations = list(queries.invitations_of(request.user, network))
    return {"invitations": invitations} if invitations else None


@process_panels.add(order=65, template="consultations/contributions/networks/process_panel.html")
def networks(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Networks that were invited, and public meetings that discuss the process."""
    invited = list(queries.invited_networks(process))
    meetings = list(queries.meetings_about(request.user, process))
    return {"networks": invited, "meetings": meetings} if invited or meetings else None
