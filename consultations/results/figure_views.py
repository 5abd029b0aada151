"""The results in numbers: charts, the map of the districts, and each figure to take along."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.process.models import Process
from consultations.results import figures, queries
from consultations.synthesis.queries import countable_contributions
from frontend.page_cache import remember, same_for_visitors
from frontend.tables import csv_lines
from regions.maps.drawing import DistrictMap, number_map
from regions.maps.geometry import states_with_shapes
from regions.maps.numbers import count_by_district


@require_safe
@same_for_visitors
def numbers(request: HttpRequest, process_slug: str) -> HttpResponse:
    """All figures of a process with tables and a map."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    shown = [figure for figure in figures.figures(process) if figure.total]
    context = {
        "process": process,
        "figures": shown,
        "coverage": queries.coverage(process),
        "map": _map(process) if shown else None,
    }
    return render(request, "consultations/results/numbers.html", context)


def _map(process: Process) -> DistrictMap | None:
    """Public contributions by district; None where no district, or only one, has any."""
    rows = countable_contributions().filter(process=process)
    by_district = remember(f"contributions by district {process.pk}", lambda: count_by_district(rows))
    state = process.region.ags[:2] if process.region_id else ""
    if state not in states_with_shapes():
        state = ""
    title, unit = _("Contributions by district"), _("Contributions")
    drawn = number_map("herkunft", title, unit, by_district, state=state, only_state=False)
    return drawn if drawn is not None and sum(1 for area in drawn.areas if area.level) > 1 else None


def _figure(request: HttpRequest, process_slug: str, name: str) -> tuple[Process, figures.Figure]:
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    shown = figures.figure(process, name)
    if shown is None:
        raise Http404
    return process, shown


def _attachment(process: Process, name: str, suffix: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{process.slug}-{name}.{suffix}"',
        "X-Robots-Tag": "noindex",
    }


@require_safe
def figure_picture(request: HttpRequest, process_slug: str, name: str) -> HttpResponse:
    """A figure as SVG for reports and slides."""
    process, shown = _figure(request, process_slug, name)
    content = figures.picture(process, shown)
    return HttpResponse(content, content_type="image/svg+xml", headers=_attachment(process, name, "svg"))


@require_safe
def figure_table(request: HttpRequest, process_slug: str, name: str) -> StreamingHttpResponse:
    """The numbers of a figure as CSV."""
    process, shown = _figure(request, process_slug, name)
    lines = csv_lines(figures.table(process, shown))
    headers = _attachment(process, name, "csv")
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
