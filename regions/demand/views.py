"""Public pages: the list, an entry, interpreters, the overview."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from frontend.tables import csv_lines
from regions.demand import queries, rules
from regions.demand.enums import OFFERS, Kind
from regions.demand.matrix import matrix, state_to_begin_with, states
from regions.demand.models import Entry
from regions.demand.sheets import public_rows

TEMPLATES = "regions/demand"
PER_PAGE = 20


def _may_write(request: HttpRequest) -> bool:
    return request.user.is_authenticated and rules.writes_somewhere(request.user)


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """Needs and offers that are valid today, narrowed by what somebody looks for."""
    listing = queries.Listing.of(request.GET)
    page = Paginator(listing.apply(queries.public_entries()), PER_PAGE).get_page(request.GET.get("page"))
    context = {"listing": listing, "choices": listing.choices(), "page": page, "may_write": _may_write(request)}
    return render(request, f"{TEMPLATES}/list.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a CSV file."""
    rows = queries.Listing.of(request.GET).apply(queries.public_entries())
    response = StreamingHttpResponse(
        csv_lines(public_rows(rows.iterator(chunk_size=500))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="bedarfe-angebote.csv"'
    return response


def _page(request: HttpRequest, pk: int, kinds: tuple[str, ...]) -> HttpResponse:
    entry = get_object_or_404(queries.open_page(pk, kinds))
    context: dict[str, Any] = {
        "entry": entry,
        "fitting": queries.fitting(entry),
        "may_write": request.user.is_authenticated and rules.entries_of(request.user).filter(pk=pk).exists(),
    }
    return render(request, f"{TEMPLATES}/entry.html", context)


@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a need."""
    return _page(request, pk, (Kind.NEED,))


@require_safe
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an offer, pools of interpreters included."""
    return _page(request, pk, OFFERS)


@require_safe
def interpreters(request: HttpRequest) -> HttpResponse:
    """Pools of interpreters by language and district."""
    listing = queries.Listing.of(request.GET)
    page = Paginator(queries.pools(listing), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "regions": queries.region_groups(),
        "spoken": queries.languages_of_pools(),
        "page": page,
    }
    return render(request, f"{TEMPLATES}/interpreters.html", context)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Needs against offers by district and field."""
    among, asked = states(), request.GET.get("land")
    state = next((row for row in among if row.ags == asked), None) if asked else state_to_begin_with(among)
    if asked and state is None:
        raise Http404
    context = {"states": among, "state": state, "matrix": matrix(state) if state else None}
    return render(request, f"{TEMPLATES}/overview.html", context)


def public_pool(pk: int) -> Entry:
    """A pool that takes requests by form; 404 for everything else."""
    rows = queries.open_page(pk, (Kind.INTERPRETING,)).exclude(booking_email="")
    return get_object_or_404(rows)
