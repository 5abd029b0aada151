"""Seating people at tables: who registered first chooses first."""

from collections import Counter

from django.db import transaction

from audit.services import record
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.registration import seats
from consultations.conferences.registration.models import Registration
from consultations.process.enums import Action
from consultations.process.rules import require


@transaction.atomic
def assign_tables(conference: Conference, *, actor, afresh: bool = False) -> int:
    """Give everybody on site without a table one; returns how many got one. Again changes nothing.

    In the order of registration each person gets the first of their choices that has a seat; those who chose none, or
    whose choices are full, then fill the tables with the most room. People of a group may sit apart. Whoever has a
    table keeps it, unless all is done `afresh`.
    """
    conference = seats.locked(conference.pk)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    rows = conference.registrations.expected().filter(takes_part_online=False)
    if afresh:
        rows.update(table=None)
    tables = list(conference.tables.order_by("number"))
    taken = Counter(rows.exclude(table=None).values_list("table_id", flat=True))
    people = list(rows.filter(table=None).order_by("created_at", "pk"))
    choices = _choices(conference)
    found = _seat(people, tables, taken, choices)
    for person in found:
        person.revision += 1
    Registration.objects.bulk_update(found, ["table", "revision"], batch_size=200)
    record(
        actor, "registration.assign_tables", conference, scope=conference.process.slug, number=len(found), afresh=afresh
    )
    return len(found)


def _choices(conference: Conference) -> dict[int, list[int]]:
    """Wanted tables by registration, the first choice first."""
    found: dict[int, list[int]] = {}
    rows = conference.registrations.filter(preferences__isnull=False).order_by("pk", "preferences__rank")
    for key, table in rows.values_list("pk", "preferences__table_id"):
        found.setdefault(key, []).append(table)
    return found


def _seat(
    people: list[Registration], tables: list[ThematicTable], taken: Counter, choices: dict[int, list[int]]
) -> list[Registration]:
    def room(table: ThematicTable) -> float:
        return float("inf") if table.capacity is None else table.capacity - taken[table.pk]

    by_key = {table.pk: table for table in tables}
    found, left = [], []
    for person in people:
        # A group chooses as one.
        wanted = [by_key[key] for key in choices.get(person.booked_by_id or person.pk, []) if key in by_key]
        table = next((table for table in wanted if room(table) > 0), None)
        if table is None:
            left.append(person)
            continue
        person.table = table
        taken[table.pk] += 1
        found.append(person)
    for person in left:
        # Among equals the one with fewer people, then the lower number.
        table = max(tables, key=lambda row: (room(row), -taken[row.pk], -row.number), default=None)
        if table is None or room(table) <= 0:
            break
        person.table = table
        taken[table.pk] += 1
        found.append(person)
    return found
