"""Where contributions come from: a map of all of them, and one on the page of each process."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.contributions.models import Contribution
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from frontend.page_cache import remember
from regions.maps import geometry
from regions.maps.drawing import number_map
from regions.maps.measures import register_measure
from regions.maps.numbers import Numbers, count_by_district

#: Official replies are no contributions in this sense.
_SAID = {"is_official_reply": False}


@register_measure(
    "beitraege",
    gettext_lazy("Contributions by district"),
    gettext_lazy("Contributions"),
    order=10,
    note=gettext_lazy("Published contributions to all consultations, by the region their authors stated."),
)
def contributions(request: HttpRequest) -> Numbers:
    return remember(
        "contributions by district", lambda: count_by_district(Contribution.objects.public().filter(**_SAID))
    )


@process_panels.add(order=70, template="consultations/contributions/process_map.html")
def participation_by_district(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The public contributions to a process on a map of its state, or of all districts where it has none."""
    rows = Contribution.objects.public().filter(process=process, **_SAID)
    numbers = remember(f"contributions by district {process.pk}", lambda: count_by_district(rows))
    state = process.region.ags[:2] if process.region_id else ""
    if state not in geometry.states_with_shapes():
        state = ""
    title, unit = _("Contributions by district"), _("Contributions")
    drawn = number_map("beteiligung", title, unit, numbers, state=state, only_state=False)
    # A map of one district would say less than the list.
    if drawn is None or sum(1 for area in drawn.areas if area.level) < 2:
        return None
    return {"map": drawn}
