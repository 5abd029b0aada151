"""Public pages of the directory."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from frontend.page_cache import same_for_visitors
from frontend.tables import csv_lines
from regions.offices import queries, sheets
from regions.offices.enums import DoubleFunction, Employment, OfficeKind
from regions.offices.history import timeline
from regions.offices.map_measures import map_of_offices
from regions.offices.models import Office
from regions.places.extensions import directory_menu, region_panels
from regions.places.facts import DATA_SOURCE, POPULATION_DATE, order_of_magnitude
from regions.places.models import Region, RegionLevel

TEMPLATES = "regions/offices"


@require_safe
@same_for_visitors
def directory(request: HttpRequest) -> HttpResponse:
    """All states and districts with their offices, with a search."""
    found = queries.directory(queries.Filters.of(request.GET))
    context = {
        "directory": found,
        "filters": found.filters,
        "kinds": OfficeKind.choices,
        "employments": Employment.choices,
        "double_functions": DoubleFunction.choices,
        "data_source": DATA_SOURCE,
        "menu": directory_menu.entries(request),
    }
    return render(request, f"{TEMPLATES}/directory.html", context)


@require_safe
@same_for_visitors
def region_page(request: HttpRequest, ags: str) -> HttpResponse:
    """The page of a state with its districts, of a district or of a municipality."""
    region = get_object_or_404(Region.objects.select_related("parent__parent"), ags=ags)
    context = {
        "region": region,
        "population": order_of_magnitude(region.population),
        "population_date": POPULATION_DATE,
        "data_source": DATA_SOURCE,
        "panels": region_panels.render(request, region=region),
    }
    if region.level == RegionLevel.STATE:
        found = queries.directory(queries.Filters(state=region.ags))
        context["state"] = next(iter(found.states), None)
        context["map"] = map_of_offices(request, region.ags)
        return render(request, f"{TEMPLATES}/state.html", context)
    offices = queries.offices_of(region)
    for office in offices:
        office.timeline = timeline(office)
    context["offices"] = offices
    if region.level == RegionLevel.DISTRICT:
        context["municipalities"] = list(region.children.order_by("name"))
    else:
        context["sites"] = queries.sites_serving(region)
    return render(request, f"{TEMPLATES}/region.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The public directory as a table; nothing in it that is not on the pages."""
    rows = queries.for_display(Office.objects.public()).order_by("region__ags", "title", "pk")
    return download(csv_lines(sheets.public_rows(rows)), "stellen.csv")


def download(lines, name: str) -> StreamingHttpResponse:
    """A table to save."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
