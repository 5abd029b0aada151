"""Staff screens of the record: what is there, cards, tables, minutes, files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from consultations.conferences.capture.models import Card
from consultations.conferences.models import ThematicTable
from consultations.conferences.record import files, queries, rules, services
from consultations.conferences.record.admin_base import RecordFormView, RecordMixin, RecordPage
from consultations.conferences.record.extensions import handed_over
from consultations.conferences.record.forms import (
    CardForm,
    FileChangeForm,
    FileForm,
    MinutesForm,
    NewCardForm,
    ShownPhotoForm,
    TableReportForm,
)
from consultations.conferences.record.models import RecordFile
from frontend.files.serving import file_response


class IndexView(RecordPage):
    """The record: where it stands, what is to be done, and all cards by table."""

    template_name = "consultations/conferences/record/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        became = handed_over(self.conference)
        return super().get_context_data(
            walls=queries.walls(self.conference, became=became),
            numbers=queries.numbers(self.record),
            late=queries.late_cards(self.record),
            obstacles=[] if self.record.is_confirmed else rules.obstacles(self.record),
            became_count=len(became),
            **kwargs,
        )


class CardMixin:
    """Finds the card of the address."""

    @cached_property
    def card(self) -> Card:
        cards = Card.objects.filter(table__conference=self.conference).select_related("table", "shown_photo")
        card = get_object_or_404(cards, pk=self.kwargs["card"])
        card.table.conference = self.conference
        return card


class CardView(CardMixin, RecordFormView):
    """One card: photo, text, earlier texts."""

    template_name = "consultations/conferences/record/admin/card.html"
    done = gettext_lazy("The card is saved. The earlier text is kept.")

    def form(self, data=None, files=None):
        return CardForm.of(self.card) if data is None else CardForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = getattr(self.card, "shown_photo", None)
        photo_form = ShownPhotoForm(initial={"alt_text": shown.alt_text if shown else ""})
        kwargs.setdefault("photo_form", photo_form)
        return super().get_context_data(
            card=self.card,
            became=handed_over(self.conference).get(self.card.key),
            earlier=self.card.earlier_texts.select_related("replaced_by"),
            shown_photo=shown,
            **kwargs,
        )

    def state(self) -> dict[str, Any]:
        self.card.refresh_from_db()
        return {"revision": self.card.revision}

    def act(self, form) -> None:
        revision = form.cleaned_data["revision"]
        services.correct_card(
            self.card, form.words, revision=-1 if revision is None else revision, actor=self.request.user
        )


class CardAwayView(CardMixin, RecordMixin, View):
    """Take a card out of the record, or put it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        away = request.POST.get("away") == "1"
        try:
            services.take_away(self.card, away=away, actor=request.user)
        except services.CardHandedOver:
            messages.error(request, _("This card is a contribution already. Its words are changed no more."))
        else:
            text = _("The card is taken out. You can put it back here.") if away else _("The card is back.")
            messages.success(request, text)
        return self.to("card", card=self.card.pk)


class CardPhotoView(CardMixin, RecordMixin, View):
    """The photo of a card for the team; whether it is published with the contribution, its POST says."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.card.photo:
            raise Http404
        return file_response(self.card.photo, media_type="image/jpeg", is_inline=True, is_public=False)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ShownPhotoForm(request.POST)
        if form.is_valid():
            services.show_photo(self.card, alt_text=form.cleaned_data["alt_text"], actor=request.user)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, " ".join(form.errors["alt_text"]))
        return self.to("card", card=self.card.pk)


class TableMixin:
    """Finds the table of the address."""

    @cached_property
    def table(self) -> ThematicTable:
        table = get_object_or_404(self.conference.tables, pk=self.kwargs["table"])
        table.conference = self.conference
        return table


class TableView(TableMixin, RecordFormView):
    """Report and participants of one table."""

    template_name = "consultations/conferences/record/admin/table.html"
    done = gettext_lazy("The report of the table is saved.")

    def form(self, data=None, files=None):
        if data is not None:
            return TableReportForm(data)
        return TableReportForm(
            initial={"summary": self.table.summary, "participants": self.table.participants, **self.state()}
        )

    def state(self) -> dict[str, Any]:
        self.table.refresh_from_db(fields=["summary", "participants"])
        return {"seen": services.mark_of(self.table.summary, self.table.participants)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table=self.table, **kwargs)

    def act(self, form) -> None:
        data = form.cleaned_data
        services.save_table_report(
            self.table,
            summary=data["summary"],
            participants=data["participants"],
            seen=data["seen"],
            actor=self.request.user,
        )


class NewCardView(TableMixin, RecordFormView):
    """Cards from paper, typed one after the other."""

    template_name = "consultations/conferences/record/admin/new_card.html"

    def form(self, data=None, files=None):
        if data is not None:
            return NewCardForm(data)
        column = self.request.GET.get("spalte", "")
        return NewCardForm(initial={"key": uuid.uuid4(), "column": column, "language": "de"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = self.table.cards.present().order_by("-pk")
        return super().get_context_data(table=self.table, latest=cards[:5], count=cards.count(), **kwargs)

    def act(self, form) -> HttpResponse:
        data = form.cleaned_data
        card, is_new = services.add_card(
            self.table, form.words, actor=self.request.user, key=data["key"], reference=data["reference"]
        )
        if is_new:
            messages.success(self.request, _("Stored. You can type the next card."))
        else:
            messages.info(self.request, _("This card was stored before. It is there once."))
        response = self.to("new_card", table=self.table.pk)
        response["Location"] += f"?spalte={card.column}"
        return response


class MinutesView(RecordFormView):
    """The minutes."""

    template_name = "consultations/conferences/record/admin/minutes.html"
    done = gettext_lazy("The minutes are saved.")

    def form(self, data=None, files=None):
        if data is not None:
            return MinutesForm(data)
        return MinutesForm(initial={"minutes": self.record.minutes, **self.state()})

    def state(self) -> dict[str, Any]:
        self.record = services.record_of(self.conference)
        return {"seen": services.mark_of(self.record.minutes)}

    def act(self, form) -> None:
        data = form.cleaned_data
        services.save_minutes(self.conference, data["minutes"], seen=data["seen"], actor=self.request.user)


class FilesView(RecordFormView):
    """The files of the record, and one more."""

    template_name = "consultations/conferences/record/admin/files.html"

    def form(self, data=None, files=None):
        return FileForm(data, files, initial={"kind": "photo"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.record.files.all() if self.record.pk else []
        return super().get_context_data(files=rows, **kwargs)

    def act(self, form) -> HttpResponse:
        row, is_new = files.add_file(
            self.conference, upload=form.cleaned_data["file"], said=form.particulars, actor=self.request.user
        )
        if is_new:
            messages.success(self.request, _("Added: %(title)s") % {"title": row.title})
        else:
            messages.info(self.request, _("This file is there already: %(title)s") % {"title": row.title})
        return self.to("files")


class FileView(RecordFormView):
    """What is said about one file; deleting it."""

    template_name = "consultations/conferences/record/admin/file.html"
    done = gettext_lazy("Saved.")

    @cached_property
    def row(self) -> RecordFile:
        rows = RecordFile.objects.filter(record__conference=self.conference).select_related("record__conference")
        return get_object_or_404(rows, pk=self.kwargs["file"])

    def form(self, data=None, files=None):
        return FileChangeForm.of(self.row) if data is None else FileChangeForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            files.remove_file(self.row, actor=request.user)
            messages.success(request, _("The file is deleted."))
            return self.to("files")
        return super().post(request, *args, **kwargs)

    def act(self, form) -> None:
        files.change_file(self.row, form.particulars, actor=self.request.user)

    def after(self) -> HttpResponse:
        return self.to("files")
