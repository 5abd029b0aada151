"""The synopsis: every public contribution with its answer, as a page, for printing, and as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultations.process.models import Process
from consultations.results.synopsis.listing import Asked, asked
from consultations.results.synopsis.rows import rows_of
from consultations.results.synopsis.table import lines
from consultations.synthesis.queries import public_segments
from frontend.tables import csv_lines

#: Rows of a page.
PER_PAGE = 25
#: Rows of one part of a print, few enough for a browser; the parts together have all of them.
PRINT_LIMIT = 500


@require_safe
def synopsis(request: HttpRequest, process_slug: str) -> HttpResponse:
    """One page of the synopsis; with `?druck=1` all rows for printing, `PRINT_LIMIT` at a time."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    found = asked(process, request.GET)
    total = public_segments().filter(contribution__process=process).count()
    context: dict[str, Any] = {"process": process, "asked": found, "total": total}
    if request.GET.get("druck") == "1":
        context |= _for_print(found, request.GET.get("teil"))
        return render(request, "consultations/results/synopsis/print.html", context)
    page = Paginator(found.keys(), PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "rows": rows_of(process, list(page)), "number": page.paginator.count}
    return render(request, "consultations/results/synopsis/synopsis.html", context)


def _for_print(found: Asked, part: str | None) -> dict[str, Any]:
    page = Paginator(found.keys(), PRINT_LIMIT).get_page(part)
    return {
        "part": page,
        "rows": rows_of(found.process, list(page)),
        "number": page.paginator.count,
        "is_print": True,
        "today": timezone.localdate(),
    }


@require_safe
def table(request: HttpRequest, process_slug: str) -> StreamingHttpResponse:
    """The synopsis as CSV, with the same limits and order as the page."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    name = f"{process.slug}-synopse-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    rows = csv_lines(lines(asked(process, request.GET)))
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)
