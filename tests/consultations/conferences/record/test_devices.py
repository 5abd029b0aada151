"""Record and devices at the tables write the same cards: neither overwrites the other, also at the same moment."""

import threading
import time
import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction

from consultations.conferences.capture import photos, sync
from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card
from consultations.conferences.capture.rules import Door, door
from consultations.conferences.record import queries, remarks, services
from consultations.conferences.record.remarks import Answer, Remark
from consultations.conferences.record.services import CardWords
from consultations.contributions.models import Contribution
from tests.consultations.conferences.capture.conftest import card_operation, dots_operation
from tests.factories.consultations import today
from tests.factories.files import image
from tests.factories.records import confirmed, make_check, make_conference


@pytest.fixture
def conference(process):
    return make_conference(process, date=today())


@pytest.fixture
def table(conference):
    return conference.tables.get(number=1)


@pytest.fixture
def host(conference):
    return CaptureAccess.objects.create(conference=conference, kind=AccessKind.HOST)


def deliver(host, table, *operations):
    """What became of operations of a device."""
    batch = sync.read_batch({"operations": list(operations)}, {table.number: table.pk})
    return [outcome.result.value for outcome in sync.apply(host, uuid.uuid4(), batch).values()]


def heard(host, table, since):
    return {row["text"] for row in sync.news(host, table, None, since)["cards"]}


def correct(card, actor, text="Berichtigt."):
    card.refresh_from_db()
    return services.correct_card(card, CardWords(card.column, text), revision=card.revision, actor=actor)


def test_a_device_with_an_old_card_does_not_overwrite_a_correction(host, table, cast):
    first = card_operation(text="Anfang")
    assert deliver(host, table, first) == ["stored"]
    card, cursor = Card.objects.get(key=first["key"]), sync.news(host, table, None, 0)["cursor"]
    correct(card, cast.recorder)
    assert heard(host, table, cursor) == {"Berichtigt."}
    late = card_operation(key=card.key, text="Vom Handy", base=first["id"])
    assert deliver(host, table, late) == ["conflict"]
    card.refresh_from_db()
    assert card.text == "Berichtigt."
    # Who has looked at it may change it.
    assert deliver(host, table, card_operation(key=card.key, text="Beides", base=card.state)) == ["stored"]


def test_a_device_with_an_old_card_does_not_bring_back_what_was_taken_out(host, table, cast):
    first = card_operation(text="Doppelt")
    deliver(host, table, first)
    card = Card.objects.get(key=first["key"])
    services.take_away(card, away=True, actor=cast.recorder)
    assert deliver(host, table, card_operation(key=card.key, text="Doppelt!", base=first["id"])) == ["conflict"]
    card.refresh_from_db()
    assert card.is_removed


def test_a_device_does_not_overwrite_an_objection_that_was_taken_up(conference, host, table, cast):
    first = card_operation(text="Anfang")
    deliver(host, table, first)
    card, record = Card.objects.get(key=first["key"]), make_check(conference)
    remark, _new = remarks.submit(record, Remark(kind="objection", text="So nicht.", card=card))
    remarks.answer(remark, Answer("accepted", "Stimmt.", CardWords("bedarf", "Gemeint war das.")), actor=cast.lead)
    assert deliver(host, table, card_operation(key=card.key, text="Vom Handy", base=first["id"])) == ["conflict"]


def test_devices_hear_of_cards_that_staff_typed(host, table, cast):
    deliver(host, table, card_operation(), card_operation(text="Zwei"))
    cursor = sync.news(host, table, None, 0)["cursor"]
    services.add_card(table, CardWords("bedarf", "Vom Papier."), actor=cast.recorder)
    assert heard(host, table, cursor) == {"Vom Papier."}


def test_opening_the_check_closes_the_tables_and_takes_what_devices_hold(conference, host, table, cast):
    services.open_check(conference, until=today(), recipients="nobody", actor=cast.lead)
    host.refresh_from_db()
    assert door(host) == Door.LATE
    assert deliver(host, table, card_operation(text="Aus der Hosentasche")) == ["stored"]
    assert Card.objects.get(text="Aus der Hosentasche").is_late
    closed = conference.__class__.objects.get(pk=conference.pk).capture_closed_at
    services.open_check(conference, until=today(), recipients="nobody", actor=cast.lead)
    conference.refresh_from_db()
    assert conference.capture_closed_at == closed


@pytest.fixture
def over(conference):
    """The conference once its day is over."""
    conference.date = today() - services.timedelta(days=10)
    conference.save(update_fields=["date"])
    return conference


def test_cards_that_are_contributions_are_settled_at_the_tables(over, host, table, cast, django_assert_num_queries):
    from consultations.conferences.capture.extensions import settled_cards

    first = card_operation(text="Anfang")
    deliver(host, table, first)
    cards = list(Card.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert settled_cards(cards) == set()
    confirmed(over, cast.lead)
    with django_assert_num_queries(2):
        assert settled_cards(cards) == set(cards)
    changes = [
        card_operation(key=first["key"], text="Anders", base=first["id"]),
        card_operation(key=first["key"], text="Anfang", base=first["id"], removed=True),
        dots_operation(first["key"]),
    ]
    assert deliver(host, table, *changes) == ["refused"] * 3
    card = Card.objects.get(key=first["key"])
    assert (card.text, card.dots, card.is_removed) == ("Anfang", 0, False)
    # What was sent before and whose answer was lost is no change.
    assert deliver(host, table, first) == ["known"]


def test_a_card_that_arrives_after_the_confirmation_is_seen_and_handed_over(
    client, over, host, table, cast, django_user_model
):
    confirmed(over, cast.lead)
    deliver(host, table, card_operation(text="Spät vom Handy"))
    assert [card.text for card in queries.late_cards(services.record_of(over))] == ["Spät vom Handy"]
    assert Contribution.objects.count() == 2
    client.force_login(cast.lead)
    home = f"/admin/verfahren/{over.process.slug}/konferenzen/{over.pk}/dokumentation/"
    assert "Spät vom Handy" in client.get(home).content.decode()
    client.post(f"{home}nachtraege/")
    client.post(f"{home}nachtraege/")
    assert Contribution.objects.filter(comment="Spät vom Handy").count() == 1
    assert deliver(host, table, card_operation(key=Card.objects.last().key, base=Card.objects.last().state)) == [
        "refused"
    ]


def test_staff_deletes_a_photo_after_the_confirmation_too(over, host, table, cast):
    card = table.cards.first()
    card.photo.save("", ContentFile(image()))
    confirmed(over, cast.lead)
    assert photos.remove_photo(table, card.key, writer=sync.Writer(host, None)).reason == "settled"
    photos.delete_photo(card, actor=cast.lead)
    card.refresh_from_db()
    assert not card.photo and card.text == "Mehr Kurse am Abend."


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("step", ["confirm", "correct"])
def test_a_device_and_the_team_at_the_same_moment(cast, process, step):
    conference = make_conference(process, date=today() - services.timedelta(days=1))
    table, host = conference.tables.get(number=1), CaptureAccess.objects.create(conference=conference, kind="host")
    make_check(conference, days=-1)
    first = card_operation(text="Anfang")
    deliver(host, table, first)
    card, written = Card.objects.get(key=first["key"]), threading.Event()

    def device():
        with transaction.atomic():
            change = [card_operation(key=card.key, text="Ende", base=first["id"]), dots_operation(card.key, 3)]
            deliver(host, table, *(change if step == "confirm" else change[1:]))
            written.set()
            time.sleep(0.7)
        connection.close()

    thread = threading.Thread(target=device)
    thread.start()
    written.wait(10)
    if step == "confirm":
        confirmed(conference, cast.lead)
    else:
        with pytest.raises(services.ChangedMeanwhile):
            services.correct_card(card, CardWords("bedarf", "Ja."), revision=card.revision, actor=cast.lead)
    thread.join()
    card.refresh_from_db()
    if step == "confirm":
        row = Contribution.objects.get(fingerprint=f"card:{card.key}")
        assert (row.comment, row.dots) == (card.text, card.dots) == ("Ende", 3)
