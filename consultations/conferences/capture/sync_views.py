"""What devices ask: their batches, what is new, photos, and the service worker that keeps the pages."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from consultations.conferences.capture import photos, sync
from consultations.conferences.capture.door import AccessView
from consultations.conferences.capture.ledger import Outcome, Reason, Result
from consultations.conferences.capture.models import Card
from consultations.conferences.capture.rules import may_touch
from consultations.conferences.models import ThematicTable

_AGAIN = 20
_JSON = "application/json"


def _number(text: str | None, default: int) -> int:
    """A number of an address; what is none, or larger than any, is the default."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


# A token of the form would be hours old after a time without a network, and the cards would be refused. The secret of
# these requests is in the address, which no other site knows; and none can send them: this kind of content is asked
# for before (CORS), which we never allow, and the device's cookie is not sent from other sites.
@method_decorator(csrf_exempt, name="dispatch")
class DeviceView(AccessView):
    """A request of the script."""

    speaks_json = True
    content_types = frozenset({_JSON})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.content_type not in self.content_types or not _is_same_origin(request):
            return JsonResponse({"text": _("This request cannot be read.")}, status=415)
        try:
            return self.answer(request, **kwargs)
        except (sync.NotReadable, ValueError, RecursionError):
            return JsonResponse({"text": _("This request cannot be read.")}, status=400)
        except RequestDataTooBig:
            return JsonResponse({"text": _("This is more than fits into one request.")}, status=413)
        except (sync.TooMany, IntegrityError):
            # Too much at once, or the same twice in the same moment: the device keeps everything and asks again.
            response = JsonResponse({"text": _("Too much at once. The device tries again by itself.")}, status=429)
            response.headers["Retry-After"] = str(_AGAIN)
            return response

    def answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError

    def answers(self, outcomes: dict[uuid.UUID, Outcome]) -> list[dict[str, Any]]:
        return [sync.answer_data(identifier, outcome, self.device) for identifier, outcome in outcomes.items()]


def _is_same_origin(request: HttpRequest) -> bool:
    """Browsers say where a request comes from; what does not say is no browser of somebody else's victim."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


class SyncView(DeviceView):
    """POST: operations of the device. GET: what is new at a table."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        table = self.table(_number(request.GET.get("tisch"), 0))
        if table is None:
            return JsonResponse({"text": _("This link does not open this table.")}, status=404)
        return JsonResponse(self.state(table, _number(request.GET.get("seit"), -1)))

    def answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        data = json.loads(request.body)
        operations = sync.read_batch(data, {table.number: table.pk for table in self.tables()})
        outcomes = sync.apply(self.access, self.device, operations)
        body: dict[str, Any] = {"answers": self.answers(outcomes)}
        number, since = data.get("table"), data.get("since")
        table = self.table(number) if type(number) is int else None
        if table is not None:
            body |= self.state(table, since if type(since) is int and -1 <= since < 2**31 else -1)
        return JsonResponse(body)

    def state(self, table: ThematicTable, since: int) -> dict[str, Any]:
        news = sync.news(self.access, table, self.device, since)
        return {"door": self.door.value, "late": self.late_text(), **news}


class PhotoView(DeviceView):
    """The photo of a card: shown to those who see the card, sent by those who may change it."""

    content_types = frozenset({"image/jpeg", "image/png", "image/webp", _JSON})

    def find_table(self, key: uuid.UUID) -> ThematicTable | None:
        """The table of a card, if the link opens it."""
        keys = {table.pk: table for table in self.tables()}
        found = Card.objects.filter(key=key, table__in=keys).values_list("table", flat=True).first()
        return keys.get(found)

    def get(self, request: HttpRequest, token: str, key: uuid.UUID) -> HttpResponse:
        rows = Card.objects.filter(key=key, table__in=[table.pk for table in self.tables()])
        card = rows.exclude(photo="").first()
        if card is None or not may_touch(self.access, card, self.device):
            raise Http404
        return photo_response(card)

    def answer(self, request: HttpRequest, token: str, key: uuid.UUID) -> HttpResponse:
        operation = uuid.UUID(request.GET.get("vorgang", ""))
        table = self.find_table(key)
        sync.refuse_flood(self.access)
        if table is None:
            outcome = Outcome(Result.WAITING)
        elif request.content_type == _JSON:
            outcome = photos.remove_photo(table, key, writer=self.writer, operation=operation)
        else:
            try:
                outcome = photos.add_photo(table, key, request.body, writer=self.writer, operation=operation)
            except ValidationError as error:
                outcome = Outcome(Result.REFUSED, Reason.MALFORMED)
                answer = sync.answer_data(operation, outcome, self.device) | {"text": error.messages[0]}
                return JsonResponse({"answers": [answer]})
        return JsonResponse({"answers": self.answers({operation: outcome})})


#: Whatever a file holds, the browser gives it no script, no form, no other address and no origin.
_PHOTO_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


def photo_response(card: Card) -> HttpResponse:
    """The photo of a card, for whoever was found to be allowed to see it."""
    try:
        with card.photo.open("rb") as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _PHOTO_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


#: What the pages need without a network; fonts and the rest are kept when they were loaded once.
KEPT_FILES = (
    "kern/kern.min.css",
    "kern/fonts/fira-sans.css",
    "frontend/favicon.svg",
    "frontend/site.css",
    "frontend/capture.css",
    "frontend/capture_keep.js",
    "frontend/capture_store.js",
    "frontend/capture_sync.js",
    "frontend/capture_cards.js",
    "frontend/capture.js",
)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps pages and files of the capture; its version is made of the names of the files."""
    files = [static(name) for name in KEPT_FILES]
    values = {
        "version": hashlib.sha256("\n".join(files).encode()).hexdigest()[:12],
        "files": files,
        "theme": reverse("theme"),
        "prefix": settings.STATIC_URL,
    }
    source = render_to_string("consultations/conferences/capture/worker.js", {"values": json.dumps(values)})
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
