"""Reminders before the end: one mail for a person, each entry once for each distance."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Notice, OutboxMessage
from notifications.preferences import choose
from regions.demand.enums import EntryState
from regions.demand.models import Entry
from regions.demand.reminders import remind
from regions.demand.subjects import ENDS
from regions.models import Office


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def ending(make_entry, people, day):
    def make(title: str, days: int, **fields) -> Entry:
        values = {"created_by": people.coordinator, "valid_until": day + timedelta(days=days), **fields}
        return make_entry(title, **values)

    return make


def test_one_mail_collects_what_ends(people, ending, day):
    ending("In zwei Wochen", 14)
    ending("Morgen", 1)
    ending("Gestern vorbei", -1)
    ending("Noch lange", 15)
    ending("Entwurf", 1, state=EntryState.DRAFT)
    ending("Geschlossen", 1, state=EntryState.CLOSED)
    assert remind() == 1 and remind() == 0
    (mail,) = OutboxMessage.objects.all()
    assert mail.address == people.coordinator.email and "/bedarfe-angebote/eigene/" in mail.body
    assert all(title in mail.body for title in ("In zwei Wochen", "Morgen", "Gestern vorbei"))
    assert not any(title in mail.body for title in ("Noch lange", "Entwurf", "Geschlossen"))


def test_each_distance_is_told_once(ending, day):
    entry = ending("Kurs", 14)
    told = [remind(day + timedelta(days=days)) for days in range(20)]
    assert told == [1] + [0] * 12 + [1, 0, 1] + [0] * 4
    # Another last day begins anew.
    Entry.objects.filter(pk=entry.pk).update(valid_until=day + timedelta(days=33))
    assert remind(day + timedelta(days=20)) == 1


def test_the_holder_of_the_office_comes_before_whoever_entered_it(people, ending):
    new = people.keeper
    Office.objects.filter(pk=people.office.pk).update(holder=new)
    people.office.refresh_from_db()
    ending("Kurs", 1, office=people.office)
    assert remind() == 1
    assert OutboxMessage.objects.get().address == new.email


def test_who_may_not_write_any_more_is_not_told(people, ending):
    Office.objects.update(holder=None)
    ending("Kurs", 1)
    assert remind() == 0 and not OutboxMessage.objects.exists()


def test_it_can_be_switched_off_or_collected(people, ending):
    ending("Kurs", 1)
    choose(people.coordinator, key=ENDS, frequency="daily")
    assert remind() == 1
    assert Notice.objects.get().subject == ENDS and not OutboxMessage.objects.exists()
