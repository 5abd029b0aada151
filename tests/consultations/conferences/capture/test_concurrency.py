"""Two devices at the same moment: every card once, in the order in which others hear of them."""

import threading
import uuid

import pytest
from django.db import connection

from consultations.conferences.capture import sync
from consultations.conferences.capture.models import Card
from tests.consultations.conferences.capture.conftest import card_operation, dots_operation

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time."),
]


def at_once(*works) -> None:
    """Run functions in threads that begin together; raises what one of them raised."""
    barrier, failures = threading.Barrier(len(works)), []

    def run(work) -> None:
        try:
            barrier.wait(10)
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def deliver(access, tables, *operations):
    return lambda: sync.apply(access, uuid.uuid4(), sync.read_batch({"operations": list(operations)}, tables))


def test_the_same_batch_at_the_same_moment_is_stored_once(host, table, other_table):
    tables = {1: table.pk, 2: other_table.pk}
    batch = [card_operation(text=f"Karte {number}", table=1 + number % 2) for number in range(20)]
    at_once(*[deliver(host, tables, *order) for order in (batch, batch[::-1], batch)])
    assert Card.objects.count() == 20
    for row in (table, other_table):
        numbers = sorted(Card.objects.filter(table=row).values_list("change", flat=True))
        assert numbers == list(range(1, 11))


def test_of_two_changes_at_the_same_moment_one_is_asked(host, table):
    tables, card = {1: table.pk}, card_operation(text="Anfang")
    deliver(host, tables, card)()
    changes = [card_operation(key=card["key"], text=text, base=card["id"]) for text in ("Eins", "Zwei")]
    found: list[str] = []

    def change(row) -> None:
        outcomes = sync.apply(host, None, sync.read_batch({"operations": [row]}, tables))
        found.extend(outcome.result.value for outcome in outcomes.values())

    at_once(*[lambda row=row: change(row) for row in changes])
    assert sorted(found) == ["conflict", "stored"]
    at_once(*[deliver(host, tables, dots_operation(card["key"], 2)) for _time in range(4)])
    assert Card.objects.get().dots == 8
