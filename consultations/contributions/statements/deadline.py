"""Until when a statement can be released: the one place of this feature that asks the phases."""

from datetime import date

from accounts.models import Organisation
from consultations.process.enums import OPEN_TARGETS, TargetKind
from consultations.process.hearing.deadlines import extended_to
from consultations.process.models import Phase, Process
from consultations.process.participation import Participation, participation

#: What items can be about, most of them first: the deadline shown is that of the first kind that is open.
KINDS = (TargetKind.PARAGRAPH, TargetKind.SECTION, TargetKind.DRAFT, TargetKind.PROCESS)


def window(process: Process, kind: str, organisation: Organisation) -> Participation:
    """Whether this organisation can say something about a kind of target now. Reads `process.phases`."""
    return participation(process, kind, organisation=organisation)


def phase_for(process: Process, kind: str, organisation: Organisation) -> Phase | None:
    """The phase in which a contribution of this organisation about a kind of target is taken now."""
    return window(process, kind, organisation).phase


def release_window(process: Process, organisation: Organisation) -> Participation:
    """What the deadline of a statement is read from: the kind that is open, else the one that was or will be."""
    windows = [window(process, kind, organisation) for kind in KINDS]
    return next(
        (each for each in windows if each.is_open),
        next((each for each in windows if each.upcoming or each.ended), windows[0]),
    )


def last_day(opened: Participation, organisation: Organisation) -> date | None:
    """The last day on which contributions of this organisation are taken, None without an end or when nothing is open.

    More time than everybody else has counts from the day it was granted, not only once the phase is over.
    """
    if opened.phase is None or opened.phase.ends_on is None:
        return None
    given = extended_to(opened.process, organisation).get(opened.phase.pk)
    return max(opened.phase.ends_on, given) if given else opened.phase.ends_on


def takes_statements(process: Process) -> bool:
    """Whether any phase is, or will be, about something an item can be about."""
    return any(OPEN_TARGETS.get(phase.kind) for phase in process.phases.all())
