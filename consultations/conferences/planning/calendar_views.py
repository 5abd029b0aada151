"""Calendar files: of all conferences, of a process, and of one conference."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.conferences.models import Conference, ConferenceQuerySet
from consultations.conferences.planning.calendar import calendar_of, calendar_with, deadline_of, event_of
from consultations.process.dates import today
from consultations.process.models import Process

#: A subscribed calendar shows what is ahead, and what was of late.
KEPT_FOR = timedelta(days=366)


def _public() -> ConferenceQuerySet:
    """What everybody may see: programs that subscribe sign in nowhere."""
    rows = Conference.objects.visible_to(AnonymousUser()).filter(date__gte=today() - KEPT_FOR)
    return rows.select_related("process").order_by("date", "starts_at", "pk")


@require_safe
def all_conferences(request: HttpRequest) -> HttpResponse:
    """The public conferences of all processes."""
    conferences = list(_public())
    name = _("Conferences – %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    return _calendar_response(request, calendar_of(conferences, name=name), name="konferenzen")


@require_safe
def of_process(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The public conferences of a process and the last days of its phases."""
    process = get_object_or_404(Process.objects.published(), slug=process_slug)
    events = [event_of(conference) for conference in _public().filter(process=process)]
    for phase in process.phases.filter(ends_on__gte=today() - KEPT_FOR):
        phase.process = process
        events.append(deadline_of(phase))
    return _calendar_response(request, calendar_with(events, name=process.short_title), name=process.slug)


@require_safe
def single(request: HttpRequest, process_slug: str, slug: str) -> HttpResponse:
    """One conference, for everybody who may open its page."""
    rows = Conference.objects.visible_to(request.user).select_related("process")
    conference = get_object_or_404(rows, process__slug=process_slug, slug=slug)
    content = calendar_of([conference], name=conference.name)
    return _calendar_response(request, content, name=conference.slug, changed=conference.planned_at)


def _calendar_response(
    request: HttpRequest, content: bytes, *, name: str, changed: datetime | None = None
) -> HttpResponse:
    """The file with what lets programs ask cheaply whether anything is new.

    `changed` is for a single conference: what leaves a list, or a phase that moves, changes no date in it.
    """
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    modified = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.headers["ETag"] = etag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    # Asked again each time: what was called off must not stay in a cache between here and the reader.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
