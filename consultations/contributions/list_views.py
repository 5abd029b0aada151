"""The list of all public contributions of a process, as a page and as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultations.contributions import queries
from consultations.contributions.listing import listing, shown
from consultations.contributions.table import rows
from consultations.contributions.views import TargetView
from consultations.drafts import queries as drafts
from consultations.process.models import Process
from frontend.tables import csv_lines


class ProcessContributions(TargetView):
    """All public contributions of a process; in a phase for ideas with a form about the process as a whole."""

    template_name = "consultations/contributions/list.html"

    def find(self) -> Model:
        return self.process

    def contributions_context(self) -> dict[str, Any]:
        asked = listing(self.process, self.request.GET)
        page = Paginator(asked.keys(), queries.PER_PAGE).get_page(self.request.GET.get("page"))
        page.object_list = shown(list(page.object_list))
        table = reverse("contributions:table", kwargs={"process_slug": self.process.slug})
        return {
            "page": page,
            "contributions": queries.for_page(self.request, page.object_list),
            "total": page.paginator.count,
            "listing": asked,
            "table_url": f"{table}?{self.request.GET.urlencode()}" if self.request.GET else table,
            "draft_exists": drafts.current_version(self.process) is not None,
        }


@require_safe
def table(request: HttpRequest, process_slug: str) -> StreamingHttpResponse:
    """The list as CSV, with the same limits and order as the page."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    lines = csv_lines(rows(request, listing(process, request.GET)))
    name = f"{process.slug}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
