"""Conferences as entries of a calendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from consultations.conferences.models import Conference
from consultations.process.models import BERLIN


def calendar_of(conferences: Iterable[Conference], *, name: str, link: str = "", description_extra: str = "") -> bytes:
    """A calendar file. Its entries keep their UID, and their number grows with each change people have to know of."""
    calendar = Calendar()
    calendar.add("prodid", "-//Konzeptdialog//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for conference in conferences:
        calendar.add_component(_entry(conference, link=link, description_extra=description_extra))
    return calendar.to_ical()


def _entry(conference: Conference, *, link: str, description_extra: str) -> Event:
    entry = Event()
    entry.add("uid", f"{conference.calendar_uid}@konzeptdialog")
    entry.add("sequence", conference.calendar_sequence)
    entry.add("dtstamp", timezone.now())
    begin = datetime.combine(conference.date, conference.starts_at, BERLIN)
    end = datetime.combine(conference.date, conference.ends_at, BERLIN)
    entry.add("dtstart", begin)
    entry.add("dtend", end if end > begin else begin + timedelta(hours=1))
    entry.add("summary", f"{conference.title}, {conference.town}")
    entry.add("location", ", ".join(part for part in (conference.venue, conference.address, conference.town) if part))
    entry.add("description", "\n\n".join(part for part in (conference.summary, description_extra) if part))
    entry.add("url", link or settings.BASE_URL + conference.get_absolute_url())
    entry.add("status", "CANCELLED" if conference.is_cancelled else "CONFIRMED")
    return entry
