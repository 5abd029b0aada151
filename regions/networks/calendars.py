"""Meetings as calendar files: the same meeting keeps its UID, each new state has a higher number."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from regions.networks.enums import MeetingState
from regions.networks.models import NetworkMeeting

_STATUS = {MeetingState.ANNOUNCED: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}


def calendar_of(meetings: Iterable[NetworkMeeting], *, name: str, with_link: bool = False) -> bytes:
    """A calendar file; `with_link` adds the way into a video conference, which is for members."""
    calendar = Calendar()
    calendar.add("prodid", "-//Konzeptdialog//Networks//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    for meeting in meetings:
        calendar.add_component(_event(meeting, with_link))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: NetworkMeeting, with_link: bool) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@konzeptdialog")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    title = f"{meeting.network.name}: {meeting.title}"
    # Not every program shows the state; the title is shown by all.
    is_cancelled = meeting.state == MeetingState.CANCELLED
    event.add("summary", _("Cancelled: %(title)s") % {"title": title} if is_cancelled else title)
    event.add("status", _STATUS.get(meeting.state, "CONFIRMED"))
    _add_times(event, meeting)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.BASE_URL + meeting.get_absolute_url())
    # Invented data say so first, wherever they go.
    about = [_("Demonstration data: this meeting is invented.") if not meeting.is_fact else "", meeting.text]
    if meeting.state == MeetingState.ANNOUNCED:
        about.insert(0, _("Save the date: the invitation follows."))
    if with_link and meeting.online_link:
        about.append(meeting.online_link)
    if text := "\n\n".join(filter(None, about)):
        event.add("description", text)
    return event


def _add_times(event: Event, meeting: NetworkMeeting) -> None:
    """A day while the hours are open; one hour where only the beginning is known would be a guess, so there is none."""
    if meeting.starts_at is None:
        event.add("dtstart", meeting.date)
        event.add("dtend", meeting.date + timedelta(days=1))
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    event.add("dtstart", datetime.combine(meeting.date, meeting.starts_at, zone))
    if meeting.ends_at:
        event.add("dtend", datetime.combine(meeting.date, meeting.ends_at, zone))


def calendar_response(content: bytes, name: str) -> HttpResponse:
    """A calendar file to open or to subscribe to."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
