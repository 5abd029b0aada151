"""Public pages of the open data: files, catalogues, feeds, and the card that stands on other pages."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from consultations.exports.opendata import feeds
from consultations.exports.opendata.catalog import FORMATS, catalog
from consultations.exports.opendata.nouns import NOUNS, as_csv, as_json
from consultations.process.models import Process
from consultations.process.queries import card as card_of
from consultations.process.queries import for_cards
from consultations.results.queries import coverage


def _process(slug: str) -> Process:
    """A published process, whoever asks: files and feeds are the same for everybody. Raises Http404."""
    return get_object_or_404(Process.objects.published().select_related("region"), slug=slug)


@require_safe
def page(request: HttpRequest, process_slug: str) -> HttpResponse:
    """All files of a process, its feeds, and how to show it on another page."""
    process = _process(process_slug)
    card_url = request.build_absolute_uri(reverse("opendata:card", args=[process.slug]))
    title = _("Participation: %(title)s") % {"title": process.short_title}
    context = {
        "process": process,
        "nouns": NOUNS.values(),
        "formats": FORMATS,
        "card_url": card_url,
        "card_title": title,
    }
    return render(request, "consultations/exports/opendata/page.html", context)


@require_safe
def dump(request: HttpRequest, process_slug: str, noun: str, ending: str) -> StreamingHttpResponse:
    """One kind of thing as a whole, written while it is read."""
    process = _process(process_slug)
    if noun not in NOUNS or ending not in ("csv", "json"):
        raise Http404
    write, media = (as_csv, "text/csv") if ending == "csv" else (as_json, "application/json")
    response = StreamingHttpResponse(write(NOUNS[noun], process, request), content_type=f"{media}; charset=utf-8")
    # A table has no place for the notice of invented data but its name.
    name = f"{'demo-' if process.demo_notice else ''}{process.slug}-{noun}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@conditional_page
def process_catalog(request: HttpRequest, process_slug: str, ending: str) -> HttpResponse:
    """The description of one process's files."""
    return _catalog(request, [_process(process_slug)], ending)


@require_safe
@conditional_page
def whole_catalog(request: HttpRequest, ending: str) -> HttpResponse:
    """The descriptions of all processes' files, for portals."""
    return _catalog(request, list(Process.objects.published().select_related("region").order_by("pk")), ending)


def _catalog(request: HttpRequest, processes: list[Process], ending: str) -> HttpResponse:
    if ending not in FORMATS:
        raise Http404
    name, media = FORMATS[ending]
    content = catalog(processes, request).serialize(format=name, encoding="utf-8")
    response = HttpResponse(content, content_type=f"{media}; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@conditional_page
def process_feed(request: HttpRequest, process_slug: str) -> HttpResponse:
    """What is new in a process."""
    process = _process(process_slug)
    return _feed(request, process, "Neues", process.get_absolute_url(), feeds.of_process)


@require_safe
@conditional_page
def contributions_feed(request: HttpRequest, process_slug: str) -> HttpResponse:
    """What was said."""
    process = _process(process_slug)
    return _feed(
        request, process, "Beiträge", reverse("contributions:list", args=[process.slug]), feeds.of_contributions
    )


@require_safe
@conditional_page
def results_feed(request: HttpRequest, process_slug: str) -> HttpResponse:
    """What was answered."""
    process = _process(process_slug)
    return _feed(request, process, "Ergebnisse", reverse("results:results", args=[process.slug]), feeds.of_results)


def _feed(request: HttpRequest, process: Process, title: str, link: str, entries_of) -> HttpResponse:
    # In German for everybody: programs that poll choose no language.
    with override("de"):
        content = feeds.written(process, request, title=title, link=link, entries=entries_of(process))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def card(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The process as a card for other pages: any site may frame it, nothing in it can be clicked by accident."""
    process = get_object_or_404(for_cards(Process.objects.published()), slug=process_slug)
    context = {"process": process, "card": card_of(process), "coverage": coverage(process)}
    return render(request, "consultations/exports/opendata/card.html", context)
