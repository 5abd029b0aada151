"""Telling people that their needs and offers end: one mail a day for a person, each entry once for each distance."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.models import User
from notifications.notices import tell
from notifications.preferences import Choices
from regions.demand.enums import EntryState
from regions.demand.models import Entry, ExpiryNotice
from regions.demand.rules import entries_of
from regions.demand.subjects import ENDS

#: Days before the last day, the earliest first; -1 is the day after it.
DAYS_BEFORE = (14, 1, -1)
#: A task that stood still makes up for what ended in these days.
CATCH_UP = timedelta(days=7)


def due(entry: Entry, day: date) -> int | None:
    """Which distance an entry has reached; None while its end is far away."""
    left = (entry.valid_until - day).days
    return next((days for days in sorted(DAYS_BEFORE) if left <= days), None)


def remind(day: date | None = None) -> int:
    """Tell everybody whose entries have come near their end; returns how many people. Safe to repeat."""
    day = day or timezone.localdate()
    rows = Entry.objects.filter(
        state=EntryState.PUBLISHED, valid_until__gte=day - CATCH_UP, valid_until__lte=day + timedelta(days=14)
    ).select_related("office__holder", "created_by", "region")
    told = set(
        ExpiryNotice.objects.filter(entry__in=rows.values("pk")).values_list("entry_id", "valid_until", "days_before")
    )
    by_person: dict[User, list[Entry]] = defaultdict(list)
    for row in rows:
        # Holders of the office come before whoever entered it: people change, the office stays.
        person = (row.office.holder if row.office else None) or row.created_by
        if person is not None and (row.pk, row.valid_until, due(row, day)) not in told:
            by_person[person].append(row)
    choices = Choices([person.pk for person in by_person])
    return sum(_tell(person, entries, day, choices) for person, entries in by_person.items())


@transaction.atomic
def _tell(person: User, entries: list[Entry], day: date, choices: Choices) -> bool:
    """One mail, and that it was written, together. What the person may not write any more is left out."""
    mine = set(entries_of(person).filter(pk__in=[row.pk for row in entries]).values_list("pk", flat=True))
    entries = [row for row in entries if row.pk in mine]
    if not entries:
        return False
    new = [ExpiryNotice(entry=row, valid_until=row.valid_until, days_before=due(row, day)) for row in entries]
    # Two tasks at once: the second one writes no row, and its mail is the first one's by the same key.
    ExpiryNotice.objects.bulk_create(new, ignore_conflicts=True)
    over = sorted((row for row in entries if row.valid_until < day), key=lambda row: row.valid_until)
    ending = sorted((row for row in entries if row.valid_until >= day), key=lambda row: row.valid_until)
    with translation.override(person.language):
        text = ngettext(
            "%(count)s need or offer ends or has ended.", "%(count)s needs and offers end or have ended.", len(entries)
        ) % {"count": len(entries)}
        message = tell(
            person,
            ENDS,
            text=text,
            url=reverse("demand:own"),
            dedupe_key=f"demand_ends:{person.pk}:{day.isoformat()}",
            mail="demand_ends",
            context={"ending": ending, "over": over},
            choices=choices,
        )
    return message is not None
