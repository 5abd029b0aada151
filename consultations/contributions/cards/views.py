"""Public pages of cards: the talk about those of a table, photos, the documentation as PDF."""

from typing import Any

from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from consultations.conferences.capture.models import Card
from consultations.conferences.models import Conference, ThematicTable
from consultations.contributions.cards.papers import paper_for_reading
from consultations.contributions.cards.photos import shown_photo
from consultations.contributions.codes import normalise
from consultations.contributions.models import Contribution
from consultations.contributions.views import TargetView
from frontend.files.serving import file_response
from frontend.made_once import PAUSE_AFTER_FAILURE

#: Seconds after which the page of somebody who waits looks again.
LOOK_AGAIN = 3


class TableCards(TargetView):
    """The cards of one thematic table with the replies to them."""

    def find(self) -> Model:
        conferences = Conference.objects.visible_to(self.request.user).filter(process=self.process)
        tables = ThematicTable.objects.filter(conference__in=conferences).select_related("conference__process")
        table = get_object_or_404(tables, pk=min(self.kwargs["table"], 2**63 - 1))
        if not table.conference.record_is_public:
            raise Http404("the record is not public")
        table.conference.process = self.process
        return table

    def extra_context(self) -> dict[str, Any]:
        return {"table": self.described.object, "conference": self.described.object.conference}


@require_safe
def card_photo(request: HttpRequest, code: str) -> FileResponse:
    """The photo of a card, where its contribution is public and staff has marked the photo to be shown."""
    found = get_object_or_404(Contribution.objects.public(), code=normalise(code)[:40])
    photo = shown_photo(found)
    if photo is None:
        raise Http404
    return photo_response(photo.card)


def photo_response(card: Card) -> FileResponse:
    """A photo, which was written anew when it came in; the browser gives it nothing to act with."""
    if not card.photo:
        raise Http404
    name = f"karte-{card.key}.jpg"
    return file_response(card.photo, media_type="image/jpeg", name=name, is_inline=True, is_public=True)


@require_safe
def documentation(request: HttpRequest, process_slug: str, slug: str) -> HttpResponse:
    """The documentation of a conference as PDF, once its record is public."""
    rows = Conference.objects.visible_to(request.user).select_related("process", "region")
    conference = get_object_or_404(rows, process__slug=process_slug, slug=slug)
    if not conference.record_is_public:
        raise Http404("the record is not public")
    paper, is_current = paper_for_reading(conference)
    if is_current:
        return _file(request, paper, conference)
    context = {"process": conference.process, "conference": conference, "paper": paper}
    if paper.has_failed:
        response = render(request, "consultations/contributions/cards/paper_failed.html", context, status=503)
        response.headers["Retry-After"] = str(int(PAUSE_AFTER_FAILURE.total_seconds()))
    else:
        response = render(request, "consultations/contributions/cards/paper_waiting.html", context, status=202)
        # The page looks again by itself, also without scripts.
        response.headers["Refresh"] = response.headers["Retry-After"] = str(LOOK_AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(request: HttpRequest, paper, conference: Conference) -> HttpResponse:
    etag = f'"{paper.key}"'
    # Who asks must be let in each time (a process can be taken back), but need not load the same file twice.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(paper.content), content_type="application/pdf")
        headers |= {
            "Content-Disposition": f'attachment; filename="dokumentation-{conference.slug}.pdf"',
            "Content-Language": "de",
        }
    for name, value in headers.items():
        response.headers[name] = value
    return response
