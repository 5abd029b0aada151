"""Staff screens of the gap matrix; everybody in the team reads, links lead only where the person may go."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.hearing.queries import hearing_phases
from consultations.process.models import Phase
from consultations.process.rules import can, current_phase
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.admin_queries import NONE
from consultations.synthesis.gaps import queries
from consultations.synthesis.models import ActionField
from frontend.tables import csv_lines


class GapsMixin(SynthesisView):
    """The matrix, narrowed to an action field if one is asked for."""

    action = Action.VIEW_INTERNAL
    subtab = "gaps"

    @cached_property
    def field(self) -> ActionField | None:
        asked = self.request.GET.get("feld", "").replace("\x00", "")
        return ActionField.objects.filter(process=self.process, slug=asked).first() if asked else None


class GapsView(GapsMixin):
    """Districts and categories, with who was not heard."""

    template_name = "consultations/synthesis/gaps/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queries.matrix(self.process, self.field)
        links = Links(self)
        rows = [
            {"row": row, "cells": [{"cell": cell, **links.of(row, cell)} for cell in row.cells]} for row in found.rows
        ]
        return super().get_context_data(
            matrix=found,
            rows=rows,
            field=self.field,
            fields=queries.by_field(self.process),
            with_cards=self.request.GET.get("karten") == "1",
            phase=current_phase(self.process),
            hearing=links.hearing,
            **kwargs,
        )


class TableView(GapsMixin):
    """The same as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = queries.table(queries.matrix(self.process, self.field), self.field)
        response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
        name = f"luecken-{self.process.slug}-{today().isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


class Links:
    """Where a cell leads: to the contributions behind it, and to the list of the hearing or to choosing for it."""

    def __init__(self, view: GapsMixin) -> None:
        user, process = view.request.user, view.process
        self.field = view.field
        self.hearing = _next_hearing(hearing_phases(process))
        self.segments = reverse("synthesis_admin:segments", args=[process.slug]) if _may_code(user, process) else ""
        self.list = self.pick = ""
        if self.hearing:
            parts = {"process_slug": process.slug, "phase": self.hearing.pk}
            self.list = reverse("hearing_admin:list", kwargs=parts)
            if can(user, Action.EDIT_PROCESS, process):
                self.pick = reverse("hearing_admin:pick", kwargs=parts)

    def of(self, row: queries.Row, cell: queries.Cell) -> dict[str, str]:
        """The addresses of one cell, empty where there is none or the person may not."""
        return {"said_url": self._said(row, cell), "list_url": self._list(row, cell), "pick_url": self._pick(row, cell)}

    def _said(self, row: queries.Row, cell: queries.Cell) -> str:
        # Without district and category the list would hold the cards as well.
        if not self.segments or not cell.said or not (row.ags or cell.category):
            return ""
        narrowed = {
            "status": "alle",
            "region": row.ags or NONE,
            "category": cell.category.slug if cell.category else NONE,
        }
        if self.field:
            narrowed["action_field"] = str(self.field.pk)
        return f"{self.segments}?{urlencode(narrowed)}"

    def _list(self, row: queries.Row, cell: queries.Cell) -> str:
        if not self.list or not cell.invited or not cell.category or not row.ags:
            return ""
        return f"{self.list}?{urlencode({'kategorie': cell.category.slug, 'region': row.ags})}"

    def _pick(self, row: queries.Row, cell: queries.Cell) -> str:
        if not self.pick or not cell.is_gap or not cell.category or cell.category.is_individual or not row.pk:
            return ""
        return f"{self.pick}?{urlencode({'suchen': 1, 'categories': cell.category.pk, 'regions': row.pk})}"


def _may_code(user, process) -> bool:
    return can(user, Action.CODE, process)


def _next_hearing(phases: list[Phase]) -> Phase | None:
    """The hearing that runs or comes next, else the last one."""
    ahead = [phase for phase in phases if phase.ends_on is None or phase.ends_on >= today()]
    return (ahead or phases[-1:] or [None])[0]
