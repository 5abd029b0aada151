"""What every page and every request of a link shares: reading the token, knowing the device, headers."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from consultations.conferences.capture import queries
from consultations.conferences.capture.ledger import Writer
from consultations.conferences.capture.links import LinkRefused, read_token
from consultations.conferences.capture.models import AccessKind, CaptureAccess
from consultations.conferences.capture.rules import Door, door, late_until
from consultations.conferences.models import ThematicTable
from consultations.process.dates import weekday_date

#: A random value that tells devices apart, so that participants find their own cards again.
DEVICE_COOKIE = "erfassung_geraet"
_DEVICE_DAYS = 20

_STATUS = {Door.ENDED: 410, Door.OVER: 410, Door.CLOSED: 403, Door.TOO_EARLY: 403}


def device_of(request: HttpRequest) -> uuid.UUID | None:
    """Which device asks, by its cookie."""
    try:
        return uuid.UUID(request.COOKIES.get(DEVICE_COOKIE, ""))
    except ValueError:
        return None


def scope_of(access: CaptureAccess) -> str:
    """Under what a device keeps its cards: a new link for the same conference sends what the ended one could not."""
    return f"{access.conference_id}-{access.kind}"


def door_text(access: CaptureAccess | None, state: Door) -> str:
    """Why nothing can be written by a link, and what to do."""
    if access is None or state == Door.ENDED:
        return _("This link is good no more. Please ask the organisers for a new one.")
    conference = access.conference
    if state == Door.TOO_EARLY:
        return _("This link opens shortly before the conference on %(day)s.") % {"day": weekday_date(conference.date)}
    if state == Door.CLOSED:
        return _("The cards of this conference are closed. Tell the organisers what is still missing.")
    return _("The conference is over. Tell the organisers what is still missing.")


class AccessView(View):
    """Finds the link of the address; pages and answers are never kept by anybody on the way."""

    #: Kinds of links this view is for.
    kinds = frozenset({AccessKind.HOST, AccessKind.PARTICIPANT})
    #: Devices ask in JSON and are answered in JSON.
    speaks_json = False
    #: What may be done while the door is not open.
    doors = frozenset({Door.OPEN, Door.LATE})

    access: CaptureAccess

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.device = device_of(request) or uuid.uuid4()
        response = self._answer(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.access = read_token(kwargs["token"])
        except LinkRefused:
            return self.refuse(None, Door.ENDED, 404)
        if self.access.kind not in self.kinds:
            return self.refuse(None, Door.ENDED, 404)
        self.door = door(self.access)
        if self.door not in self.doors:
            return self.refuse(self.access, self.door, _STATUS[self.door])
        response = super().dispatch(request, *args, **kwargs)
        if AccessKind.WALL not in self.kinds and response.status_code < 400:
            self.remember(response)
        return response

    def remember(self, response: HttpResponse) -> None:
        """Tell the device its value again, so that it lasts as long as the link."""
        response.set_cookie(
            DEVICE_COOKIE,
            str(self.device),
            max_age=_DEVICE_DAYS * 24 * 3600,
            path="/erfassung/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def refuse(self, access: CaptureAccess | None, state: Door, status: int) -> HttpResponse:
        text = door_text(access, state)
        if self.speaks_json:
            return JsonResponse({"door": state.value, "text": text}, status=status)
        context = {"text": text, "scope": scope_of(access) if access and access.kind != AccessKind.WALL else ""}
        return render(self.request, "consultations/conferences/capture/closed.html", context, status=status)

    @property
    def writer(self) -> Writer:
        return Writer(self.access, self.device, is_late=self.door == Door.LATE)

    def tables(self) -> list[ThematicTable]:
        """The tables of the link, read once."""
        if not hasattr(self, "_tables"):
            self._tables = queries.tables_of(self.access)
            for table in self._tables:
                # The conference the link was read with: no query for each table.
                table.conference = self.access.conference
        return self._tables

    def table(self, number: int) -> ThematicTable | None:
        return next((row for row in self.tables() if row.number == number), None)

    def late_text(self) -> str:
        """Until when what is still on devices is taken, while the capture is closed."""
        limit = late_until(self.access.conference)
        return timezone.localtime(limit).strftime("%d.%m.%Y, %H:%M") if limit and self.door == Door.LATE else ""
