"""The live wall for the projector."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import urlencode

from consultations.conferences.capture import wall
from consultations.conferences.capture.door import AccessView
from consultations.conferences.capture.models import AccessKind
from consultations.conferences.capture.rules import Door

_SECONDS = 15


def _number(text: str | None) -> int | None:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


class WallView(AccessView):
    """One screen of the wall; the script asks for the next with `teil=1`, and hears 304 while nothing changes."""

    kinds = frozenset({AccessKind.WALL})
    doors = frozenset({Door.OPEN, Door.LATE, Door.CLOSED})

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        table = self.access.table.number if self.access.table_id else _number(request.GET.get("tisch"))
        screens = wall.screens(self.access.conference, table)
        context = self.context(screens, table)
        part = render_to_string("consultations/conferences/capture/_wall.html", context, request=request)
        etag = f'"{hashlib.sha256(part.encode()).hexdigest()[:24]}"'
        if "teil" in request.GET:
            response = HttpResponse(part) if request.headers.get("If-None-Match") != etag else HttpResponse(status=304)
            response.headers["ETag"] = etag
            return response
        response = render(request, "consultations/conferences/capture/wall.html", {**context, "part": part})
        if "takt" in request.GET:
            # Without a script, and asked for by a link: the browser goes on by itself.
            query = {"bild": context["next"], "takt": 1} | ({"tisch": table} if table is not None else {})
            response.headers["Refresh"] = f"{_SECONDS}; url=?{urlencode(query)}"
        return response

    def context(self, screens: list[wall.Screen], table: int | None) -> dict[str, Any]:
        position = (_number(self.request.GET.get("bild")) or 0) % max(len(screens), 1)
        return {
            "conference": self.access.conference,
            "screen": screens[position] if screens else None,
            "position": position,
            "next": (position + 1) % max(len(screens), 1),
            "previous": (position - 1) % max(len(screens), 1),
            "screens": len(screens),
            "only": table,
        }
