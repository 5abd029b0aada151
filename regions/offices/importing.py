"""Reading the directory in from a table: check everything and store nothing, then store everything or nothing."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from regions.offices import sheets
from regions.offices.entries import differences
from regions.offices.models import Office
from regions.offices.services import apply, create_office, lock
from regions.places.lines import LineError, Parsed
from regions.places.models import Region
from regions.rules import require_keeper


@dataclass
class Report:
    """What an import does, or would do."""

    parsed: Parsed[sheets.Row]
    new: list[sheets.Row] = field(default_factory=list)
    changed: list[tuple[Office, sheets.Row, list[str]]] = field(default_factory=list)
    known: int = 0

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.changed)


def check(data: bytes) -> Report:
    """Read a whole file and say what an import would do. Raises SheetRefused."""
    parsed = sheets.parse(data)
    report = Report(parsed)
    by_reference, by_place = _stored()
    lines: dict[int, int] = {}
    for row in parsed.rows:
        office = by_reference.get(row.reference) if row.reference else None
        if office is None:
            found = by_place.get(row.place)
            # One that has a reference of its own is another office.
            office = found if found is not None and (not found.reference or not row.reference) else None
        if office is None:
            report.new.append(row)
            continue
        if (line := lines.setdefault(office.pk, row.line)) != row.line:
            # One line has the key, the other only place and title: the later one would undo the earlier.
            message = _("The line names the same office as line %(line)s.") % {"line": line}
            parsed.errors.append(LineError(row.line, "", message))
            continue
        names = differences(office, row.values)
        if row.reference and row.reference != office.reference:
            names.append("reference")
        if row.region.pk != office.region_id:
            names.append("region")
        if names:
            report.changed.append((office, row, names))
        else:
            report.known += 1
    return report


def _stored() -> tuple[dict[str, Office], dict[tuple, Office]]:
    """All confirmed offices by reference and by place, given up ones too: a list read again does not double them."""
    rows = list(
        Office.objects.filter(is_confirmed=True).select_related("region").prefetch_related("sites__municipalities")
    )
    by_place = {(row.region_id, row.title.casefold(), row.area.casefold()): row for row in rows}
    return {row.reference: row for row in rows if row.reference}, by_place


@transaction.atomic
def store(data: bytes, *, actor: User) -> Report:
    """Store what is new or different in a file, all of it or nothing. Raises SheetRefused.

    An import with errors stores nothing.
    """
    require_keeper(actor)
    # One import at a time, so that two of the same file do not meet; whoever only refers to a state goes on.
    list(Region.objects.select_for_update(no_key=True).states().order_by("pk"))
    report = check(data)
    if report.parsed.errors:
        return report
    for row in report.new:
        create_office(row.region, row.values, actor=actor, reference=row.reference)
    for office, row, names in sorted(report.changed, key=lambda item: item[0].pk):
        office = lock(office)
        if "reference" in names or "region" in names:
            office.reference, office.region = row.reference or office.reference, row.region
            office.save(update_fields=["reference", "region"])
        apply(office, row.values, actor=actor)
        record(actor, "offices.update", office, fields=names, by_import=True)
    return report
