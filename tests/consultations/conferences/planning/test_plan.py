"""The plan: who may, what is stored, what is refused, and who is told of what."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from consultations.conferences.enums import ConferenceFormat, ConferenceKind, ConferenceState
from consultations.conferences.extensions import conference_admin_panels
from consultations.conferences.models import AgendaItem, Conference, ConferenceChange
from consultations.conferences.planning import services
from consultations.conferences.signals import conference_seats_changed
from consultations.process.dates import weekday_date
from tests.consultations.conferences.planning.sent import plan
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, today


def log(conference: Conference) -> list[str]:
    rows = AuditEntry.objects.filter(target_id=str(conference.pk), action__startswith="conference.")
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_a_conference_begins_as_a_plan_nobody_outside_sees(client, cast, process):
    client.force_login(cast.lead)
    url = reverse("conferences_admin:create", args=[process.slug])
    data = plan(title="Regionalkonferenz  Süd", town="Köthen (Anhalt)", venue="Schloss", kind="presentation")
    response = client.post(url, {**data, "slug": "", "interpreting": ["ar", "uk"], "step_free": "on"})

    row = process.conferences.get()
    assert response.url == reverse("conferences_admin:agenda", args=[process.slug, row.pk])
    assert (row.title, row.slug, row.state) == (
        "Regionalkonferenz Süd",
        "regionalkonferenz-sued-koethen-anhalt",
        "planned",
    )
    assert (row.interpreting, row.step_free, row.kind) == (["ar", "uk"], True, ConferenceKind.PRESENTATION)
    assert log(row) == ["conference.create"]
    client.logout()
    assert client.get(row.get_absolute_url()).status_code == 404


def test_addresses_are_given_once(process, cast):
    made = [
        services.create_conference(
            Conference(process=process, title="Forum", town="Halle", date=today(), starts_at="10:00", ends_at="11:00"),
            actor=cast.lead,
        ).slug
        for _number in range(3)
    ]
    assert made == ["forum-halle", "forum-halle-2", "forum-halle-3"]


@pytest.mark.parametrize("person", ["moderator", "observer"])
def test_who_may_not_hold_conferences_reads_only(client, cast, announced, address, person):
    client.force_login(getattr(cast, person))
    assert client.get(reverse("conferences_admin:index", args=[announced.process.slug])).status_code == 200
    assert client.get(address("overview", announced)).status_code == 200
    for name in ("edit", "agenda", "tables", "announce", "cancel", "copy", "discard"):
        assert client.post(address(name, announced), plan(announced)).status_code == 403, name
    announced.refresh_from_db()
    assert (announced.state, announced.revision) == (ConferenceState.ANNOUNCED, 0)


def test_outsiders_and_other_processes_find_nothing(client, cast, announced, other_process, address):
    client.force_login(cast.outsider)
    assert client.get(address("overview", announced)).status_code == 404
    client.force_login(cast.lead)
    foreign = ConferenceFactory(process=other_process)
    crossed = reverse("conferences_admin:overview", args=[announced.process.slug, foreign.pk])
    assert client.get(crossed).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_at": "13:00"}, "ends_at"),
        ({"registration_closes_on": "day"}, "registration_closes_on"),
        ({"registration_opens_on": "day"}, "registration_opens_on"),
        ({"capacity": 11}, "capacity"),
        ({"venue": "  "}, "venue"),
        ({"town": ""}, "town"),
        ({"title": "\u200b"}, "title"),
        ({"date": "31.02.2027"}, "date"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
    ],
)
def test_what_contradicts_itself_is_marked_and_what_was_typed_stays(
    client, cast, announced, address, heard, changed, field
):
    client.force_login(cast.lead)
    changed = {name: announced.date.isoformat() if value == "day" else value for name, value in changed.items()}
    response = client.post(address("edit", announced), plan(announced, directions="Getippt.", **changed))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "Getippt." in response.content.decode()
    announced.refresh_from_db()
    assert (announced.revision, heard) == (0, [])


def test_the_service_refuses_what_the_form_would(announced, cast):
    with pytest.raises(ValidationError):
        services.change_conference(announced, {"capacity": 11}, seen=0, actor=cast.lead)
    with pytest.raises(PermissionDenied):
        services.change_conference(announced, {"capacity": 70}, seen=0, actor=cast.moderator)


def test_seats_need_not_be_counted_any_more(announced, cast):
    services.change_conference(announced, {"capacity": 0, "registration": "none"}, seen=0, actor=cast.lead)
    announced.refresh_from_db()
    assert (announced.capacity, announced.registered) == (0, 12)


def test_what_concerns_nobody_is_saved_at_once(client, cast, announced, address, heard):
    client.force_login(cast.lead)
    response = client.post(address("edit", announced), plan(announced, directions="Bus 5.", capacity=60))
    assert response.url == address("overview", announced)
    announced.refresh_from_db()
    assert (announced.directions, announced.capacity, announced.revision) == ("Bus 5.", 60, 1)
    assert (announced.calendar_sequence, heard) == (0, [])
    assert not ConferenceChange.objects.exists()


def test_people_are_told_after_staff_saw_who(client, cast, announced, address, heard):
    client.force_login(cast.lead)
    day = announced.date + timedelta(days=7)
    data = plan(
        announced, date=day.isoformat(), starts_at="14:00", venue="Rathaus", online_url="https://geheim.example/x"
    )
    asked = client.post(address("edit", announced), data)
    page = asked.content.decode()
    assert "12 angemeldet, 2 auf der Warteliste" in page
    assert weekday_date(day) in page
    announced.refresh_from_db()
    assert (announced.revision, heard) == (0, []), "nothing is saved before it was seen"

    back = client.post(address("edit", announced), {**data, "back": "1"})
    assert back.context["form"]["venue"].value() == "Rathaus"

    client.post(address("edit", announced), {**data, "confirmed": "1", "note": "Der Saal war zu klein."})
    old, row = announced.date, Conference.objects.get(pk=announced.pk)
    assert (row.date, row.calendar_sequence, row.revision) == (day, 1, 1)
    assert row.planned_at > announced.planned_at
    (told,) = heard
    assert (told["conference"], told["actor"], told["note"]) == (row, cast.lead, "Der Saal war zu klein.")
    assert [tuple(line) for line in told["changes"]] == [
        ("Datum", weekday_date(old), weekday_date(day)),
        ("Uhrzeit", "13:00 bis 17:00 Uhr", "14:00 bis 17:00 Uhr"),
        ("Veranstaltungsort", "Landratsamt", "Rathaus"),
        ("Link für die Online-Teilnahme", "noch nicht bekannt", "ein neuer Link, für alle Angemeldeten"),
    ]
    assert log(row) == ["conference.change"]
    client.logout()
    public = client.get(row.get_absolute_url()).content.decode()
    for text in ("Geändert am", "Der Saal war zu klein.", "bisher: Landratsamt"):
        assert text in public
    assert "geheim" not in public
    assert "geheim" not in str(AuditEntry.objects.values_list("details", flat=True))


def test_pairs_are_german_whatever_staff_read(client, cast, announced, address, heard):
    client.force_login(cast.lead)
    client.cookies["django_language"] = "en"
    client.post(address("edit", announced), plan(announced, town="Salzwedel", confirmed="1"))
    assert [line.label for line in heard[0]["changes"]] == ["Ort"]


@pytest.mark.parametrize("state", ["planned", "over"])
def test_nobody_is_told_of_what_nobody_knows_or_waits_for(client, cast, announced, address, heard, state):
    if state == "over":
        Conference.objects.filter(pk=announced.pk).update(date=today() - timedelta(days=3))
    else:
        Conference.objects.filter(pk=announced.pk).update(state=ConferenceState.PLANNED)
    announced.refresh_from_db()
    client.force_login(cast.lead)
    response = client.post(address("edit", announced), plan(announced, venue="Rathaus"))
    assert response.status_code == 302
    announced.refresh_from_db()
    assert (announced.venue, announced.calendar_sequence, heard) == ("Rathaus", 0, [])


def test_the_second_of_two_people_gets_both_texts(client, cast, announced, address):
    client.force_login(cast.lead)
    mine = plan(announced, directions="Mein Weg.")
    services.change_conference(announced, {"directions": "Der andere Weg."}, seen=0, actor=cast.admin)
    response = client.post(address("edit", announced), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mein Weg." in page and "Der andere Weg." in page
    announced.refresh_from_db()
    assert announced.directions == "Der andere Weg."
    # Sent again as the page shows it, it is saved knowingly.
    assert client.post(address("edit", announced), {**mine, "revision": 1}).status_code == 302
    announced.refresh_from_db()
    assert announced.directions == "Mein Weg."


def test_a_change_of_the_plan_keeps_the_seats_that_were_taken_meanwhile(announced, cast):
    Conference.objects.filter(pk=announced.pk).update(registered=30)
    services.change_conference(announced, {"directions": "Bus."}, seen=0, actor=cast.lead)
    assert Conference.objects.get(pk=announced.pk).registered == 30


def test_a_changed_number_of_seats_is_said_to_the_registration(announced, cast):
    calls = []

    def hear(sender, conference, before, **rest):
        calls.append((conference.capacity, before))

    conference_seats_changed.connect(hear)
    try:
        services.change_conference(announced, {"capacity": 80}, seen=0, actor=cast.lead)
    finally:
        conference_seats_changed.disconnect(hear)
    assert calls == [(80, 50)]


def test_announcing_waits_for_what_readers_need(client, cast, planned, address):
    Conference.objects.filter(pk=planned.pk).update(venue="", summary="")
    client.force_login(cast.lead)
    page = client.get(address("announce", planned)).content.decode()
    assert "Ort und Veranstaltungsort" in page and "Konferenz ankündigen" not in page
    refused = client.post(address("announce", planned), {"revision": 0})
    assert refused.status_code == 409
    planned.refresh_from_db()
    assert planned.state == ConferenceState.PLANNED

    Conference.objects.filter(pk=planned.pk).update(venue="Rathaus", summary="Darum.")
    assert client.post(address("announce", planned), {"revision": 0}).url == address("overview", planned)
    client.logout()
    assert client.get(planned.get_absolute_url()).status_code == 200
    assert log(planned) == ["conference.announce"]


def test_cancelling_says_why_everywhere_and_can_be_taken_back(client, cast, announced, address, heard):
    client.force_login(cast.lead)
    assert client.post(address("cancel", announced), {"revision": 0, "reason": " "}).context["form"].errors
    client.post(address("cancel", announced), {"revision": 0, "reason": "Der Saal ist gesperrt."})
    row = Conference.objects.get(pk=announced.pk)
    assert (row.is_cancelled, row.state_reason, row.calendar_sequence) == (True, "Der Saal ist gesperrt.", 1)
    assert heard[0]["conference"].is_cancelled
    assert [tuple(line) for line in heard[0]["changes"]] == [("Stand der Konferenz", "angekündigt", "abgesagt")]
    # A second click, or an old page, cancels nothing twice.
    client.post(address("cancel", announced), {"revision": 0, "reason": "Noch einmal."})
    assert len(heard) == 1
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Der Saal ist gesperrt." in page and "Diese Konferenz ist abgesagt." in page
    assert "?subject=" not in page
    client.post(address("announce", announced), {"revision": 1})
    row.refresh_from_db()
    assert (row.state, row.state_reason, row.calendar_sequence) == ("announced", "", 2)
    assert len(heard) == 2 and not heard[1]["conference"].is_cancelled
    assert log(row) == ["conference.cancel", "conference.announce"]


def test_only_what_was_announced_is_cancelled_and_only_plans_are_thrown_away(client, cast, announced, address):
    other = ConferenceFactory(process=announced.process, state=ConferenceState.PLANNED)
    client.force_login(cast.lead)
    client.post(address("cancel", other), {"revision": 0, "reason": "Nein."})
    client.post(address("discard", announced), {"revision": 0})
    other.refresh_from_db()
    announced.refresh_from_db()
    assert (other.state, announced.state) == (ConferenceState.PLANNED, ConferenceState.ANNOUNCED)
    client.post(address("discard", other), {"revision": 0})
    assert not Conference.objects.filter(pk=other.pk).exists()


def test_the_next_one_takes_the_plan_and_nothing_of_the_people(client, cast, announced, address):
    Conference.objects.filter(pk=announced.pk).update(
        interpreting=["ar"], record_note="Protokoll", attended=40, online_url="https://geheim.example"
    )
    item = announced.agenda.get()
    item.speakers.create(order=1, office="Landrat", organisation="Landkreis", name="Erika Muster")
    table = announced.tables.get()
    table.summary, table.participants = "Bericht", 9
    table.save()
    client.force_login(cast.lead)
    day = today() + timedelta(days=90)
    response = client.post(address("copy", announced), {"title": "Regionalkonferenz II", "day": day.isoformat()})

    fresh = announced.process.conferences.get(title="Regionalkonferenz II")
    assert response.url == address("edit", fresh)
    assert (fresh.state, fresh.date, fresh.slug) == ("planned", day, "regionalkonferenz-ii-stendal")
    assert (fresh.venue, fresh.interpreting, fresh.capacity) == ("Landratsamt", ["ar"], 50)
    assert (fresh.registered, fresh.waiting, fresh.attended, fresh.record_note, fresh.online_url) == (
        0,
        0,
        None,
        "",
        "",
    )
    assert fresh.calendar_uid != announced.calendar_uid
    (slot,) = fresh.agenda.all()
    assert (slot.title, slot.speakers.get().office) == ("Begrüßung", "Landrat")
    (copied,) = fresh.tables.all()
    assert (copied.question, copied.summary, copied.participants) == ("Was fehlt?", "", None)
    assert announced.agenda.count() == announced.tables.count() == 1
    wrong = client.post(
        address("copy", announced), {"title": "X", "day": day.isoformat(), "closes_on": day.isoformat()}
    )
    assert "closes_on" in wrong.context["form"].errors


def test_a_conference_online_needs_no_town(client, cast, planned, address):
    client.force_login(cast.lead)
    client.post(address("edit", planned), plan(planned, format=ConferenceFormat.ONLINE, town="", venue=""))
    client.post(address("announce", planned), {"revision": 1})
    planned.refresh_from_db()
    assert (planned.state, planned.name) == ("announced", "Regionalkonferenz")
    page = client.get(planned.get_absolute_url()).content.decode()
    assert "Die Konferenz findet online statt." in page


def test_list_and_home_say_what_comes_next(client, cast, announced, address):
    planned = ConferenceFactory(process=announced.process, summary="Darum.", state=ConferenceState.PLANNED)
    ConferenceFactory(process=announced.process, date=today() - timedelta(days=3))
    client.force_login(cast.observer)
    page = client.get(reverse("conferences_admin:index", args=[announced.process.slug])).content.decode()
    for text in ("12 von 50", "2 warten", "Kündigen Sie sie an", "Die Anmeldung läuft", "in Planung"):
        assert text in page, text
    assert "veröffentlichen Sie sie" in page
    assert "Plan verwerfen" not in client.get(address("overview", planned)).content.decode()


def test_the_list_takes_the_same_queries_for_few_and_many(client, cast, announced):
    client.force_login(cast.observer)
    url = reverse("conferences_admin:index", args=[announced.process.slug])

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    count()
    few = count()
    for number in range(20):
        row = ConferenceFactory(process=announced.process, date=today() + timedelta(days=number - 10))
        AgendaItem.objects.create(conference=row, order=1, time="13:00", title="Punkt")
        ThematicTableFactory(conference=row, number=1)
    assert count() == few


def test_saving_says_so(client, cast, announced, address):
    client.force_login(cast.lead)
    response = client.post(address("edit", announced), plan(announced, venue="Rathaus", confirmed="1"))
    (message,) = get_messages(response.wsgi_request)
    assert "Alle Angemeldeten werden über die Änderung benachrichtigt." in str(message)


def test_what_took_place_already_is_entered_and_announced_later(client, cast, planned, address):
    Conference.objects.filter(pk=planned.pk).update(kind=ConferenceKind.VISIT, date=today() - timedelta(days=9))
    client.force_login(cast.lead)
    client.post(address("announce", planned), {"revision": 0})
    client.logout()
    assert client.get(planned.get_absolute_url()).status_code == 200


def test_screens_of_decisions_open_only_where_there_is_one(client, cast, announced, address):
    planned_later = ConferenceFactory(process=announced.process, state=ConferenceState.PLANNED)
    client.force_login(cast.lead)
    for name, conference, status in (
        ("announce", announced, 302),
        ("cancel", announced, 200),
        ("discard", announced, 302),
        ("announce", planned_later, 200),
        ("cancel", planned_later, 302),
        ("discard", planned_later, 200),
        ("copy", planned_later, 200),
    ):
        assert client.get(address(name, conference)).status_code == status, (name, conference.state)


def test_features_above_have_a_place_on_the_home_of_a_conference(client, cast, announced, address, monkeypatch):
    asked = []
    monkeypatch.setattr(
        conference_admin_panels, "render", lambda request, conference: asked.append(conference) or "Karten: 7"
    )
    client.force_login(cast.observer)
    assert "Karten: 7" in client.get(address("overview", announced)).content.decode()
    assert asked == [announced]
