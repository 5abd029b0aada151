"""Staff screens of the check: opening it, answering remarks, confirming; and the list of cards from paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from consultations.conferences.record import importing, queries, remarks, rules, sending, services
from consultations.conferences.record.admin_base import RecordFormView, RecordMixin, RecordPage
from consultations.conferences.record.enums import CheckRecipients
from consultations.conferences.record.forms import AnswerForm, CheckForm, ListForm
from consultations.conferences.record.links import full_link, general_token
from consultations.conferences.record.models import RecordRemark
from consultations.process.enums import Action
from frontend.sheets import SheetRefused

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PREVIEW_ROWS = 10


class CheckView(RecordFormView):
    """Open the check, make it longer, or end the links that were given out."""

    actions = frozenset({Action.HOLD_CONFERENCES})
    template_name = "consultations/conferences/record/admin/check.html"
    done = gettext_lazy("The check is open. The mails are on their way.")

    @cached_property
    def counts(self) -> dict[str, int]:
        chosen = (CheckRecipients.ATTENDED, CheckRecipients.REGISTERED)
        return {value: sending.recipients(self.record, value).count() for value in chosen}

    def form(self, data=None, files=None):
        attended = self.counts[CheckRecipients.ATTENDED]
        usual = CheckRecipients.ATTENDED if attended else CheckRecipients.REGISTERED
        until = self.record.check_until or services.suggested_end()
        initial = {"recipients": self.record.check_sent_to or usual, "until": until}
        return CheckForm(data, counts=self.counts, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link = full_link(general_token(self.record)) if self.record.check_opened_at else ""
        return super().get_context_data(general_link=link, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "end_links" in request.POST:
            services.end_links(self.conference, actor=request.user)
            messages.success(request, _("All links given out before lead nowhere now. There is a new one."))
            return self.to("check")
        return super().post(request, *args, **kwargs)

    def act(self, form) -> None:
        data = form.cleaned_data
        services.open_check(
            self.conference, until=data["until"], recipients=data["recipients"], actor=self.request.user
        )

    def after(self) -> HttpResponse:
        return self.to("check")


class RemarksView(RecordPage):
    """What participants said."""

    template_name = "consultations/conferences/record/admin/remarks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(queries.remarks_of(self.record)) if self.record.pk else []
        return super().get_context_data(remarks=rows, **kwargs)


class RemarkView(RecordFormView):
    """One remark, and its answer."""

    template_name = "consultations/conferences/record/admin/remark.html"
    done = gettext_lazy("The answer is stored. Whoever made the remark reads it at the link.")

    @cached_property
    def remark(self) -> RecordRemark:
        rows = RecordRemark.objects.filter(record__conference=self.conference)
        rows = rows.select_related("record__conference", "card__table", "table", "made_card", "answered_by")
        return get_object_or_404(rows, pk=self.kwargs["remark"])

    def form(self, data=None, files=None):
        return AnswerForm(data, remark=self.remark)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(remark=self.remark, **kwargs)

    def act(self, form) -> None:
        remarks.answer(self.remark, form.given, actor=self.request.user)

    def after(self) -> HttpResponse:
        return self.to("remarks")


class ConfirmView(RecordPage):
    """What is still missing, what happens then, and the button."""

    actions = frozenset({Action.HOLD_CONFERENCES})
    template_name = "consultations/conferences/record/admin/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("obstacles", [] if self.record.is_confirmed else rules.obstacles(self.record))
        return super().get_context_data(
            numbers=queries.numbers(self.record),
            empty=[wall.table for wall in queries.walls(self.conference) if not wall.count],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revision = request.POST.get("revision", "")
        try:
            services.confirm(
                self.conference, revision=int(revision) if revision.isdecimal() else -1, actor=request.user
            )
        except services.NotConfirmable as error:
            return self.render_to_response(self.get_context_data(obstacles=error.obstacles), status=409)
        except services.ChangedMeanwhile:
            messages.warning(request, _("Somebody changed the record in the meantime. This is how it is now."))
            return self.to("confirm")
        messages.success(
            request,
            _("The record is confirmed and public. Its cards are contributions now and wait for the moderation."),
        )
        return self.to()


class LateView(RecordMixin, View):
    """Hand over cards that turned up after the confirmation."""

    http_method_names = ["post"]
    actions = frozenset({Action.HOLD_CONFERENCES})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            number = services.hand_over_late(self.conference, actor=request.user)
        except services.NotConfirmable as error:
            messages.error(request, " ".join(error.obstacles))
        else:
            messages.success(request, _("Handed over: %(number)s. They wait for the moderation.") % {"number": number})
        return self.to()


class ImportView(RecordFormView):
    """A typed list of cards: checked first, then stored."""

    template_name = "consultations/conferences/record/admin/import.html"

    def form(self, data=None, files=None):
        return ListForm(data, files)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(columns=importing.COLUMNS, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "list" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            number = importing.import_rows(self.conference, request.POST["list"], actor=request.user)
        except importing.ListOutdated:
            messages.error(request, _("The list cannot be stored any more. Nothing was stored. Please check it again."))
            return self.to("import")
        messages.success(request, _("Stored: %(number)s cards.") % {"number": number})
        return self.to()

    def act(self, form) -> HttpResponse:
        try:
            report = importing.read_upload(self.conference, form.cleaned_data["file"])
        except SheetRefused as refused:
            form.add_error("file", str(refused))
            return self.again(form)
        signed = importing.signed(self.conference, report) if report.rows and not report.errors_total else ""
        context = self.get_context_data(
            form=self.form(), report=report, preview=report.rows[:PREVIEW_ROWS], signed=signed
        )
        return self.render_to_response(context)


class TemplateDownloadView(RecordMixin, View):
    """The empty list of cards."""

    def get(self, request: HttpRequest, ending: str, **kwargs: Any) -> HttpResponse:
        if ending == "csv":
            response = HttpResponse(importing.csv_template(), content_type="text/csv; charset=utf-8")
        elif ending == "xlsx":
            response = HttpResponse(importing.xlsx_template(self.conference), content_type=_XLSX)
        else:
            raise Http404
        response.headers["Content-Disposition"] = f'attachment; filename="karten.{ending}"'
        return response
