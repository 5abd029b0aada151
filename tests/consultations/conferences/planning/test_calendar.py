"""Calendar files, read by two libraries that are not of one mind about much."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consultations.conferences.enums import ConferenceFormat, ConferenceState
from consultations.conferences.models import Conference
from consultations.conferences.planning.calendar import calendar_of
from tests.factories.consultations import ConferenceFactory, today

BERLIN = ZoneInfo("Europe/Berlin")
LONG = "Straßenbahnhaltestelle Überführungsstraße, dann fünfhundert Meter zu Fuß; " * 6


@pytest.fixture
def conference(process) -> Conference:
    row = ConferenceFactory(
        process=process,
        slug="nord",
        title="Regionalkonferenz; Teil 1, Nord",
        address="Hospitalstraße 1-2, 39576 Stendal",
        directions=LONG,
        format=ConferenceFormat.HYBRID,
        online_url="https://geheim.example/raum",
    )
    return Conference.objects.select_related("process").get(pk=row.pk)


def single(conference: Conference) -> str:
    return reverse("planning:event", args=[conference.process.slug, conference.slug])


def event_in(content: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2027, 1, 14), datetime(2027, 1, 14, 12, tzinfo=UTC), datetime(2027, 1, 14, 16, tzinfo=UTC)),
        (date(2027, 7, 14), datetime(2027, 7, 14, 11, tzinfo=UTC), datetime(2027, 7, 14, 15, tzinfo=UTC)),
        # The days on which the clocks change: what begins at one is after the change.
        (date(2027, 3, 28), datetime(2027, 3, 28, 11, tzinfo=UTC), datetime(2027, 3, 28, 15, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 12, tzinfo=UTC), datetime(2027, 10, 31, 16, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_berlin_in_summer_and_winter(conference, day, first, last):
    Conference.objects.filter(pk=conference.pk).update(date=day)
    conference.refresh_from_db()
    content = calendar_of([conference], name="Konferenzen")

    event = event_in(content)
    assert (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) == (first, last)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    # vobject knows no zone but the one in the file.
    read = vobject.readOne(content.decode()).vevent
    assert (read.dtstart.value.astimezone(UTC), read.dtend.value.astimezone(UTC)) == (first, last)


def test_lines_end_and_fold_as_the_standard_says(conference):
    content = calendar_of([conference], name="Konferenzen")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        # A character of two bytes is not torn apart.
        line.decode()
    for text in (str(event_in(content)["DESCRIPTION"]), vobject.readOne(content.decode()).vevent.description.value):
        assert LONG.strip() in text


def test_an_entry_says_all_that_is_public_and_nothing_else(conference):
    content = calendar_of([conference], name="Konferenzen")
    event = event_in(content)
    assert str(event["SUMMARY"]) == "Regionalkonferenz; Teil 1, Nord, Stendal"
    assert str(event["LOCATION"]) == "Landratsamt, Hospitalstraße 1-2, 39576 Stendal und online"
    assert str(event["UID"]) == str(conference.calendar_uid)
    assert str(event["URL"]).endswith(conference.get_absolute_url())
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert "steht in Ihrer Bestätigung" in str(event["DESCRIPTION"])
    assert b"geheim" not in content
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Konferenzen")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)


def test_the_file_of_a_registered_person_leads_to_their_page(conference):
    link = "https://konzept.example/anmeldung/abc/"
    content = calendar_of([conference], name="Termin", link=link, description_extra="Ihr Link: https://geheim.example")
    event = event_in(content)
    assert str(event["URL"]) == link
    assert "Ihr Link: https://geheim.example" in str(event["DESCRIPTION"])
    assert "Bestätigung" not in str(event["DESCRIPTION"])


def test_a_cancelled_one_keeps_its_uid_and_says_why(conference):
    before = event_in(calendar_of([conference], name="x"))
    conference.state, conference.state_reason = ConferenceState.CANCELLED, "Der Saal ist gesperrt."
    conference.calendar_sequence += 1
    after = event_in(calendar_of([conference], name="x"))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["STATUS"]) == "CANCELLED"
    assert str(after["SUMMARY"]).startswith("Abgesagt: ")
    assert str(after["DESCRIPTION"]).startswith("Der Saal ist gesperrt.")


def test_what_is_online_only_has_no_place_to_go(process):
    row = ConferenceFactory(process=process, town="", venue="", format=ConferenceFormat.ONLINE, starts_at=time(9))
    row = Conference.objects.select_related("process").get(pk=row.pk)
    event = event_in(calendar_of([row], name="x"))
    assert (str(event["LOCATION"]), str(event["SUMMARY"])) == ("online", "Regionalkonferenz")


def test_feeds_hold_what_everybody_may_see(client, cast, conference, other_process):
    foreign = ConferenceFactory(process=other_process, title="Fremde")
    planned = ConferenceFactory(process=conference.process, title="Geplante", state=ConferenceState.PLANNED)
    hidden = ConferenceFactory(process__is_published=False, title="Verborgene")
    everything = reverse("planning:calendar")
    of_process = reverse("planning:process_calendar", args=[conference.process.slug])

    def titles(url: str) -> set[str]:
        response = client.get(url)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        return {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")}

    deadline = "Letzter Tag: Konsultation zum Entwurf (Konzept)"
    for person in (None, cast.outsider, cast.lead):
        if person:
            client.force_login(person)
        assert titles(everything) == {conference.name, foreign.name}
        assert titles(of_process) == {conference.name, deadline}
    assert client.get(reverse("planning:process_calendar", args=[hidden.process.slug])).status_code == 404
    # The team may look at the entry of what it plans; nobody else.
    assert titles(single(planned)) == {planned.name}
    client.force_login(cast.outsider)
    assert client.get(single(planned)).status_code == 404
    client.logout()
    assert client.get(single(planned)).status_code == 404


def test_deadlines_are_whole_days(client, process):
    content = client.get(reverse("planning:process_calendar", args=[process.slug])).content
    event = event_in(content)
    phase = process.phases.get()
    assert event["DTSTART"].dt == phase.ends_on
    assert event["DTEND"].dt == phase.ends_on + timedelta(days=1)
    assert vobject.readOne(content.decode()).vevent.dtstart.value == phase.ends_on


def test_programs_ask_cheaply_whether_anything_is_new(client, conference):
    url = reverse("planning:calendar")
    first = client.get(url)
    assert first.content == client.get(url).content
    unchanged = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    # Somebody registers: nothing of that is in the calendar.
    Conference.objects.filter(pk=conference.pk).update(registered=7)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Conference.objects.filter(pk=conference.pk).update(state=ConferenceState.CANCELLED)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200
    one = client.get(single(conference))
    assert client.get(single(conference), headers={"If-Modified-Since": one["Last-Modified"]}).status_code == 304
    assert client.head(url)["ETag"]
    assert client.post(url).status_code == 405


def test_feeds_take_the_same_queries_for_few_and_many(client, conference):
    url = reverse("planning:process_calendar", args=[conference.process.slug])
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(20):
        ConferenceFactory(process=conference.process, date=today() + timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_readers_of_english_get_an_english_entry(conference):
    with translation.override("en"):
        event = event_in(calendar_of([conference], name="x"))
    assert "How to get there:" in str(event["DESCRIPTION"])
