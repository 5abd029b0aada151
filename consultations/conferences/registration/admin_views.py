"""Staff screens of registrations: the list, its files, what people need, tables, a mail to all."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from audit.services import record
from consultations.conferences.registration import queries, staff
from consultations.conferences.registration.admin_base import RegistrationsMixin
from consultations.conferences.registration.admin_forms import MessageForm
from consultations.conferences.registration.models import RegistrationState
from consultations.conferences.registration.rules import may_add
from consultations.conferences.registration.tables import assign_tables
from consultations.process.dates import today
from frontend.tables import csv_lines
from frontend.workbooks import PlainWorkbook

PER_PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListView(RegistrationsMixin, TemplateView):
    """Everybody with state, table and needs."""

    template_name = "consultations/conferences/registration/admin/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conference, asked = self.conference, queries.Filter.of(self.request.GET)
        rows = asked.apply(queries.of_conference(conference))
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        found = queries.counts(conference)
        labels = [("", _("all")), *RegistrationState.choices, (queries.UNCONFIRMED, _("address not confirmed"))]
        states = [{"value": value, "label": label, "count": found[value]} for value, label in labels]
        return super().get_context_data(
            page=page,
            filter=asked,
            states=[row for row in states if row["count"] or row["value"] in ("", asked.state)],
            total=found[""],
            numbers=queries.numbers(conference),
            categories=queries.category_choices(conference),
            regions=queries.region_choices(conference),
            tables=conference.tables.order_by("number"),
            no_table=queries.NO_TABLE,
            invited=conference.invitations.count(),
            may_add=may_add(conference),
            **kwargs,
        )


class TableView(RegistrationsMixin, View):
    """The list as CSV or XLSX, with the same filter as the page."""

    ending = "csv"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = queries.table(queries.Filter.of(request.GET).apply(queries.of_conference(self.conference)))
        if self.ending == "csv":
            response = HttpResponse("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(_workbook(rows), content_type=_XLSX)
        name = f"anmeldungen-{self.conference.slug}-{today().isoformat()}.{self.ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        record(request.user, "registration.export", self.conference, scope=self.process.slug, ending=self.ending)
        return response


def _workbook(rows) -> bytes:
    """The rows as XLSX. Everything is text, also what begins with "="."""
    output = BytesIO()
    workbook = PlainWorkbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("Anmeldungen")
    bold = workbook.add_format({"bold": True})
    for line, row in enumerate(rows):
        for index, value in enumerate(row):
            sheet.write_string(line, index, value, bold if line == 0 else None)
    sheet.set_column(0, len(queries.HEADERS) - 1, 22)
    sheet.freeze_panes(1, 1)
    workbook.close()
    return output.getvalue()


class NeedsView(RegistrationsMixin, TemplateView):
    """What has to be prepared: interpreting by language, food, access, childcare."""

    template_name = "consultations/conferences/registration/admin/needs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(summary=queries.needs_summary(self.conference), **kwargs)


class AssignView(RegistrationsMixin, View):
    """Give everybody a table."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = assign_tables(self.conference, actor=request.user, afresh="afresh" in request.POST)
        text = ngettext("%(number)s person got a table.", "%(number)s people got a table.", number)
        messages.success(request, text % {"number": number})
        left = queries.numbers(self.conference).without_table
        if left:
            text = ngettext(
                "%(number)s person has no table: all are full.", "%(number)s people have no table: all are full.", left
            )
            messages.warning(request, text % {"number": left})
        return self.to_list()


class MessageView(RegistrationsMixin, TemplateView):
    """Write to participants: text, preview, send."""

    template_name = "consultations/conferences/registration/admin/message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MessageForm(initial={"key": uuid4()}))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        if "send" not in request.POST:
            number = staff.recipients(self.conference, data["states"]).count()
            return self.render_to_response(self.get_context_data(form=form, preview=data, number=number))
        number = staff.write_to_all(
            self.conference,
            states=data["states"],
            subject=data["subject"],
            text=data["text"],
            key=data["key"].hex,
            actor=request.user,
        )
        if number:
            text = ngettext(
                "The mail is on its way to %(number)s address.",
                "The mail is on its way to %(number)s addresses.",
                number,
            )
            messages.success(request, text % {"number": number})
        else:
            messages.info(request, _("Nothing was sent: nobody is there to write to, or the mail went out before."))
        return redirect(self.url("index"))
