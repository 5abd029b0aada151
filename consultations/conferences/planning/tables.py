"""Thematic tables of a conference: storing them, and what keeps one from being removed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, ForeignObjectRel
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.extensions import table_uses
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.planning.services import locked, touch

#: Links that open a table are worth nothing without it: they go with it.
_GO_WITH_TABLE = frozenset({"capture_accesses"})

#: Out of the way of every number people give, while numbers are exchanged.
_ASIDE = 10_000


def uses_of(keys: Iterable[int]) -> dict[int, str]:
    """What hangs on tables, in words by key: every row that points to one, whichever feature it belongs to."""
    keys = list(keys)
    found: dict[int, list[str]] = defaultdict(list)
    if not keys:
        return {}
    for relation in _relations():
        column = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        for key, number in rows.order_by().values_list(column).annotate(Count("pk")):
            meta = relation.related_model._meta
            found[key].append(f"{number} {meta.verbose_name if number == 1 else meta.verbose_name_plural}")
    for uses in table_uses:
        for key, words in uses(keys).items():
            found[key].append(words)
    return {key: ", ".join(words) for key, words in found.items()}


def _relations() -> list[ForeignObjectRel]:
    """Every foreign key to a table, those without a name for the way back included."""
    fields = ThematicTable._meta.get_fields(include_hidden=True)
    rows = [field for field in fields if isinstance(field, ForeignObjectRel) and not field.many_to_many]
    return [row for row in rows if row.get_accessor_name() not in _GO_WITH_TABLE]


@transaction.atomic
def save_tables(
    conference: Conference, rows: list[dict[str, Any]], removed: Iterable[int], *, seen: int, actor
) -> None:
    """Store tables (`key` is empty for a new one) and remove others.

    Raises ValidationError when something hangs on a table that is to be removed.
    """
    locked_conference = locked(conference, seen=seen, actor=actor)
    # Locked, so that no card is written on a table while it is removed.
    stored = {table.pk: table for table in locked_conference.tables.select_for_update()}
    gone = [stored.pop(key) for key in set(removed) if key in stored]
    _refuse_used(gone)
    kept = [row["key"] for row in rows if row["key"] in stored]
    _refuse_doubles(rows, [table for key, table in stored.items() if key not in kept])
    ThematicTable.objects.filter(pk__in=[table.pk for table in gone]).delete()
    # Tables exchange their numbers: none may meet another one on its way.
    locked_conference.tables.filter(pk__in=kept).update(number=F("number") + _ASIDE)
    for row in rows:
        # One that somebody removed meanwhile is stored anew: whoever saves has seen that it is gone.
        table = stored.get(row["key"]) or ThematicTable(conference=locked_conference)
        for name in ("number", "title", "question", "action_field_id", "host", "capacity"):
            setattr(table, name, row[name])
        table.save()
    touch(locked_conference)
    record(
        actor,
        "conference.tables",
        locked_conference,
        scope=locked_conference.process.slug,
        tables=[row["title"] for row in rows],
        removed=[table.title for table in gone],
    )


def _refuse_used(tables: list[ThematicTable]) -> None:
    uses = uses_of(table.pk for table in tables)
    refused = [
        _("Table %(number)s cannot be removed: %(uses)s.") % {"number": table.number, "uses": uses[table.pk]}
        for table in tables
        if table.pk in uses
    ]
    if refused:
        raise ValidationError(refused)


def _refuse_doubles(rows: list[dict[str, Any]], others: list[ThematicTable]) -> None:
    """Each number once, also beside tables that somebody added meanwhile."""
    numbers = [row["number"] for row in rows] + [table.number for table in others]
    for number in sorted(set(numbers)):
        if numbers.count(number) > 1:
            raise ValidationError(_("Two tables have the number %(number)s.") % {"number": number})
