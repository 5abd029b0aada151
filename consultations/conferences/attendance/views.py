"""The check-in page of helpers at the door. It works without scripts; with them, also without a network."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consultations.conferences.attendance import queries, services
from consultations.conferences.attendance.base import DoorView
from consultations.conferences.attendance.enums import Outcome
from consultations.conferences.attendance.forms import WalkInForm
from consultations.conferences.attendance.links import Door
from consultations.conferences.attendance.models import EventKind
from consultations.conferences.attendance.texts import outcome_texts, page_texts
from consultations.conferences.registration.models import Registration


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which lets the page open without a network. It may act below /einlass/ only."""
    response = render(
        request, "consultations/conferences/attendance/worker.js", content_type="text/javascript; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def read_key(value: str) -> uuid.UUID:
    """The key of an event as a form or a device sends it; a new one where there is none that can be read."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.uuid4()


class PageView(DoorView):
    """Search, check in, take back. Without a query the page shows no names: this is what a device may keep."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(WalkInForm(conference=self.conference))

    def page(self, walk_in: WalkInForm, status: int = 200) -> HttpResponse:
        words = self.request.GET.get("q", "")[:100]
        hits = queries.found(self.conference, words)
        context = {
            "access": self.access,
            "conference": self.conference,
            "token": self.token,
            "is_rehearsal": self.door == Door.REHEARSAL,
            "q": words,
            "hits": hits,
            "texts": page_texts(),
            "outcome": (outcome := self._outcome()),
            "outcome_text": self._said(outcome, words, hits),
            "is_over_capacity": "voll" in self.request.GET,
            "form": walk_in,
            "key": uuid.uuid4(),
        }
        return render(self.request, "consultations/conferences/attendance/door.html", context, status=status)

    def _outcome(self) -> Outcome | None:
        """What came of the click before, as the address says."""
        value = self.request.GET.get("ergebnis", "")
        return Outcome(value) if value in Outcome.values else None

    def _said(self, outcome: Outcome | None, words: str, hits: list[Registration]) -> str:
        if outcome is None:
            return ""
        row = hits[0] if len(hits) == 1 else None
        since = time_format(timezone.localtime(row.arrived_at)) if row and row.arrived_at else "–"
        return outcome_texts()[outcome].format(name=row.name if row else words, time=since)

    def back(self, noted: services.Noted, words: str) -> HttpResponse:
        """Back to the page, with the person the click was about."""
        ticket = noted.registration.ticket if noted.registration else words
        query = {"q": ticket, "ergebnis": noted.outcome.value}
        if noted.over_capacity:
            query["voll"] = 1
        return redirect(f"{reverse('attendance:door', kwargs={'token': self.token})}?{urlencode(query)}")

    def source(self) -> services.Source:
        return services.Source(access=self.access)


class _NoteView(PageView):
    http_method_names = ["post"]
    kind: EventKind

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        ticket = request.POST.get("ticket", "")[:20]
        key = read_key(request.POST.get("key", ""))
        noted = services.note(self.conference, key=key, kind=self.kind, ticket=ticket, source=self.source())
        return self.back(noted, ticket)


class CheckInView(_NoteView):
    """Somebody is there."""

    kind = EventKind.ARRIVED


class UndoView(_NoteView):
    """It was the wrong one."""

    kind = EventKind.UNDONE


class WalkInView(PageView):
    """Somebody without a registration is there."""

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = WalkInForm(request.POST, conference=self.conference)
        if not form.is_valid():
            return self.page(form, status=422)
        key = read_key(request.POST.get("key", ""))
        try:
            noted = services.walk_in(self.conference, key=key, particulars=form.cleaned_data, source=self.source())
        except ValidationError as error:
            form.add_error(None, error)
            return self.page(form, status=422)
        return self.back(noted, form.cleaned_data["name"])

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return redirect("attendance:door", token=token)


def outcome_context(noted: services.Noted) -> dict[str, Any]:
    """An outcome as a device reads it."""
    return {
        "outcome": noted.outcome.value,
        "ticket": noted.registration.ticket if noted.registration else "",
        "since": noted.since.isoformat() if noted.since else None,
        "elsewhere": noted.elsewhere,
        "over": noted.over_capacity,
    }
