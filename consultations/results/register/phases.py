"""Which phases have a register, when they are closed, and to which of them a contribution belongs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.process.enums import TargetKind, opens
from consultations.process.hearing.deadlines import closes_at, granted_deadlines
from consultations.process.models import Phase, Process
from consultations.results.register.canonical import CONTENT_FIELDS

#: A form that was sent in the last second is stored before the register is sealed.
GRACE = timedelta(minutes=5)


def takes_contributions(phase: Phase) -> bool:
    """Whether something can be said in a phase of this kind, if only in reply."""
    return any(opens(phase.kind, target) for target in TargetKind)


def phases_with_register(process: Process) -> list[Phase]:
    """The phases of a process whose register is sealed, in order of their days."""
    rows = [phase for phase in process.phases.all() if takes_contributions(phase)]
    return sorted(rows, key=lambda phase: (phase.starts_on, phase.order))


def is_closed(phase: Phase, moment: datetime | None = None) -> bool:
    """Whether a phase has been over for a moment."""
    end = phase.closes_at
    return end is not None and end + GRACE <= (moment or timezone.now())


def unsealed(process: Process):
    """What was received and stands in no register yet; replies of the ministry are not received."""
    return Contribution.objects.received().filter(process=process, is_official_reply=False, register_entry__isnull=True)


def waiting_for(phase: Phase, moment: datetime | None = None) -> Iterator[dict]:
    """Rows of unsealed contributions that belong to a phase: their key, day of receipt and `CONTENT_FIELDS`.

    What organisations with more time said waits until theirs is over: they may still change it.
    """
    moment, phases = moment or timezone.now(), phases_with_register(phase.process)
    still_open = {
        organisation
        for (key, organisation), day in granted_deadlines(phase.process).items()
        if key == phase.pk and moment < closes_at(day) + GRACE
    }
    rows = unsealed(phase.process).order_by().values("phase_id", "organisation_id", "received_at", *CONTENT_FIELDS)
    for row in rows.iterator(chunk_size=2000):
        if _phase_of(row, phases) == phase.pk and row["organisation_id"] not in still_open:
            yield row


def _phase_of(row: dict, phases: list[Phase]) -> int | None:
    """In whose register a contribution stands: its own phase, else the one that was on, else the last begun."""
    keys = {phase.pk for phase in phases}
    if row["phase_id"] in keys:
        return row["phase_id"]
    received = row["received_at"]
    for phase in phases:
        if phase.contains(received):
            return phase.pk
    begun = [phase for phase in phases if phase.opens_at <= received]
    nearest = begun[-1:] or phases[:1]
    return nearest[0].pk if nearest else None
