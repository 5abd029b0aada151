"""What an office was called and how it was set up before: rows made by changes, and what staff enter of the past."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from regions.offices.models import DESCRIBING, Office, OfficeVersion
from regions.offices.partial_dates import is_before, shown_partial
from regions.rules import require_keeper


def keep_earlier_state(office: Office, changed: list[str], *, actor: User | None) -> OfficeVersion | None:
    """Before a change: keep how the office was described, when this is what changes.

    What held for less than a day is no state anybody will look for.
    """
    if not set(changed) & set(DESCRIBING):
        return None
    today = timezone.localdate().isoformat()
    latest = office.versions.first()
    if latest is not None and latest.valid_until >= today:
        return None
    return OfficeVersion.objects.create(
        office=office,
        valid_from=latest.valid_until if latest is not None else office.started,
        valid_until=today,
        source=office.source,
        recorded_by=actor,
        **{name: getattr(office, name) for name in DESCRIBING},
    )


@transaction.atomic
def save_version(version: OfficeVersion, *, actor: User) -> OfficeVersion:
    """Store what staff know of the past."""
    require_keeper(actor)
    is_new = version.pk is None
    version.recorded_by, version.recorded_at = actor, timezone.now()
    version.save()
    action = "offices.add_version" if is_new else "offices.change_version"
    record(actor, action, version.office, version=version.pk, until=version.valid_until)
    return version


@transaction.atomic
def delete_version(version: OfficeVersion, *, actor: User) -> None:
    """Remove a row of the past that is wrong."""
    require_keeper(actor)
    record(actor, "offices.delete_version", version.office, version=version.pk, until=version.valid_until)
    version.delete()


def check_period(first: str, last: str) -> None:
    """Raise ValidationError when an end lies before its beginning."""
    if first and last and is_before(last, first):
        raise ValidationError(_("The end lies before the beginning."))


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """One state of an office on its timeline; `changed` names what is different from the state before."""

    period: str
    is_current: bool
    title: str
    unit: str
    employment: str
    double_functions: list[str]
    note: str = ""
    source: str = ""
    changed: frozenset[str] = field(default_factory=frozenset)


def timeline(office: Office) -> list[Moment]:
    """The states of an office, the newest first; empty when nothing of the past is known. Uses prefetched rows."""
    versions = sorted(office.versions.all(), key=lambda row: (row.valid_until, row.valid_from, row.pk), reverse=True)
    if not versions:
        return []
    states: list[Any] = [office, *versions]
    return [_moment(row, states[index + 1 :], states[:index]) for index, row in enumerate(states)]


def _moment(row: Office | OfficeVersion, earlier: list, later: list) -> Moment:
    changed = {name for name in DESCRIBING if earlier and getattr(row, name) != getattr(earlier[0], name)}
    is_current = not later
    if is_current:
        ended = earlier[0].valid_until
        # "Until 2011" says nothing about the day on which the present state began.
        period = _("since %(day)s") % {"day": shown_partial(ended)} if len(ended) == len("2011-01-01") else _("today")
    return Moment(
        period=period if is_current else row.period,
        is_current=is_current,
        title=row.title,
        unit=row.unit,
        employment=row.get_employment_display(),
        double_functions=row.double_function_labels,
        # What is noted about the office of today stands above the timeline.
        note="" if is_current else row.note,
        source="" if is_current else row.source,
        changed=frozenset(changed),
    )
