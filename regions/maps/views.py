"""Maps of the districts: a page for each measure, the picture and the table to take along."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from frontend.tables import csv_lines
from regions.maps import geometry
from regions.maps.drawing import DistrictMap, category_map, number_map
from regions.maps.measures import Categories, Measure, find_measure, measures
from regions.places.models import Region


def draw(request: HttpRequest, measure: Measure, state: str) -> DistrictMap | None:
    """The map of a measure; the measure asks what the person may see."""
    values = measure.values(request)
    function = category_map if isinstance(values, Categories) else number_map
    return function(measure.key, measure.title, measure.unit, values, state=state)


def _chosen_state(request: HttpRequest) -> str:
    """The state of `?land=`; empty for all, also when it is unknown."""
    state = request.GET.get("land", "")
    return state if state in geometry.states_with_shapes() else ""


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """A map with the table beside it; `?karte=` and `?land=` choose, unknown values show the first one."""
    found = measures()
    measure = find_measure(request.GET.get("karte", "")) or (found[0] if found else None)
    if measure is None:
        raise Http404
    state = _chosen_state(request)
    context = {
        "measures": found,
        "measure": measure,
        "state": state,
        "states": Region.objects.states().filter(ags__in=geometry.states_with_shapes()),
        "map": draw(request, measure, state),
    }
    return render(request, "regions/maps/page.html", context)


def _map_or_404(request: HttpRequest, key: str) -> tuple[Measure, DistrictMap]:
    measure = find_measure(key)
    if measure is None:
        raise Http404
    drawn = draw(request, measure, _chosen_state(request))
    if drawn is None:
        raise Http404
    return measure, drawn


@require_safe
def map_picture(request: HttpRequest, key: str) -> HttpResponse:
    """The map as a picture for reports and slides, with title, legend and licence inside."""
    measure, drawn = _map_or_404(request, key)
    context = {"map": drawn, "picture": Picture(drawn)}
    response = HttpResponse(render_to_string("regions/maps/picture.svg", context), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="karte-{measure.key}.svg"'
    return response


class Picture:
    """Places of title, map, legend and licence in a picture of its own."""

    def __init__(self, drawn: DistrictMap) -> None:
        _left, _top, self.width, self.map_height = drawn.view
        self.size = self.width // 40
        self.map_top = self.size * 3
        line = self.size * 2
        self.legend_top = self.map_top + self.map_height + line
        self.entries = [(entry, self.legend_top + place * line) for place, entry in enumerate(drawn.legend)]
        self.licence_top = self.legend_top + len(drawn.legend) * line + self.size
        self.height = self.licence_top + self.size
        self.shift = f"{-drawn.view[0]} {self.map_top - drawn.view[1]}"


@require_safe
def map_table(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The table beside the map as CSV."""
    measure, drawn = _map_or_404(request, key)
    head = ["AGS", "Region", drawn.unit]
    lines = csv_lines([head, *([row.ags, row.name, row.text] for row in drawn.rows)])
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="karte-{measure.key}.csv"'
    return response
