"""The protocol of devices: sent again, in any order, by two at once: the cards are the same, and nothing is lost."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.conferences.capture import sync
from consultations.conferences.capture.links import token_of
from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card, CardOperation
from consultations.conferences.capture.services import add_dots, change_card, remove_card
from tests.consultations.conferences.capture.conftest import card_operation, dots_operation
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, today


def results(answers: dict) -> list[str]:
    return [row["result"] for row in answers.values()]


def test_a_batch_is_stored_and_sent_again_it_is_known(send, host):
    batch = [card_operation(text=f"Karte {number}") for number in range(15)]
    assert set(results(send(host, *batch))) == {"stored"}
    # The answer was lost.
    assert set(results(send(host, *batch))) == {"known"}
    assert Card.objects.count() == 15 and CardOperation.objects.count() == 15


def test_two_devices_that_were_offline_lose_and_double_nothing(send, host):
    first = [card_operation(text=f"Eins {number}") for number in range(15)]
    second = [card_operation(text=f"Zwei {number}") for number in range(15)]
    send(host, *first[:9])
    send(host, *second)
    send(host, *first)
    send(host, *second[3:], *first[:4])
    assert Card.objects.count() == 30
    assert {card.text for card in Card.objects.all()} == {row["text"] for row in first + second}


def test_what_arrives_before_its_cause_waits(send, host):
    card = card_operation(text="Erst so")
    change = card_operation(key=card["key"], text="Dann so", base=card["id"])
    dots = dots_operation(card["key"], 3)
    assert results(send(host, change, dots)) == ["waiting", "waiting"]
    assert Card.objects.count() == 0
    # In the wrong order in one batch it is sorted out.
    assert results(send(host, dots, change, card)) == ["stored"] * 3
    stored = Card.objects.get()
    assert (stored.text, stored.dots, stored.revision) == ("Dann so", 3, 2)


def test_the_second_of_two_hosts_is_asked(send, host):
    card = card_operation(text="Anfang")
    send(host, card)
    mine = card_operation(key=card["key"], text="Meins", base=card["id"])
    yours = card_operation(key=card["key"], text="Deins", base=card["id"])
    after = card_operation(key=card["key"], text="Deins, besser", base=yours["id"])
    send(host, mine)
    answers = send(host, yours, after)
    assert answers[yours["id"]]["result"] == "conflict"
    assert answers[yours["id"]]["card"]["text"] == "Meins"
    assert answers[after["id"]]["result"] == "waiting"
    assert Card.objects.get().text == "Meins"
    decided = card_operation(key=card["key"], text="Deins", base=answers[yours["id"]]["card"]["state"])
    assert results(send(host, decided)) == ["stored"]
    assert Card.objects.get().text == "Deins"


def test_a_change_by_staff_is_a_conflict_too(send, host, cast):
    card = card_operation(text="Anfang")
    send(host, card)
    row = Card.objects.get()
    change_card(row, column="frage", text="Vom Team", language="de", base=row.state, actor=cast.lead)
    row.refresh_from_db()
    later = card_operation(key=card["key"], text="Vom Tisch", base=card["id"])
    assert results(send(host, later)) == ["conflict"]
    change_card(row, column="frage", text="Vom Team 2", language="de", base=row.state, actor=cast.lead)
    built_on_first = card_operation(key=card["key"], text="Vom Tisch", base=str(row.state))
    assert results(send(host, built_on_first)) == ["conflict"]


def test_both_want_the_same(send, host):
    card = card_operation()
    send(host, card)
    gone = [card_operation(key=card["key"], text=card["text"], base=card["id"], removed=True) for _time in (1, 2)]
    assert results(send(host, gone[0])) == ["stored"]
    assert results(send(host, gone[1])) == ["known"]
    assert Card.objects.get().is_removed


def test_dots_of_two_hosts_add_up_and_stay_in_bounds(send, host):
    card = card_operation()
    send(host, card, dots_operation(card["key"], 2), dots_operation(card["key"], 3))
    assert Card.objects.get().dots == 5
    send(host, dots_operation(card["key"], -9))
    assert Card.objects.get().dots == 0
    send(host, *[dots_operation(card["key"], 900)] * 3, dots_operation(card["key"], 900))
    assert Card.objects.get().dots == 999


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"column": "wand"}, "malformed"),
        ({"column": None}, "malformed"),
        ({"language": "klingon"}, "malformed"),
        ({"text": " \x00 \x07 "}, "empty"),
        ({"text": "ä" * 2001}, "too_long"),
        ({"key": "eins"}, "malformed"),
        ({"base": 7}, "malformed"),
        ({"removed": "ja"}, "malformed"),
        ({"kind": "alles"}, "malformed"),
        ({"kind": "dots", "number": True}, "malformed"),
        ({"kind": "dots", "number": 10**9}, "malformed"),
        ({"table": 99}, "foreign"),
        ({"table": "1"}, "malformed"),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason_and_keeps_up_nobody(send, host, values, reason):
    bad, good = card_operation() | values, card_operation()
    answers = send(host, bad, good)
    assert answers[bad["id"]]["result"] == "refused" and answers[bad["id"]]["reason"] == reason
    assert answers[bad["id"]]["text"] and answers[good["id"]]["result"] == "stored"
    assert Card.objects.count() == 1


def test_characters_no_database_stores_are_left_out(send, host):
    send(host, card_operation(text="Ein\x00e \ud800Karte\r\nmit\x1b Umbruch"))
    assert Card.objects.get().text == "Eine Karte\nmit Umbruch"


@pytest.mark.parametrize("clock", [0, -5, 2**60, "gestern", 1.5, 4_102_444_800_000, None])
def test_a_wrong_clock_does_not_matter(send, host, clock):
    send(host, card_operation(written=clock))
    assert abs(Card.objects.get().written_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"[]",
        b"{",
        b'{"operations": {}}',
        b'{"operations": [1]}',
        b'{"operations": [{}]}',
        b"\xff",
        b"[" * 5000,
        b'{"operations": [%s]}' % b",".join([b"{}"] * 101),
    ],
)
def test_nonsense_is_refused_as_a_whole(client, host, body):
    response = client.post(f"/erfassung/{token_of(host)}/abgleich/", body, content_type="application/json")
    assert response.status_code == 400 and response.json()["text"]


def test_other_sites_and_forms_cannot_send(client, host):
    address = f"/erfassung/{token_of(host)}/abgleich/"
    assert client.post(address, {"operations": "[]"}).status_code == 415
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post(address, "{}", content_type=kind).status_code == 415
    foreign = client.post(
        address, {"operations": []}, content_type="application/json", headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 415


def test_forged_and_foreign_links_open_nothing(client, host, wall):
    token = token_of(host)
    for wrong in (token[:-1], token[:-1] + "x", "1-0", "x" * 500, token.replace("-", "0", 1), token_of(wall)):
        response = client.post(f"/erfassung/{wrong}/abgleich/", {"operations": []}, content_type="application/json")
        assert response.status_code == 404
        assert client.get(f"/erfassung/{wrong}/").status_code == 404


def test_a_link_of_one_conference_opens_no_table_of_another(send, host, process):
    other = ThematicTableFactory(conference=ConferenceFactory(process=process, date=today()), number=7)
    theirs = Card.objects.create(table=other, column="bedarf", text="Von drüben")
    assert results(send(host, card_operation(table=7))) == ["refused"]
    # A key of theirs under a number of ours.
    stolen = card_operation(key=theirs.key, text="Gekapert", base=theirs.state)
    answers = send(host, stolen, dots_operation(theirs.key))
    assert results(answers) == ["refused", "refused"] and "card" not in answers[stolen["id"]]
    theirs.refresh_from_db()
    assert (theirs.text, theirs.dots) == ("Von drüben", 0)


def test_a_host_of_one_table_changes_no_other(send, conference, table, other_table):
    access = CaptureAccess.objects.create(conference=conference, table=table, kind=AccessKind.HOST)
    card = Card.objects.create(table=other_table, column="bedarf", text="Tisch 2")
    assert results(send(access, card_operation(table=2))) == ["refused"]
    assert results(send(access, card_operation(key=card.key, base=card.state, table=1))) == ["refused"]


def test_participants_write_and_change_only_their_own_cards(send, client, participant, host):
    me, you = uuid.uuid4(), uuid.uuid4()
    card = card_operation(text="Meine Karte")
    assert results(send(participant, card, device=me)) == ["stored"]
    change = card_operation(key=card["key"], text="Fremd", base=card["id"])
    answers = send(participant, change, device=you)
    assert results(answers) == ["refused"] and "card" not in answers[change["id"]]
    assert results(send(participant, dots_operation(card["key"]), device=me)) == ["refused"]
    wall = {**dots_operation(card["key"]), "kind": "wall", "shown": False}
    assert results(send(participant, wall, device=me)) == ["refused"]
    hosts = card_operation(text="Vom Tisch")
    send(host, hosts, device=me)
    taken = card_operation(key=hosts["key"], text="Fremd", base=hosts["id"])
    assert results(send(participant, taken, device=me)) == ["refused"]
    address = f"/erfassung/{token_of(participant)}/abgleich/?tisch=1"
    client.cookies["erfassung_geraet"] = str(you)
    assert client.get(address).json()["cards"] == []
    client.cookies["erfassung_geraet"] = str(me)
    assert [row["text"] for row in client.get(address).json()["cards"]] == ["Meine Karte"]


def test_a_device_hears_what_others_did_since(send, client, host):
    address = f"/erfassung/{token_of(host)}/abgleich/"
    send(host, card_operation(text="A"), card_operation(text="B"))
    first = client.get(address, {"tisch": 1}).json()
    assert [row["text"] for row in first["cards"]] == ["A", "B"]
    assert client.get(address, {"tisch": 1, "seit": first["cursor"]}).json()["cards"] == []
    remove_card(Card.objects.get(text="A"))
    add_dots(Card.objects.get(text="B"), 2)
    news = client.get(address, {"tisch": 1, "seit": first["cursor"]}).json()
    assert [(row["text"], row["removed"], row["dots"]) for row in news["cards"]] == [("A", True, 0), ("B", False, 2)]
    assert client.get(address, {"tisch": 9}).status_code == 404


def test_links_end_and_the_capture_closes_with_time_for_what_is_left(send, client, conference, host):
    send(host, card_operation(text="Rechtzeitig"))
    conference.capture_closed_at = timezone.now() - timedelta(hours=47)
    conference.save()
    assert results(send(host, card_operation(text="Nachgereicht"))) == ["stored"]
    assert dict(Card.objects.values_list("text", "is_late")) == {"Rechtzeitig": False, "Nachgereicht": True}
    conference.capture_closed_at = timezone.now() - timedelta(hours=49)
    conference.save()
    address = f"/erfassung/{token_of(host)}/abgleich/"
    late = client.post(address, {"operations": [card_operation()]}, content_type="application/json")
    assert late.status_code == 403 and late.json()["door"] == "closed" and late.json()["text"]
    conference.capture_closed_at = None
    conference.save()
    CaptureAccess.objects.filter(pk=host.pk).update(ended_at=timezone.now())
    ended = client.post(address, {"operations": [card_operation()]}, content_type="application/json")
    assert ended.status_code == 410 and Card.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "participants", "hosts"), [(-3, 410, 200), (-2, 200, 200), (1, 200, 200), (2, 403, 200), (15, 403, 403)]
)
def test_participants_links_end_with_the_day(client, conference, participant, host, days, participants, hosts):
    conference.date = today() + timedelta(days=days)
    conference.save()
    for access, status in ((participant, participants), (host, hosts)):
        assert client.get(f"/erfassung/{token_of(access)}/tisch/1/").status_code == status


def test_a_flood_is_slowed_down(client, host, monkeypatch):
    monkeypatch.setattr(sync, "_PER_MINUTE", 3)
    address = f"/erfassung/{token_of(host)}/abgleich/"
    batch = [card_operation() for _number in range(4)]
    refused = client.post(address, {"operations": batch}, content_type="application/json")
    assert refused.status_code == 429 and refused["Retry-After"] and Card.objects.count() == 0
    assert client.post(address, {"operations": batch[:3]}, content_type="application/json").status_code == 200


def test_the_number_of_queries_does_not_grow(send, host):
    numbers = []
    for size in (1, 40):
        cards = [card_operation() for _number in range(size)]
        changes = [card_operation(key=row["key"], text="Neu", base=row["id"]) for row in cards[:30]]
        with CaptureQueriesContext(connection) as queries:
            send(host, *cards, *changes)
        again = [card_operation(key=row["key"], text="Noch neuer", base=row["id"]) for row in changes]
        with CaptureQueriesContext(connection) as more:
            send(host, *again)
        numbers.append((len(queries), len(more)))
    assert numbers[0] == numbers[1] and max(numbers[0]) <= 18


def _history() -> list[dict]:
    """Three cards of two devices with changes that build on each other."""
    rows = []
    for _number in range(3):
        base, key = None, str(uuid.uuid4())
        for text in ("Eins", "Zwei", "Drei"):
            row = card_operation(key=key, text=text, base=base)
            rows.append(row)
            base = row["id"]
        rows += [dots_operation(key, 2), dots_operation(key, 1)]
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.randoms(use_true_random=False))
def test_any_order_of_repeated_deliveries_gives_the_same_cards(host, table, seed: random.Random):
    Card.objects.all().delete()
    rows = _history()
    tables = {1: table.pk}
    deliveries = [seed.sample(rows, seed.randint(1, len(rows))) for _time in range(6)]
    for batch in deliveries:
        sync.apply(host, None, sync.read_batch({"operations": batch}, tables))
    # Devices go on until everything was answered; the answers to these were lost too.
    for _time in range(3):
        seed.shuffle(rows)
        outcomes = sync.apply(host, None, sync.read_batch({"operations": rows}, tables))
    assert {row.result.value for row in outcomes.values()} == {"known"}
    found = sorted(Card.objects.values_list("text", "dots", "revision"))
    assert found == [("Drei", 3, 4)] * 3
