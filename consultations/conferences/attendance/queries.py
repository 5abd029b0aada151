"""Reads of the day. Ask for the right, or for the link, first."""

import uuid
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from consultations.conferences.attendance.models import DoorAccess
from consultations.conferences.models import Conference
from consultations.conferences.registration.models import Registration

#: More hits than a phone shows at once; who gets more types another letter.
HITS = 30


def people(conference: Conference) -> QuerySet[Registration]:
    """Everybody the door knows, by name, in one query. What somebody needs is nobody's business there."""
    rows = conference.registrations.expected().select_related("organisation", "category", "region", "table")
    return rows.order_by("name", "pk")


def found(conference: Conference, words: str) -> list[Registration]:
    """People by ticket, or by parts of name and organisation."""
    words = words.strip()
    if not words:
        return []
    rows = people(conference)
    hits = list(rows.filter(ticket=words.upper()))
    if not hits:
        wanted = words.casefold().split()
        # In Python: SQLite compares only ASCII letters without case.
        hits = list(islice((row for row in rows if all(word in _searchable(row) for word in wanted)), HITS))
    for row in hits:
        # For its line on a page: what it says beside the name, and the key of what is pressed there.
        row.about, row.key = about(row), uuid.uuid4()
    return hits


def _searchable(row: Registration) -> str:
    return f"{row.name} {organisation_of(row)} {row.ticket}".casefold()


def organisation_of(row: Registration) -> str:
    return row.organisation_name or (row.organisation.name if row.organisation else "")


def about(row: Registration) -> str:
    """What the door says of a person beside the name, on one line."""
    parts = [organisation_of(row), row.category.title if row.category else ""]
    parts.append(_("Table %(number)s") % {"number": row.table.number} if row.table else "")
    parts.append(_("registered for taking part online") if row.takes_part_online else "")
    return " · ".join(part for part in (*parts, row.ticket) if part)


def as_entry(row: Registration) -> dict:
    """What a device keeps of a person: what is said aloud at a door, and no more."""
    return {
        "ticket": row.ticket,
        "name": row.name,
        "organisation": organisation_of(row),
        "category": row.category.title if row.category else "",
        "table": row.table.number if row.table else None,
        "online": row.takes_part_online,
        "since": row.arrived_at.isoformat() if row.arrived_at else None,
    }


@dataclass
class Line:
    """How many were expected, and how many of these and of the others are there."""

    label: str
    expected: int = 0
    arrived: int = 0
    walk_ins: int = 0

    @property
    def missing(self) -> int:
        return max(self.expected - self.arrived + self.walk_ins, 0)

    def add(self, row: dict) -> None:
        self.expected += row["expected"]
        self.arrived += row["arrived"]
        self.walk_ins += row["walk_ins"]


@dataclass
class Live:
    """Who is there now, in all and by what people look for."""

    total: Line
    online: int = 0
    categories: list[Line] = field(default_factory=list)
    districts: list[Line] = field(default_factory=list)
    tables: list[Line] = field(default_factory=list)


_TABLE = ("table__number", "table__title")


def live(conference: Conference) -> Live:
    """The numbers of the moment, in one query however many people there are."""
    on_site = Q(takes_part_online=False, is_walk_in=False)
    arrived = Q(arrived_at__isnull=False)
    rows = (
        conference.registrations.expected()
        .order_by()
        .values("category__title", "category__order", "region__name", *_TABLE)
        .annotate(
            expected=Count("pk", filter=on_site),
            arrived=Count("pk", filter=arrived),
            walk_ins=Count("pk", filter=arrived & ~on_site),
            online=Count("pk", filter=Q(takes_part_online=True)),
        )
    )
    rows = list(rows)
    seen = Live(Line(_("All")), online=sum(row["online"] for row in rows))
    for row in rows:
        seen.total.add(row)
    nowhere = (1, 0, "")
    seen.categories = _lines(
        rows,
        lambda row: (0, row["category__order"], row["category__title"]) if row["category__title"] else nowhere,
        _("not stated"),
    )
    seen.districts = _lines(
        rows, lambda row: (0, 0, row["region__name"]) if row["region__name"] else nowhere, _("not stated")
    )
    seen.tables = _lines(rows, _table_key, _("no table yet"))
    return seen


def _table_key(row: dict) -> tuple:
    number = row["table__number"]
    return (0, number, f"{number}. {row['table__title']}") if number is not None else (1, 0, "")


def _lines(rows: list[dict], key, without: str) -> list[Line]:
    """Rows added up by what `key` makes of them, in its order; the last line is for those without."""
    found: dict[tuple, Line] = {}
    for row in rows:
        place = key(row)
        found.setdefault(place, Line(place[2] or without)).add(row)
    return [found[place] for place in sorted(found) if found[place].expected or found[place].arrived]


def accesses(conference: Conference) -> QuerySet[DoorAccess]:
    """The links for the door with how much came by each (`noted`), those that are good first."""
    return conference.door_accesses.annotate(noted=Count("events")).order_by(F("ended_at").asc(nulls_first=True), "pk")
