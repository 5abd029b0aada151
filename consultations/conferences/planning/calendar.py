"""Conferences as calendar files (RFC 5545), written so that the programs people use keep them up to date."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration, vText

from consultations.conferences.models import Conference
from consultations.process.models import BERLIN, Phase

#: How often programs should look again; they take it as a wish.
REFRESH_AFTER = timedelta(hours=6)


def calendar_of(conferences: Iterable[Conference], *, name: str, link: str = "", description_extra: str = "") -> bytes:
    """A calendar file of conferences, as it is handed out or attached to a mail.

    `link` replaces the address of the public page, e.g. by the page of a registration; `description_extra` is added to
    the description of each, e.g. the link for taking part online. Both are for the reader of this one file only.
    """
    events = [event_of(row, attendee_url=link, description_extra=description_extra) for row in conferences]
    return calendar_with(events, name=name)


def calendar_with(events: Iterable[Event], *, name: str) -> bytes:
    """A calendar file of events that are there already."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Konzeptdialog//Konferenzen//DE")
    calendar.add("calscale", "GREGORIAN")
    # Something to look at, nothing to answer: who takes part is settled on this site.
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(BERLIN))
    calendar.add("refresh-interval", vDuration(REFRESH_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_AFTER))
    calendar.add_component(_berlin())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def event_of(conference: Conference, *, attendee_url: str = "", description_extra: str = "") -> Event:
    """One conference, its process loaded, as an entry of a calendar; never with the link for taking part online."""
    url = attendee_url or f"{settings.BASE_URL}{conference.get_absolute_url()}"
    title = conference.name
    event = Event()
    event.add("uid", str(conference.calendar_uid))
    event.add("sequence", conference.calendar_sequence)
    _stamp(event, conference.planned_at)
    event.add("dtstart", conference.begins_at)
    event.add("dtend", conference.closes_at)
    # Not every program shows the state; the title is shown by all.
    event.add("summary", _("Cancelled: %(title)s") % {"title": title} if conference.is_cancelled else title)
    event.add("description", _description(conference, url, description_extra))
    event.add("location", location_of(conference))
    event.add("url", url)
    event.add("status", _status(conference))
    event.add("categories", [str(conference.get_kind_display())])
    organizer = vCalAddress(f"mailto:{conference.process.contact_email}")
    organizer.params["CN"] = vText(conference.process.initiator_name)
    event.add("organizer", organizer)
    return event


def deadline_of(phase: Phase) -> Event | None:
    """The last day of a phase as an entry for the whole day; None for a phase without an end."""
    if phase.ends_on is None:
        return None
    url = f"{settings.BASE_URL}{phase.process.get_absolute_url()}"
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{url}#{phase.key}")))
    # Phases keep no time of their last change: the same words each time, so that an unchanged file stays the same.
    event.add("dtstamp", datetime.combine(phase.starts_on, datetime.min.time(), tzinfo=UTC))
    event.add("dtstart", phase.ends_on)
    event.add("dtend", phase.ends_on + timedelta(days=1))
    title = {"phase": phase.title, "process": phase.process.short_title}
    event.add("summary", _("Last day: %(phase)s (%(process)s)") % title)
    parts = (phase.process.demo_notice, phase.text, phase.deadline_note, url)
    event.add("description", "\n\n".join(text for text in parts if text))
    event.add("url", url)
    # A deadline takes nobody's time of the day.
    event.add("transp", "TRANSPARENT")
    return event


def location_of(conference: Conference) -> str:
    """Where to go, in one line; what is online only says so."""
    if not conference.is_on_site:
        return _("online")
    place = conference.whole_address
    return _("%(place)s and online") % {"place": place} if conference.is_online else place


def _description(conference: Conference, url: str, extra: str) -> str:
    # Invented data say so first, wherever they go.
    parts = [conference.process.demo_notice]
    if conference.is_cancelled:
        parts.append(conference.state_reason)
    parts.append(conference.summary)
    if conference.directions and conference.is_on_site:
        parts.append(_("How to get there: %(text)s") % {"text": conference.directions})
    if extra:
        parts.append(extra)
    elif conference.is_online and not conference.is_cancelled:
        parts.append(_("The link for taking part online is in your confirmation."))
    return "\n\n".join(part for part in (*parts, url) if part)


def _status(conference: Conference) -> str:
    if conference.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if conference.is_planned else "CONFIRMED"


def _stamp(event: Event, moment: datetime) -> None:
    """Both stamps say when staff changed the plan, so that the file of an unchanged plan is the same byte for byte."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)


def _berlin() -> Timezone:
    """The time zone by its rules: lists of single days, as the library would write them, end somewhere."""
    zone = Timezone()
    zone.add("tzid", str(BERLIN))
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    for kind, name, before, after, month, hour in (
        (TimezoneDaylight, "CEST", winter, summer, 3, 2),
        (TimezoneStandard, "CET", summer, winter, 10, 3),
    ):
        part = kind()
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        last_sunday = 31 if month == 3 else 27
        part.add("dtstart", datetime(1996, month, last_sunday, hour))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone
