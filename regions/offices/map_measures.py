"""The map of offices: how those who hold them are employed."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from regions.maps.drawing import DistrictMap, category_map
from regions.maps.measures import Categories, register_measure
from regions.offices.models import Employment, Office

#: A district with offices of more than one kind of employment.
_SEVERAL = "several"
_UNKNOWN = "unknown"
_DISTRICT = 5
_TITLE, _UNIT = _("Offices by employment"), _("Employment")


@register_measure(
    "stellen",
    _TITLE,
    _UNIT,
    order=30,
    note=_("Offices of commissioners and coordinators in the directory, by the way they are employed."),
)
def offices_by_employment(request: HttpRequest) -> Categories:
    """What the directory shows, one category for each district."""
    found: dict[str, set[str]] = {}
    for ags, employment in Office.objects.public().order_by().values_list("region__ags", "employment"):
        if len(ags) >= _DISTRICT:
            found.setdefault(ags[:_DISTRICT], set()).add(employment or _UNKNOWN)
    labels = {**dict(Employment.choices), _SEVERAL: _("several kinds"), _UNKNOWN: _("not stated")}
    return Categories({ags: kinds.pop() if len(kinds) == 1 else _SEVERAL for ags, kinds in found.items()}, labels)


def map_of_offices(request: HttpRequest, state: str) -> DistrictMap | None:
    """The same map for the page of a state; None for one that cannot be drawn."""
    return category_map("stellen", _TITLE, _UNIT, offices_by_employment(request), state=state)
