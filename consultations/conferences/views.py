"""Public pages of conferences."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.conferences import queries
from consultations.conferences.extensions import conference_panels
from consultations.conferences.structured_data import json_ld
from consultations.process.queries import notices_to_show

PAST_PER_PAGE = 20


@require_safe
def conference_list(request: HttpRequest) -> HttpResponse:
    """All conferences: the next ones first, then those that are over, page by page."""
    page = Paginator(queries.past(request.user), PAST_PER_PAGE).get_page(request.GET.get("page"))
    upcoming = list(queries.upcoming(request.user)) if page.number == 1 else []
    past = list(page.object_list)
    context = {
        "upcoming": upcoming,
        "past": past,
        "page": page,
        "notices": notices_to_show(request, [conference.process for conference in (*upcoming, *past)]),
    }
    return render(request, "consultations/conferences/list.html", context)


@require_safe
def conference_detail(request: HttpRequest, process_slug: str, slug: str) -> HttpResponse:
    """The page of one conference: invitation before, documentation after."""
    conference = get_object_or_404(queries.page_conferences(request.user), process__slug=process_slug, slug=slug)
    is_preview = conference.is_planned or not conference.process.is_published
    context = {
        "conference": conference,
        "process": conference.process,
        "seats": queries.seats(conference),
        "accessibility": queries.accessibility(conference),
        "interpreting": queries.interpreting(conference),
        "attendance": queries.attendance(conference),
        "change": queries.latest_change(conference),
        # A preview is for the team; machines read what is public.
        "structured_data": "" if is_preview else json_ld(conference),
        "panels": conference_panels.render(request, conference=conference),
    }
    return render(request, "consultations/conferences/detail.html", context)
