"""Staff screens of several rows: the agenda and the thematic tables."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.conferences.planning import services, tables
from consultations.conferences.planning.admin_views import PlanMixin
from consultations.conferences.planning.row_forms import SlotFormSet, TableFormSet, agenda_rows, table_rows


class AgendaView(PlanMixin, TemplateView):
    """Slots with begin and end, room and who speaks; a button moves one, and everything typed is saved with it."""

    part = "agenda"
    template_name = "consultations/conferences/planning/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "formset" not in kwargs:
            kwargs["formset"] = SlotFormSet(initial=agenda_rows(self.conference), prefix="slots")
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        formset = SlotFormSet(request.POST, prefix="slots")
        if not formset.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(formset=formset))
        slots = formset.slots(move=request.POST.get("move", ""))
        try:
            services.save_agenda(self.conference, slots, seen=self.seen, actor=request.user)
        except services.ConferenceOutdated as error:
            stored = agenda_rows(error.conference) if error.conference else []
            return self.outdated(error, formset=formset, stored_agenda=stored)
        messages.success(request, _("Saved."))
        return redirect(request.path)


class TablesView(PlanMixin, TemplateView):
    """Number, title, guiding question, action field, host and seats of each table."""

    part = "tables"
    template_name = "consultations/conferences/planning/tables.html"

    @property
    def form_kwargs(self) -> dict[str, Any]:
        return {"action_fields": [(field.pk, field.title) for field in self.process.action_fields.order_by("order")]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "formset" not in kwargs:
            kwargs["formset"] = TableFormSet(initial=self._initial(), prefix="tables", form_kwargs=self.form_kwargs)
        kwargs["uses"] = tables.uses_of(self.conference.tables.values_list("pk", flat=True))
        for form in kwargs["formset"]:
            form.uses = kwargs["uses"].get(_number(form["key"].value()), "")
        return super().get_context_data(**kwargs)

    def _initial(self) -> list[dict[str, Any]]:
        return table_rows(self.conference)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        formset = TableFormSet(request.POST, prefix="tables", form_kwargs=self.form_kwargs)
        if not formset.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(formset=formset))
        rows = [form.row() for form in formset.kept()]
        try:
            tables.save_tables(self.conference, rows, formset.removed(), seen=self.seen, actor=request.user)
        except services.ConferenceOutdated as error:
            stored = table_rows(error.conference) if error.conference else []
            return self.outdated(error, formset=formset, stored_tables=stored)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return self.render_to_response(self.get_context_data(formset=formset), status=409)
        messages.success(request, _("Saved."))
        return redirect(request.path)


def _number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
