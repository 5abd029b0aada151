"""Public pages of records: the check by link, and the files of a public record. Reading changes nothing."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View

from consultations.conferences.capture.models import Card
from consultations.conferences.record import queries, remarks, rules
from consultations.conferences.record.forms import AdditionForm, MinutesRemarkForm, ObjectionForm
from consultations.conferences.record.links import (
    LinkEnded,
    LinkRefused,
    Opened,
    read_remark_token,
    read_token,
    remark_token,
)
from consultations.conferences.record.models import RecordFile
from consultations.process.dates import days_left_text, today, weekday_date
from frontend.files.serving import file_response

_LARGEST_KEY = 2**63 - 1


@method_decorator(never_cache, name="dispatch")
class LinkView(View):
    """A page that a signed link opens; says in words why another one opens nothing."""

    opened: Opened

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.find(kwargs["token"])
        except LinkEnded:
            response = self.no_record("ended", status=410)
        except LinkRefused:
            response = self.no_record("refused", status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
        # Whoever the page links to must not learn the link.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def find(self, token: str) -> None:
        self.opened = read_token(token)
        self.record = self.opened.record
        self.conference = self.record.conference
        if not self.conference.process.is_published or self.record.check_opened_at is None:
            raise LinkRefused

    def no_record(self, reason: str, *, status: int) -> HttpResponse:
        context = {"reason": reason}
        return render(self.request, "consultations/conferences/record/no_record.html", context, status=status)

    def context(self) -> dict[str, Any]:
        """What every page of the check shows."""
        left = (self.record.check_until - today()).days if self.record.check_until else -1
        return {
            "record": self.record,
            "conference": self.conference,
            "process": self.conference.process,
            "token": self.kwargs["token"],
            "deadline": weekday_date(self.record.check_until) if self.record.check_until else "",
            "left": days_left_text(left) if left >= 0 else "",
        }


class CheckView(LinkView):
    """The record as it is, with what can be said about it until the deadline."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        mine = queries.own_remarks(self.record, self.opened.registration)
        context = self.context() | {
            "walls": [] if self.record.is_confirmed else queries.walls(self.conference),
            "own_remarks": [(row, remark_token(row)) for row in mine],
        }
        return render(request, "consultations/conferences/record/check.html", context)


class _SayView(LinkView):
    """A page with one form to say something about the record."""

    form_class: type
    template_name = "consultations/conferences/record/say.html"

    def about(self) -> dict[str, Any]:
        """What it is about, by names of `Remark`."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        about = self.about()
        if not self.record.is_check_running:
            return redirect("record:check", token=kwargs["token"])
        return self.show(self.form_class(initial=self.initial(about)), about)

    def initial(self, about: dict[str, Any]) -> dict[str, Any]:
        registration = self.opened.registration
        return {"name": registration.name if registration else ""}

    def show(self, form, about: dict[str, Any], status: int = 200) -> HttpResponse:
        context = self.context() | about | {"form": form, "kind": form.kind}
        return render(self.request, self.template_name, context, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        about, form = self.about(), self.form_class(request.POST)
        if not form.is_valid():
            return self.show(form, about, status=422)
        said = replace(form.remark, **about, **self.more(form), language=(get_language() or "de")[:2])
        try:
            row, is_new = remarks.submit(self.record, said, registration=self.opened.registration)
        except remarks.CheckOver:
            form.add_error(None, _("The check ended in the meantime. Your text was not stored; you can copy it here."))
            return self.show(form, about, status=403)
        except ValidationError as error:
            add_errors(form, error)
            return self.show(form, about, status=422)
        if is_new:
            messages.success(request, _("Thank you. Your remark is stored. The team reads it and answers here."))
        else:
            messages.info(request, _("You have sent this remark before. It is stored once."))
        return redirect("record:remark", token=remark_token(row))

    def more(self, form) -> dict[str, Any]:
        """Further particulars of the form."""
        return {}


class ObjectView(_SayView):
    """A card is not what was meant."""

    form_class = ObjectionForm

    def about(self) -> dict[str, Any]:
        cards = Card.objects.present().filter(table__conference=self.conference).select_related("table")
        return {"card": get_object_or_404(cards, pk=min(self.kwargs["card"], _LARGEST_KEY))}

    def initial(self, about: dict[str, Any]) -> dict[str, Any]:
        return super().initial(about) | {"proposed_text": about["card"].text}

    def more(self, form) -> dict[str, Any]:
        return {"proposed_text": form.cleaned_data["proposed_text"]}


class AddView(_SayView):
    """Something is missing at a table."""

    form_class = AdditionForm

    def about(self) -> dict[str, Any]:
        return {"table": get_object_or_404(self.conference.tables, pk=min(self.kwargs["table"], _LARGEST_KEY))}

    def more(self, form) -> dict[str, Any]:
        return {"column": form.cleaned_data["column"]}


class MinutesView(_SayView):
    """A remark on the minutes."""

    form_class = MinutesRemarkForm


class RemarkView(LinkView):
    """One remark and what became of it, for whoever has its address."""

    def find(self, token: str) -> None:
        self.remark = read_remark_token(token)
        self.record = self.remark.record
        self.conference = self.record.conference
        if not self.conference.process.is_published:
            raise LinkRefused

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        context = self.context() | {"remark": self.remark}
        return render(request, "consultations/conferences/record/remark.html", context)


def add_errors(form, error: ValidationError) -> None:
    """Put what a service refused beside the fields it is about."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


@require_safe
def record_file(request: HttpRequest, token: uuid.UUID) -> FileResponse:
    """A photo or document: for everybody once the record is public, before for the team that writes it."""
    found = get_object_or_404(RecordFile.objects.select_related("record__conference__process"), token=token)
    if not rules.may_open_file(request.user, found):
        raise Http404
    public = rules.is_public(found.record.conference)
    return file_response(
        found.file, media_type=found.media_type, name=found.name, is_inline=found.is_image, is_public=public
    )
