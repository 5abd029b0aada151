"""Staff screen of the closing round: who agrees, who objects, what is still to be answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from consultations.process.enums import Action
from consultations.results.admin_views import READERS, ResultsView
from consultations.results.closing_round import queries
from consultations.results.closing_round.rounds import Round, round_of
from frontend.tables import csv_lines


class ClosingRoundView(ResultsView):
    """Every changed paragraph with counts by category; `?datei=csv` is the same as a table."""

    actions = READERS | {Action.MODERATE}
    subtab = "closing_round"
    template_name = "consultations/results/closing_round/admin.html"

    @cached_property
    def round(self) -> Round | None:
        return round_of(self.process)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("datei") == "csv" and self.round is not None:
            lines = csv_lines(self._table())
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
            response.headers["Content-Disposition"] = f'attachment; filename="{self.process.slug}-schlussrunde.csv"'
            return response
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.round is not None:
            categories = queries.by_category(self.round)
            rows = queries.rows_of(self.round)
            for row in rows:
                row.categories = categories.get(row.lineage, [])
            kwargs |= {"rows": rows, "waiting": queries.waiting_objections(self.process)}
        return super().get_context_data(round=self.round, **kwargs)

    def _table(self) -> list[list[Any]]:
        head = [_("Paragraph"), _("Category"), _("Agreements"), _("Objections")]
        categories = queries.by_category(self.round)
        rows = queries.rows_of(self.round)
        return [head] + [
            [row.change.paragraph.number, title or _("without a category"), agreed, objected]
            for row in rows
            for title, agreed, objected in categories.get(row.lineage, [("", 0, 0)])
        ]
