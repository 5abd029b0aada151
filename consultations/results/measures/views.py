"""Public pages of measures: board and table, one measure with its indicators and reports, the feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.process.models import Process
from consultations.results.measures import queries
from consultations.results.measures.feed import measures_feed
from frontend.page_cache import same_for_visitors

#: How the list can be shown: key in the address.
TABLE = "tabelle"


def _process(request: HttpRequest, slug: str) -> Process:
    return get_object_or_404(Process.objects.visible_to(request.user), slug=slug)


@require_safe
@same_for_visitors
def measures(request: HttpRequest, process_slug: str) -> HttpResponse:
    """All published measures of a process, as a board by state or as a table."""
    process = _process(request, process_slug)
    everything = list(queries.public_measures(process))
    chosen = {name: request.GET.get(name, "") for name in ("feld", "stand", "stelle", "ansicht")}
    shown = queries.narrowed(everything, field=chosen["feld"], state=chosen["stand"], body=chosen["stelle"])
    context = {
        "process": process,
        "measures": shown,
        "total": len(everything),
        "columns": queries.by_state(shown),
        "choices": queries.choices(everything),
        "chosen": chosen,
        "is_table": chosen["ansicht"] == TABLE,
    }
    return render(request, "consultations/results/measures/measures.html", context)


@require_safe
@same_for_visitors
def measure(request: HttpRequest, process_slug: str, number: int) -> HttpResponse:
    """One measure: how far it is, its values over time, its reports, and who inspired it."""
    process = _process(request, process_slug)
    row = get_object_or_404(queries.public_measures(process), number=number)
    context = {
        "process": process,
        "measure": row,
        "changes": list(row.changes.all())[::-1],
        "indicators": queries.indicators_of(row),
        "reports": list(queries.public_reports(row)),
        "results": queries.inspired_by(row),
        "paragraph": queries.paragraph_of(row),
    }
    return render(request, "consultations/results/measures/measure.html", context)


@require_safe
def feed(request: HttpRequest, process_slug: str) -> HttpResponse:
    """What happened to the measures, for feed readers."""
    return measures_feed(request, _process(request, process_slug))
