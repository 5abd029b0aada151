"""The agenda and the thematic tables, row by row and without any script."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.conferences.capture.models import Card
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.planning import services
from consultations.conferences.planning.tables import save_tables
from consultations.conferences.registration.models import Registration, RegistrationState, TablePreference
from consultations.contributions.enums import Channel
from tests.consultations.conferences.planning.sent import slots, tables
from tests.factories.consultations import ActionFieldFactory, ConferenceFactory, ThematicTableFactory


@pytest.fixture
def office(client, cast):
    """A browser in which the conference office is signed in."""
    client.force_login(cast.lead)
    return client


def agenda(conference: Conference) -> list[tuple]:
    return [(f"{item.time:%H:%M}", item.title, item.room, item.by) for item in conference.agenda.order_by("order")]


def test_slots_take_their_place_by_the_hour_with_who_speaks(office, announced, address):
    rows = [
        {"time": "13:00", "title": "Begrüßung", "by": "Gastgeber"},
        {"time": "15:00", "ends_at": "16:30", "title": "Thementische", "room": "Foyer"},
        {
            "time": "12:30",
            "title": "  Ankommen ",
            "speakers": [("Landrätin", "Landkreis Stendal", ""), ("Referat", "", "Frau Vogt"), ("", "", "")],
        },
        {"time": "", "title": ""},
    ]
    assert office.post(address("agenda", announced), slots(announced, rows, initial=1)).status_code == 302
    assert agenda(announced) == [
        ("12:30", "Ankommen", "", ""),
        ("13:00", "Begrüßung", "", "Gastgeber"),
        ("15:00", "Thementische", "Foyer", ""),
    ]
    first, _second, third = announced.agenda.order_by("order")
    assert [str(speaker) for speaker in first.speakers.all()] == ["Landrätin, Landkreis Stendal", "Referat"]
    assert third.ends_at == time(16, 30)
    office.logout()
    page = office.get(announced.get_absolute_url()).content.decode()
    for text in ("Landrätin, Landkreis Stendal", "Referat: Frau Vogt", "Foyer", "Gastgeber"):
        assert text in page, text


@pytest.mark.parametrize(
    ("move", "titles"), [("up-1", "BAC"), ("down-1", "ACB"), ("up-0", "ABC"), ("sort", "CAB"), ("quatsch", "ABC")]
)
def test_a_button_moves_a_slot_and_saves_what_was_typed(office, announced, address, move, titles):
    rows = [{"time": hour, "title": title} for hour, title in (("14:00", "A"), ("15:00", "B"), ("13:00", "C"))]
    office.post(address("agenda", announced), slots(announced, rows, initial=3, move=move))
    assert "".join(row[1] for row in agenda(announced)) == titles


def test_slots_go_when_they_are_ticked(office, announced, address):
    rows = [{"time": "13:00", "title": "Begrüßung", "DELETE": "on"}, {"time": "14:00", "title": "Neu"}]
    office.post(address("agenda", announced), slots(announced, rows, initial=1))
    assert [row[1] for row in agenda(announced)] == ["Neu"]


@pytest.mark.parametrize(
    "row",
    [
        {"time": "14:00", "title": ""},
        {"time": "", "title": "Ohne Zeit"},
        {"time": "14:00", "ends_at": "14:00", "title": "Ohne Dauer"},
        {"time": "14:00", "title": "Wer?", "speakers": [("", "Verein", "Name")]},
        {"speakers": [("Amt", "", "")]},
    ],
)
def test_a_wrong_slot_stores_nothing_and_keeps_the_rest(office, announced, address, row):
    rows = [{"time": "13:00", "title": "Geändert"}, row]
    response = office.post(address("agenda", announced), slots(announced, rows, initial=1))
    assert response.status_code == 200
    assert "Geändert" in response.content.decode()
    assert [item[1] for item in agenda(announced)] == ["Begrüßung"]


def test_the_second_of_two_people_sees_both_agendas(office, cast, announced, address):
    mine = slots(announced, [{"time": "13:00", "title": "Meine Fassung"}], initial=1)
    theirs = {"time": time(9), "ends_at": None, "title": "Andere Fassung", "room": "", "by": "", "speakers": []}
    services.save_agenda(announced, [theirs], seen=0, actor=cast.admin)
    response = office.post(address("agenda", announced), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Meine Fassung" in page and "Andere Fassung" in page
    assert [row[1] for row in agenda(announced)] == ["Andere Fassung"]
    office.post(address("agenda", announced), {**mine, "revision": 1})
    assert [row[1] for row in agenda(announced)] == ["Meine Fassung"]


def row_of(table: ThematicTable, **changed) -> dict:
    fields = {"key": table.pk, "number": table.number, "title": table.title, "question": table.question}
    return {**fields, "host": table.host, **changed}


def test_tables_are_added_changed_and_exchange_numbers(office, announced, address):
    first = announced.tables.get()
    second = ThematicTableFactory(conference=announced, number=2, title="Arbeit")
    field = ActionFieldFactory(process=announced.process)
    rows = [
        row_of(first, number=2),
        row_of(second, number=1, question="Neue Frage?", capacity=12, action_field=field.pk),
        {"number": 3, "title": "Wohnen", "question": "Was fehlt?", "host": "Landkreis"},
    ]
    assert office.post(address("tables", announced), tables(announced, rows, initial=2)).status_code == 302
    stored = {table.number: table for table in announced.tables.all()}
    assert (stored[1].pk, stored[1].question, stored[1].capacity) == (second.pk, "Neue Frage?", 12)
    assert (stored[1].action_field, stored[2].pk, stored[3].host) == (field, first.pk, "Landkreis")


def test_a_number_stands_for_one_table(office, announced, address):
    first = announced.tables.get()
    rows = [row_of(first), {"number": 1, "title": "Wohnen", "question": "Was fehlt?"}]
    response = office.post(address("tables", announced), tables(announced, rows, initial=1))
    assert "Zwei Tische haben die Nummer 1." in response.content.decode()
    assert announced.tables.count() == 1


def card(table, **_more):
    Card.objects.create(table=table, column="bedarf", text="Mehr Kurse")


def seat(table, **_more):
    Registration.objects.create(
        conference=table.conference, table=table, name="Erika", state=RegistrationState.REGISTERED
    )


def wish(table, **_more):
    person = Registration.objects.create(conference=table.conference, name="E", state=RegistrationState.REGISTERED)
    TablePreference.objects.create(registration=person, table=table, rank=1)


def contribution(table, make_contribution):
    make_contribution(target=table, channel=Channel.CARD)


@pytest.mark.parametrize(
    ("make", "words"),
    [(card, "1 Karte"), (seat, "1 Anmeldung"), (wish, "1 Tischwunsch"), (contribution, "1 Beitrag")],
)
def test_a_table_something_hangs_on_stays_and_the_page_says_why(
    office, cast, announced, address, make_contribution, make, words
):
    table = announced.tables.get()
    make(table, make_contribution=make_contribution)
    removed = tables(announced, [row_of(table, DELETE="on")], initial=1)
    response = office.post(address("tables", announced), removed)
    page = response.content.decode()
    assert response.status_code == 409
    assert f"Tisch 1 kann nicht entfernt werden. Daran hängen: {words}." in page
    assert announced.tables.filter(pk=table.pk).exists()
    assert f"Daran hängen: {words}." in office.get(address("tables", announced)).content.decode()
    with pytest.raises(ValidationError):
        save_tables(announced, [], [table.pk], seen=0, actor=cast.lead)


def test_an_empty_table_goes(office, announced, address):
    table = announced.tables.get()
    office.post(address("tables", announced), tables(announced, [row_of(table, DELETE="on")], initial=1))
    assert not announced.tables.exists()


def test_tables_of_another_conference_are_out_of_reach(office, announced, address):
    foreign = ThematicTableFactory(conference=ConferenceFactory(process=announced.process), number=5, title="Fremd")
    rows = [row_of(announced.tables.get()), row_of(foreign, title="Übernommen")]
    office.post(address("tables", announced), tables(announced, rows, initial=2))
    foreign.refresh_from_db()
    assert (foreign.title, foreign.conference_id != announced.pk) == ("Fremd", True)
    removed = [row_of(foreign, DELETE="on")]
    announced.refresh_from_db()
    office.post(address("tables", announced), tables(announced, removed, initial=1))
    assert ThematicTable.objects.filter(pk=foreign.pk).exists()


def test_screens_take_the_same_queries_for_few_and_many_rows(office, announced, address):
    def count() -> list[int]:
        found = []
        for name in ("agenda", "tables"):
            with CaptureQueriesContext(connection) as captured:
                assert office.get(address(name, announced)).status_code == 200
            found.append(len(captured))
        return found

    announced.agenda.get().speakers.create(order=1, office="Amt")
    count()
    few = count()
    for number in range(2, 20):
        ThematicTableFactory(
            conference=announced, number=number, action_field=ActionFieldFactory(process=announced.process)
        )
        item = announced.agenda.create(order=number, time=time(14), title="Punkt")
        item.speakers.create(order=1, office="Amt")
    assert count() == few
