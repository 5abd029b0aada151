"""The check-in page: who may open it and when, without scripts, and what devices hand in."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.conferences.attendance import links, services
from consultations.conferences.attendance.models import DoorAccess, DoorEvent
from consultations.conferences.registration.models import Needs, Registration
from tests.consultations.conferences.attendance.conftest import expect
from tests.factories.consultations import ConferenceFactory, today


def html(response) -> str:
    return response.content.decode()


def shift(conference, days: int) -> None:
    conference.date = today() + timedelta(days=days)
    conference.save()


def hand_in(client, door, *events, device=None, now=None):
    body = {
        "device": str(device or uuid.uuid4()),
        "now": (now or timezone.now()).isoformat(),
        "events": list(events),
    }
    return client.post(f"{door}ereignisse.json", json.dumps(body), content_type="application/json")


def event(kind="arrived", at=None, **values) -> dict:
    return {"key": str(uuid.uuid4()), "kind": kind, "at": (at or timezone.now()).isoformat(), **values}


# --- Who and when ---


@pytest.mark.parametrize(
    ("days", "page", "listed", "sent"),
    [(2, 403, 403, 403), (1, 200, 200, 200), (0, 200, 200, 200), (-1, 410, 410, 200), (-3, 410, 410, 200),
     (-4, 410, 410, 410)],
)  # fmt: skip
def test_the_link_is_good_around_the_day(client, conference, door, days, page, listed, sent):
    shift(conference, days)
    assert client.get(door).status_code == page
    assert client.get(f"{door}liste.json").status_code == listed
    assert hand_in(client, door).status_code == sent
    if page != 200:
        assert "Ada" not in html(client.get(door + "?q=ada"))


def test_an_ended_a_changed_and_a_foreign_link_open_nothing(client, conference, access, door, cast):
    services.end_access(access, actor=cast.lead)
    for url in (door, f"{door}liste.json"):
        assert client.get(url).status_code == 410
    assert client.post(f"{door}da/", {"ticket": "AAAA2222"}).status_code == 410
    assert hand_in(client, door, event(ticket="AAAA2222")).status_code == 410
    fresh = links.path_of(DoorAccess.objects.create(conference=conference, label="Neu"))
    for wrong in (fresh[:-2] + "x/", "/einlass/x/", f"/einlass/{'a' * 500}/", fresh.replace("-0:", "-1:")):
        assert client.get(wrong).status_code == 404
    assert DoorEvent.objects.count() == 0


def test_a_cancelled_conference_has_no_door(client, conference, door):
    conference.state = "cancelled"
    conference.save()
    assert client.get(door).status_code == 410


def test_reading_changes_nothing_and_is_kept_nowhere(client, door):
    for url in (door, door + "?q=ada", f"{door}liste.json", f"{door}ohne-anmeldung/", f"{door}da/", f"{door}zurueck/"):
        for ask in (client.get, client.head):
            response = ask(url)
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert response.headers["Referrer-Policy"] == "strict-origin"
    assert DoorEvent.objects.count() == 0 and not Registration.objects.filter(arrived_at__isnull=False).exists()


def test_only_this_page_may_use_the_camera(client, door):
    assert "camera=(self)" in client.get(door).headers["Permissions-Policy"]
    assert "camera=()" in client.get("/robots.txt").headers["Permissions-Policy"]


def test_the_page_that_devices_keep_has_no_names(client, door, cast):
    client.force_login(cast.lead)
    page = html(Client().get(door))
    assert "Ada" not in page and "AAAA2222" not in page and cast.lead.email not in page
    worker = client.get(reverse("attendance:worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache" and "connect-src 'self'" in str(worker.headers)


def test_the_door_learns_nothing_of_needs_and_addresses(client, conference, door):
    row = Registration.objects.get(ticket="AAAA2222")
    row.email = "ada@example.org"
    row.save()
    Needs.objects.create(registration=row, accessibility="Rollstuhl", diet="vegan")
    expect(conference, "Weg", "WWWW2222", state="cancelled")
    said = html(client.get(f"{door}liste.json")) + html(client.get(door + "?q=ada"))
    assert "Ada" in said and "Tisch 7" in said
    for secret in ("Rollstuhl", "vegan", "example.org", "Weg"):
        assert secret not in said


# --- Without scripts ---


@pytest.mark.parametrize("words", ["ärm", "ADA ärmel", "kreis süd", "aaaa2222", "ada kreis"])
def test_people_are_found_by_parts_and_by_ticket(client, door, words):
    page = html(client.get(door, {"q": words}))
    assert "Ada Ärmel" in page and "Berta" not in page


def test_checking_in_and_taking_back_by_forms(client, door):
    page = client.post(f"{door}da/", {"ticket": "AAAA2222", "key": uuid.uuid4()}, follow=True)
    assert "Ada Ärmel ist eingecheckt" in html(page) and "Zurücknehmen" in html(page)
    again = client.post(f"{door}da/", {"ticket": "AAAA2222", "key": "kein Schlüssel"}, follow=True)
    assert "schon da seit" in html(again)
    back = client.post(f"{door}zurueck/", {"ticket": "AAAA2222", "key": uuid.uuid4()}, follow=True)
    assert "ist zurückgenommen" in html(back)
    assert Registration.objects.get(ticket="AAAA2222").arrived_at is None
    wrong = client.post(f"{door}da/", {"ticket": "<script>", "key": uuid.uuid4()}, follow=True)
    assert "kein Ticket dieser Konferenz" in html(wrong) and "<script>'" not in html(wrong)


def test_somebody_without_a_registration_by_form(client, conference, door):
    empty = client.post(f"{door}ohne-anmeldung/", {"name": " ", "organisation_name": "Verein Nord"})
    assert empty.status_code == 422 and "Verein Nord" in html(empty)
    page = client.post(f"{door}ohne-anmeldung/", {"name": "Dora\nSpontan", "key": uuid.uuid4()}, follow=True)
    assert "Dora Spontan ist eingecheckt" in html(page)
    full = client.post(f"{door}ohne-anmeldung/", {"name": "Emil", "key": uuid.uuid4()}, follow=True)
    assert "mehr Personen angemeldet" in html(full)
    conference.refresh_from_db()
    assert conference.registered == 2


def test_forms_want_their_token(door):
    assert Client(enforce_csrf_checks=True).post(f"{door}da/", {"ticket": "AAAA2222"}).status_code == 403


# --- What devices hand in ---


def test_a_device_hands_in_what_happened_and_may_do_so_twice(client, conference, door):
    device, earlier = uuid.uuid4(), timezone.now() - timedelta(minutes=20)
    particulars = {"name": "Dora", "organisation_name": "Verein", "category": "", "region": ""}
    events = [
        event(ticket="AAAA2222", at=earlier),
        event("walk_in", at=earlier, particulars=particulars),
        event(ticket="XXXX9999"),
        event("undone", ticket="BBBB3333"),
    ]
    answers = [hand_in(client, door, *events, device=device).json()["outcomes"] for _number in range(2)]
    assert answers[0] == answers[1]
    assert [row["outcome"] for row in answers[0]] == ["arrived", "arrived", "unknown", "undone"]
    assert [row["key"] for row in answers[0]] == [row["key"] for row in events]
    assert DoorEvent.objects.count() == 3 and conference.registrations.count() == 3
    assert abs(Registration.objects.get(ticket="AAAA2222").arrived_at - earlier) < timedelta(seconds=5)


def test_a_wrong_clock_is_put_right(client, door):
    wrong = timezone.now() - timedelta(days=400)
    answer = hand_in(client, door, event(ticket="AAAA2222", at=wrong - timedelta(minutes=10)), now=wrong)
    assert answer.json()["outcomes"][0]["outcome"] == "arrived"
    assert timezone.now() - Registration.objects.get(ticket="AAAA2222").arrived_at < timedelta(minutes=11)


@pytest.mark.parametrize(
    "bad",
    [
        None, 7, "x", [], {}, {"key": "x"}, event("dances", ticket="AAAA2222"), event(ticket=None),
        event("walk_in"), event("walk_in", particulars=[]), event("walk_in", particulars={"name": "\x00"}),
        event("walk_in", particulars={"name": "A", "category": "99999"}), event(ticket="AAAA2222") | {"at": "gestern"},
        event(ticket="AAAA2222") | {"at": "2020-01-01T00:00:00Z"},
        event(ticket="AAAA2222") | {"at": "0001-01-01T00:00Z"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_does_not_keep_the_rest(client, door, bad):
    answer = hand_in(client, door, bad, event(ticket="BBBB3333"))
    assert answer.status_code == 200
    first, second = answer.json()["outcomes"]
    assert first["outcome"] in ("refused", "unknown") and second["outcome"] == "arrived"
    assert Registration.objects.filter(arrived_at__isnull=False).count() == 1


@pytest.mark.parametrize("body", ["", "x", "[]", "{}", '{"events": 1, "device": "x", "now": 1}', "null", "\xff"])
def test_a_body_that_is_none_is_refused(client, door, body):
    response = client.post(f"{door}ereignisse.json", body.encode("latin-1"), content_type="application/json")
    assert response.status_code == 400


def test_too_much_at_once_is_refused(client, door):
    assert hand_in(client, door, *[event(ticket="AAAA2222")] * 101).status_code == 400


def test_pages_cost_the_same_with_many_people(client, conference, door):
    def count(url):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    count(door)  # what is asked once in the life of a process
    before = [count(url) for url in (door + "?q=a", f"{door}liste.json")]
    rows = [Registration(conference=conference, name=f"Ada {n}", state="registered") for n in range(200)]
    Registration.objects.bulk_create(rows)
    assert [count(url) for url in (door + "?q=a", f"{door}liste.json")] == before
    assert len(client.get(f"{door}liste.json").json()["people"]) == 202


def test_other_conferences_stay_out(client, conference, door):
    expect(ConferenceFactory(process=conference.process, date=today()), "Fremd", "FFFF2222")
    assert "Fremd" not in html(client.get(f"{door}liste.json")) + html(client.get(door + "?q=fremd"))
