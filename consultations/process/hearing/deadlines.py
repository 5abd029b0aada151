"""Until when an organisation may contribute: the extensions that were granted, for the one rule that asks."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from accounts.models import Organisation
from consultations.process.hearing.models import Addressee
from consultations.process.models import BERLIN, Phase, Process

_KEY = "_extended_deadlines"


def closes_at(last_day: date) -> datetime:
    """The first moment after a day in Berlin, on the nights of daylight saving too."""
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=BERLIN)


def _granted(processes: Iterable[Process]) -> QuerySet[Addressee]:
    return Addressee.objects.filter(
        phase__process__in=processes, organisation__isnull=False, extended_to__isnull=False
    ).order_by()


def load_extensions(processes: Iterable[Process]) -> None:
    """Read the extensions of many processes in one query, so that `extended_to` costs nothing for a list."""
    rows = [process for process in processes if _has_hearing(process)]
    known: dict[int, dict[tuple[int, int], date]] = {process.pk: {} for process in rows}
    if known:
        values = _granted(known).values_list("phase__process_id", "phase_id", "organisation_id", "extended_to")
        for process_pk, phase_pk, organisation_pk, day in values:
            known[process_pk][phase_pk, organisation_pk] = day
    for process in rows:
        process.__dict__[_KEY] = known[process.pk]


def extended_to(process: Process, organisation: Organisation) -> dict[int, date]:
    """The last day an organisation was given, by key of the phase."""
    if _KEY in process.__dict__:
        known = process.__dict__[_KEY]
        return {phase: day for (phase, owner), day in known.items() if owner == organisation.pk}
    if not _has_hearing(process):
        return {}
    return dict(_granted([process.pk]).filter(organisation=organisation).values_list("phase_id", "extended_to"))


def granted_deadlines(process: Process) -> dict[tuple[int, int], date]:
    """The last days organisations were given, by key of the phase and of the organisation."""
    load_extensions([process])
    return process.__dict__.get(_KEY, {})


def organisations_with_extension(process: Process, organisations: Iterable[Organisation]) -> list[Organisation]:
    """Those of the organisations that were given more time in any hearing of the process; no query without one."""
    if not _has_hearing(process):
        return []
    if _KEY in process.__dict__:
        given = {owner for _phase, owner in process.__dict__[_KEY]}
    else:
        given = set(_granted([process.pk]).values_list("organisation_id", flat=True))
    return [row for row in organisations if row.pk in given] if given else []


def _has_hearing(process: Process) -> bool:
    return any(phase.is_formal_hearing for phase in process.phases.all())


def is_extended(phase: Phase, last_day: date | None, moment: datetime) -> bool:
    """Whether an extended deadline keeps a phase open at a moment that lies behind its own end."""
    return phase.is_formal_hearing and last_day is not None and phase.opens_at <= moment < closes_at(last_day)
