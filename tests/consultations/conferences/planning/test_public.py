"""What everybody reads of a conference, people and machines, and what nobody does."""

import json
import re
from datetime import time

import pytest
from django.urls import reverse

from consultations.conferences.enums import ConferenceFormat, ConferenceState
from consultations.conferences.models import Conference
from tests.factories.consultations import ConferenceFactory, today
from webpages.services import set_up_site

SECRET = "https://geheim.example/raum"


def data_in(response) -> dict:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(block)


def test_machines_read_an_event(client, announced):
    Conference.objects.filter(pk=announced.pk).update(
        date="2027-07-01",
        address="Hospitalstraße 1-2, 39576 Stendal",
        format=ConferenceFormat.HYBRID,
        online_url=SECRET,
    )
    event = data_in(client.get(announced.get_absolute_url()))
    assert (event["@type"], event["name"]) == ("Event", "Regionalkonferenz, Stendal")
    assert (event["startDate"], event["endDate"]) == ("2027-07-01T13:00:00+02:00", "2027-07-01T17:00:00+02:00")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, virtual = event["location"]
    assert place["address"] | {"streetAddress": "Hospitalstraße 1-2", "postalCode": "39576"} == place["address"]
    assert virtual["url"] == event["url"]
    assert event["organizer"]["name"] == "Ministerium (Test)"


def test_a_cancelled_one_is_one_for_machines_too(client, announced):
    Conference.objects.filter(pk=announced.pk).update(state=ConferenceState.CANCELLED)
    assert data_in(client.get(announced.get_absolute_url()))["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_title_cannot_leave_its_block(client, announced):
    title = "</script><script>alert(1)</script><!-- & \"'"
    Conference.objects.filter(pk=announced.pk).update(title=title)
    response = client.get(announced.get_absolute_url())
    assert data_in(response)["name"] == f"{title}, Stendal"
    assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.parametrize("format", [ConferenceFormat.ONLINE, ConferenceFormat.HYBRID])
def test_the_link_for_taking_part_is_on_no_public_page(client, cast, announced, format):
    set_up_site(hostname="testserver", port=80)
    Conference.objects.filter(pk=announced.pk).update(format=format, online_url=SECRET)
    urls = [
        announced.get_absolute_url(),
        reverse("conferences:list"),
        announced.process.get_absolute_url(),
        "/",
        reverse("planning:calendar"),
        reverse("planning:process_calendar", args=[announced.process.slug]),
        reverse("planning:event", args=[announced.process.slug, announced.slug]),
    ]
    for person in (None, cast.stakeholder):
        if person:
            client.force_login(person)
        for url in urls:
            page = client.get(url).content.decode()
            assert "Regionalkonferenz" in page, url
            assert "geheim" not in page, url
    assert "Der Link steht in Ihrer Bestätigung." in client.get(urls[0]).content.decode()


@pytest.mark.parametrize("person", [None, "outsider", "stakeholder"])
def test_what_is_planned_is_behind_every_door(client, cast, planned, person):
    set_up_site(hostname="testserver", port=80)
    if person:
        client.force_login(getattr(cast, person))
    assert client.get(planned.get_absolute_url()).status_code == 404
    assert client.get(reverse("planning:event", args=[planned.process.slug, planned.slug])).status_code == 404
    for url in ("/", reverse("conferences:list"), planned.process.get_absolute_url(), reverse("planning:calendar")):
        page = client.get(url).content.decode()
        assert "Stendal" not in page, url
        assert "#konferenzen" not in page, url


def test_the_team_sees_what_it_plans_marked_as_such(client, cast, planned):
    client.force_login(cast.observer)
    response = client.get(planned.get_absolute_url())
    assert "kd-preview" in response.content.decode()
    assert "ld+json" not in response.content.decode()
    assert "Wird geplant" in client.get(reverse("conferences:list")).content.decode()


def test_lists_say_what_is_cancelled_and_offer_calendars(client, announced):
    Conference.objects.filter(pk=announced.pk).update(state=ConferenceState.CANCELLED)
    page = client.get(reverse("conferences:list")).content.decode()
    assert "Abgesagt" in page and reverse("planning:calendar") in page
    assert "Plätzen" not in page
    page = client.get(announced.process.get_absolute_url()).content.decode()
    assert reverse("planning:process_calendar", args=[announced.process.slug]) in page


@pytest.mark.parametrize(("kind", "label"), [("presentation", "Vorstellung"), ("visit", "Besuch")])
def test_events_in_the_districts_are_conferences_like_every_other(client, process, kind, label):
    row = ConferenceFactory(process=process, kind=kind, registration="none", capacity=0)
    page = client.get(row.get_absolute_url()).content.decode()
    assert label in page
    assert "nicht nötig" in page
    assert "?subject=" not in page


def test_tables_say_how_many_they_seat(client, announced):
    announced.tables.update(capacity=14)
    assert "14 Plätze" in client.get(announced.get_absolute_url()).content.decode()


def test_nobody_is_sent_to_a_registration_that_has_ended(client, announced):
    announced.registration = "open"
    announced.date, announced.starts_at, announced.ends_at = today(), time(0, 0), time(23, 59)
    announced.save()
    page = client.get(announced.get_absolute_url()).content.decode()
    assert 'href="#anmeldung"' not in page and 'id="anmeldung"' not in page
