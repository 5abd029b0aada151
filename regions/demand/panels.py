"""What needs and offers add to the page of a region and to the overview of a person."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.extensions import overview_panels
from regions.demand import rules
from regions.demand.models import SOON, Entry
from regions.demand.queries import public_entries
from regions.places.extensions import directory_menu, region_panels
from regions.places.models import Region

#: Entries on the page of a region; the list has all of them.
LINES = 4

directory_menu.add("demand:list", _("Needs and offers"), order=20)
directory_menu.add("demand:interpreters", _("Find interpreters"), order=30)


@region_panels.add(order=40, template="regions/demand/region_panel.html")
def needs_and_offers(request: HttpRequest, region: Region) -> dict[str, Any]:
    """The newest needs and offers of the region, and the way to all of them also where there are none yet."""
    rows = list(public_entries().about(region)[: LINES + 1])
    return {"entries": rows[:LINES], "has_more": len(rows) > LINES, "region": region}


@overview_panels.add(order=45, template="regions/demand/overview_panel.html")
def documented(request: HttpRequest) -> dict[str, Any] | None:
    """For people who document needs and offers: what is public, and what ends soon."""
    if not rules.writes_somewhere(request.user):
        return None
    mine = rules.entries_of(request.user)
    return {
        "public": Entry.objects.public().filter(pk__in=mine.values("pk")).count(),
        "ending": [row for row in mine.public().order_by("valid_until").select_related("region")[:LINES]
                   if row.ends_soon],
        "soon_days": SOON.days,
    }  # fmt: skip
