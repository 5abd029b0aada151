"""What all addresses of a link for the door share: reading the link, closing it, headers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.generic import View

from consultations.conferences.attendance.links import Door, LinkEnded, LinkRefused, door_of, opens_on, read_token
from consultations.conferences.attendance.models import DoorAccess
from consultations.conferences.attendance.texts import page_texts


class DoorView(View):
    """Finds the access a link is for, or says in words why there is none."""

    #: What the door has to be for this address.
    open_for: frozenset[Door] = frozenset({Door.REHEARSAL, Door.OPEN})
    #: Programs get a status only.
    speaks_json = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self._find(request, *args, **kwargs)
        # The address is the secret, and the page is full of names.
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "strict-origin"
        # The camera reads tickets; it is asked for when somebody presses the button.
        response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
        return response

    def _find(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.token = kwargs["token"]
        try:
            self.access: DoorAccess = read_token(self.token)
        except LinkRefused:
            return self.closed("refused", status=404)
        except LinkEnded as ended:
            return self.closed("ended", status=410, access=ended.access)
        self.conference = self.access.conference
        self.door = door_of(self.conference)
        if self.door in self.open_for:
            return super().dispatch(request, *args, **kwargs)
        if self.door == Door.AHEAD:
            return self.closed("ahead", status=403, opens_on=opens_on(self.conference))
        return self.closed("over", status=410, access=self.access)

    def closed(self, reason: str, *, status: int, **context: Any) -> HttpResponse:
        """Why there is no list; a device that hears 404 or 410 erases the one it has."""
        if self.speaks_json:
            return JsonResponse({"closed": reason}, status=status)
        context = {"reason": reason, "conference": getattr(self, "conference", None), "token": self.token, **context}
        if "access" in context:
            # The page erases what the device has; without a script there is nothing to erase.
            context["texts"] = page_texts()
        return render(self.request, "consultations/conferences/attendance/closed.html", context, status=status)
