"""Public pages of networks, their meetings and their archive."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from regions.maps.drawing import region_url
from regions.networks import queries
from regions.networks.calendars import calendar_of, calendar_response
from regions.networks.extensions import meeting_panels
from regions.networks.models import NetworkMeeting
from regions.networks.view_base import TEMPLATES, NetworkView
from regions.rules import keeps_regions

#: Meetings on one page of the archive.
PER_PAGE = 50


@require_safe
def network_list(request: HttpRequest) -> HttpResponse:
    """All networks a person may know of."""
    is_keeper = keeps_regions(request.user)
    context = {"networks": queries.networks_for(request.user, is_keeper=is_keeper), "is_keeper": is_keeper}
    return render(request, f"{TEMPLATES}/list.html", context)


class NetworkPage(NetworkView):
    """What a network is for, who belongs to it, and what it does."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = queries.network_page(self.network, self.standing)
        context["members"] = [
            (region, region_url(region.ags) if region else "", members) for region, members in context["members"]
        ]
        context["state_url"] = region_url(self.network.state.ags)
        return self.show("network", context)


class MeetingView(NetworkView):
    """A page of one meeting that may be read."""

    meeting: NetworkMeeting

    def may_open(self) -> bool:
        rows = queries.meetings_for(self.network, self.standing)
        self.meeting = get_object_or_404(rows, slug=self.kwargs["meeting"])
        self.meeting.network = self.network
        return True


class MeetingPage(MeetingView):
    """A meeting: announcement, agenda, minutes, recommendations, documents."""

    def get(self, request: HttpRequest, slug: str, meeting: str) -> HttpResponse:
        context: dict[str, Any] = queries.meeting_page(self.meeting, self.standing)
        panels = meeting_panels.render(request, meeting=self.meeting)
        may_reply = self.meeting.takes_replies and self.standing.member is not None
        return self.show("meeting", {**context, "meeting": self.meeting, "panels": panels, "may_reply": may_reply})


class MeetingCalendar(MeetingView):
    """One meeting as a calendar file."""

    def get(self, request: HttpRequest, slug: str, meeting: str) -> HttpResponse:
        content = calendar_of([self.meeting], name=self.network.name, with_link=self.standing.is_insider)
        return calendar_response(content, self.meeting.slug)


class NetworkCalendar(NetworkView):
    """The meetings of a network to subscribe to: what everybody may know, whoever asks, because programs fetch it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        meetings = queries.with_network(self.network.meetings.public().order_by("date", "pk"), self.network)
        return calendar_response(calendar_of(meetings, name=self.network.name), self.network.slug)


class ArchivePage(NetworkView):
    """Meetings that are over, by year or found by words."""

    def get(self, request: HttpRequest, slug: str, year: int | None = None) -> HttpResponse:
        words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
        found = queries.archive(self.network, self.standing, year=year, words=words)
        years = queries.years_of(queries.meetings_for(self.network, self.standing))
        if year is not None and year not in {row["year"] for row in years}:
            raise Http404
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        return self.show("archive", {"page": page, "years": years, "year": year, "words": words})
