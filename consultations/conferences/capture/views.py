"""Pages at the tables. They work without a script; with one, `capture.js` takes over and needs no network."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.conferences.capture import photos, queries, services, sync
from consultations.conferences.capture.door import AccessView, scope_of
from consultations.conferences.capture.forms import CardForm
from consultations.conferences.capture.ledger import Result
from consultations.conferences.capture.models import Card
from consultations.conferences.capture.page_texts import script_texts
from consultations.conferences.capture.rules import Door, is_host, may_touch
from consultations.conferences.capture.texts import MAX_TEXT
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import ThematicTable
from consultations.process.languages import text_direction


class HomeView(AccessView):
    """Choose the table; a link for one table leads there at once."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        tables = self.tables()
        if len(tables) == 1:
            return redirect("capture:table", token=token, number=tables[0].number)
        context = {
            "access": self.access,
            "conference": self.access.conference,
            "tables": tables,
            "token": token,
            "script": {"texts": script_texts(), "pages": [page_of(token, table) for table in tables]},
        }
        return render(request, "consultations/conferences/capture/home.html", context)


def page_of(token: str, table: ThematicTable) -> str:
    return reverse("capture:table", kwargs={"token": token, "number": table.number})


def too_many_text() -> str:
    return _("Too many cards at once. Your text is kept: please send it again in a minute.")


def sent_before_text() -> str:
    return _("A card was sent with this form before. Your text is kept: save it again if it is another card.")


class TableView(AccessView):
    """The cards of one table, and the form for a new one."""

    def found_table(self, number: int) -> ThematicTable:
        table = self.table(number)
        if table is None:
            raise Http404
        return table

    def get(self, request: HttpRequest, token: str, number: int) -> HttpResponse:
        return self.show(CardForm(), number)

    def show(self, form: CardForm, number: int, status: int = 200) -> HttpResponse:
        table = self.found_table(number)
        cards = list(queries.cards_for(self.access, table, self.device).order_by("-pk"))
        for card in cards:
            card.direction = text_direction(card.language)
        present = [card for card in cards if not card.is_removed]
        columns = [
            {"value": value, "label": label, "cards": [card for card in present if card.column == value]}
            for value, label in CardColumn.choices
        ]
        context = {
            "access": self.access,
            "conference": self.access.conference,
            "table": table,
            "tables": self.tables(),
            "token": self.kwargs["token"],
            "is_host": is_host(self.access),
            "is_late": self.door == Door.LATE,
            "late_until": self.late_text(),
            "form": form,
            "columns": columns,
            "number": len(present),
            "removed": [card for card in cards if card.is_removed],
            "limit": MAX_TEXT,
            "script": self.script_values(table),
        }
        return render(self.request, "consultations/conferences/capture/table.html", context, status=status)

    def script_values(self, table: ThematicTable) -> dict[str, Any]:
        """What the script has to know; it is kept with the page, so it holds no cards."""
        token = self.kwargs["token"]
        return {
            "scope": scope_of(self.access),
            "tables": [row.number for row in self.tables()],
            "sync": reverse("capture:sync", kwargs={"token": token}),
            "photo": reverse("capture:photo", kwargs={"token": token, "key": uuid.UUID(int=0)}),
            "table": table.number,
            "isHost": is_host(self.access),
            "limit": MAX_TEXT,
            "columns": [{"value": value, "label": str(label)} for value, label in CardColumn.choices],
            "rtl": [code for code in ("ar", "fa") if text_direction(code) == "rtl"],
            "pages": [page_of(token, row) for row in self.tables()],
            "texts": script_texts(),
        }

    def post(self, request: HttpRequest, token: str, number: int) -> HttpResponse:
        table, form = self.found_table(number), CardForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, number, status=422)
        try:
            sync.refuse_flood(self.access)
            card = services.write_card(table, key=form.cleaned_data["key"], writer=self.writer, **form.content)
        except sync.TooMany:
            form.add_error(None, too_many_text())
            return self.show(form, number, status=429)
        except (ValidationError, services.ChangedMeanwhile) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else sent_before_text())
            return self.show(form, number, status=422)
        if any(getattr(card, name) != value for name, value in form.content.items()):
            # The form of a card that was sent, opened again by the back button, with another text.
            form.data = form.data.copy()
            form.data["key"] = str(uuid.uuid4())
            form.add_error(None, sent_before_text())
            return self.show(form, number, status=422)
        self.store_photo(table, card, form)
        messages.success(request, _("The card is stored."))
        return redirect("capture:table", token=token, number=number)

    def store_photo(self, table: ThematicTable, card: Card, form: CardForm) -> None:
        """The photo that came with the form; the card is stored without it when it is none."""
        upload = form.cleaned_data.get("photo")
        if not upload:
            return
        try:
            outcome = photos.add_photo(table, card.key, upload.read(), writer=self.writer)
        except ValidationError as error:
            messages.warning(self.request, error.messages[0])
        else:
            if outcome.result == Result.REFUSED:
                messages.warning(self.request, services.reason_text(outcome.reason))


class CardView(TableView):
    """One card: change it, with both texts when somebody was faster, or one of the small steps."""

    def card(self, number: int, key: uuid.UUID) -> Card:
        table = self.found_table(number)
        card = Card.objects.select_related("access").filter(table=table, key=key).first()
        if card is None or not may_touch(self.access, card, self.device):
            raise Http404
        card.table = table
        return card

    def get(self, request: HttpRequest, token: str, number: int, key: uuid.UUID) -> HttpResponse:
        card = self.card(number, key)
        initial = {name: getattr(card, name) for name in ("key", "column", "text", "language")}
        return self.show_card(card, CardForm(initial={**initial, "base": card.state}))

    def show_card(self, card: Card, form: CardForm, theirs: Card | None = None, status: int = 200) -> HttpResponse:
        context = {
            "access": self.access,
            "conference": self.access.conference,
            "table": card.table,
            "token": self.kwargs["token"],
            "card": card,
            "form": form,
            "theirs": theirs,
            "limit": MAX_TEXT,
        }
        return render(self.request, "consultations/conferences/capture/card.html", context, status=status)

    def post(self, request: HttpRequest, token: str, number: int, key: uuid.UUID) -> HttpResponse:
        card, form = self.card(number, key), CardForm(request.POST, request.FILES)
        if not form.is_valid() or form.cleaned_data["base"] is None:
            return self.show_card(card, form, status=422)
        try:
            sync.refuse_flood(self.access)
            services.change_card(card, base=form.cleaned_data["base"], writer=self.writer, **form.content)
        except services.ChangedMeanwhile as changed:
            # Saving again is a decision made with both texts in view.
            form.data = form.data.copy()
            form.data["base"] = str(changed.card.state)
            return self.show_card(card, form, theirs=changed.card, status=409)
        except sync.TooMany:
            form.add_error(None, too_many_text())
            return self.show_card(card, form, status=429)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show_card(card, form, status=422)
        if not card.photo:
            self.store_photo(card.table, card, form)
        messages.success(request, _("The card is changed."))
        return redirect("capture:table", token=token, number=number)


class StepView(CardView):
    """One step with one button: take away, bring back, dots, wall, photo."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str, number: int, key: uuid.UUID) -> HttpResponse:
        card, step = self.card(number, key), request.POST.get("schritt", "")
        steps = {
            "wegnehmen": lambda: services.remove_card(card, writer=self.writer),
            "zurueckholen": lambda: services.restore_card(card, writer=self.writer),
            "punkt-mehr": lambda: services.add_dots(card, 1, writer=self.writer),
            "punkt-weniger": lambda: services.add_dots(card, -1, writer=self.writer),
            "auf-die-wand": lambda: services.show_on_wall(card, True, writer=self.writer),
            "von-der-wand": lambda: services.show_on_wall(card, False, writer=self.writer),
            "foto-weg": lambda: photos.remove_photo(card.table, card.key, writer=self.writer),
        }
        if step not in steps:
            raise Http404
        try:
            sync.refuse_flood(self.access)
            steps[step]()
        except sync.TooMany:
            messages.error(request, _("Too much at once. Please try again in a minute."))
        except services.ChangedMeanwhile:
            messages.error(request, _("Somebody has changed this card in the meantime. Please look at it again."))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            if step == "wegnehmen":
                messages.success(request, _("The card is taken away. Below you can bring it back."))
        return redirect("capture:table", token=token, number=number)
