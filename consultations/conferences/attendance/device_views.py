"""What a device at the door fetches and hands in: the list, and what happened while there was no network."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from consultations.conferences.attendance import queries, services
from consultations.conferences.attendance.base import DoorView
from consultations.conferences.attendance.enums import Outcome
from consultations.conferences.attendance.forms import WalkInForm
from consultations.conferences.attendance.links import Door
from consultations.conferences.attendance.models import EventKind
from consultations.conferences.attendance.views import outcome_context

#: In one request; a device with more sends several.
MOST_EVENTS = 100
#: No event is older than the list of the day it comes from.
_OLDEST = timedelta(days=7)
WALK_IN = "walk_in"


class ListView(DoorView):
    """Everybody the door knows, for the search on the device."""

    speaks_json = True

    def get(self, request: HttpRequest, token: str) -> JsonResponse:
        people = [queries.as_entry(row) for row in queries.people(self.conference)]
        return JsonResponse({"people": people, "rehearsal": self.door == Door.REHEARSAL})


# No cookie gives the right to do this, so another site has nothing to borrow: the address itself is the secret. And
# a page that was opened without a network has no token that is still good.
@method_decorator(csrf_exempt, name="dispatch")
class EventsView(DoorView):
    """Takes what happened at a device. Each event has a key of its own, so sending twice is harmless."""

    http_method_names = ["post"]
    open_for = DoorView.open_for | {Door.LATE}
    speaks_json = True

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            sent = json.loads(request.body)
            events = sent["events"]
            device = uuid.UUID(sent["device"])
            ahead = _moment(sent["now"]) - timezone.now()
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return JsonResponse({"error": "unreadable"}, status=400)
        if not isinstance(events, list) or len(events) > MOST_EVENTS:
            return JsonResponse({"error": "too many"}, status=400)
        source = services.Source(access=self.access, device=device)
        # One by one: what cannot be stored does not keep the others.
        return JsonResponse({"outcomes": [self._take(event, source, ahead) for event in events]})

    def _take(self, event: Any, source: services.Source, ahead: timedelta) -> dict[str, Any]:
        try:
            key, kind = uuid.UUID(event["key"]), str(event["kind"])
            # The clock of the device may be wrong, but it is as wrong now as it was then.
            at = _moment(event["at"]) - ahead
            if timezone.now() - at > _OLDEST:
                raise ValueError
            noted = self._note(event, key=key, kind=kind, source=source, at=at)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, ValidationError):
            noted = services.Noted(Outcome.REFUSED)
            key = event.get("key", "") if isinstance(event, dict) else ""
        return {"key": str(key), **outcome_context(noted)}

    def _note(self, event: dict, *, key: uuid.UUID, kind: str, source: services.Source, at: datetime) -> services.Noted:
        if kind == WALK_IN:
            form = WalkInForm(event["particulars"], conference=self.conference)
            if not form.is_valid():
                raise ValueError
            return services.walk_in(self.conference, key=key, particulars=form.cleaned_data, source=source, at=at)
        ticket = str(event["ticket"])[:20]
        return services.note(self.conference, key=key, kind=EventKind(kind), ticket=ticket, source=source, at=at)


def _moment(value: str) -> datetime:
    """A moment with its time zone. Raises ValueError."""
    moment = parse_datetime(value)
    if moment is None or moment.tzinfo is None:
        raise ValueError
    return moment
