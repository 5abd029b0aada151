"""The ways to the maps: from the directory, and from the page of each region on them."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from regions.maps import geometry
from regions.maps.measures import measures
from regions.places.extensions import directory_menu, region_panels
from regions.places.models import Region

directory_menu.add("maps:index", _("Maps of the districts"), order=10)


@region_panels.add(order=90, template="regions/maps/region_panel.html")
def maps_of_the_state(request: HttpRequest, region: Region) -> dict[str, Any] | None:
    """Links to all maps of the state the region belongs to; None for a state that cannot be drawn."""
    state = region.ags[:2]
    return {"measures": measures(), "state": state} if state in geometry.states_with_shapes() else None
