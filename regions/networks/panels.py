"""What networks add to the page of a region."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from regions.networks.enums import AHEAD
from regions.networks.models import Network, NetworkMeeting, NetworkMember
from regions.places.extensions import region_panels
from regions.places.models import Region


@region_panels.add(order=40, template="regions/networks/region_panel.html")
def networks_of_region(request: HttpRequest, region: Region) -> dict[str, Any] | None:
    """Public networks of a state, or those offices of a district belong to, with their next meetings."""
    members = NetworkMember.objects.active().filter(office__region=region).values("network")
    networks = list(Network.objects.public().filter(Q(pk__in=members) | Q(state=region)))
    if not networks:
        return None
    meetings = NetworkMeeting.objects.public().upcoming().filter(network__in=networks, state__in=AHEAD)
    return {"networks": networks, "meetings": list(meetings.select_related("network")[:5])}
