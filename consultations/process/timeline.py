"""The way of a process as its pages tell it: phases in order, each with what one can do."""

from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext_lazy as _

from consultations.process.enums import PhaseKind, PhaseState
from consultations.process.models import Phase, Process
from consultations.process.rules import current_phase

#: What a phase of a kind lets people do.
CAN_DO = {
    PhaseKind.INFORMATION: _("Inform yourself"),
    PhaseKind.CONFERENCES: _("Take part in a conference"),
    PhaseKind.IDEAS: _("Contribute needs and ideas"),
    PhaseKind.CONSULTATION: _("Comment on the draft, paragraph by paragraph"),
    PhaseKind.EVALUATION: _("Read the answers once they are published"),
    PhaseKind.CLOSING_ROUND: _("Check and comment on the changed paragraphs"),
    PhaseKind.DECISION: _("Follow the decision"),
    PhaseKind.IMPLEMENTATION: _("Follow the implementation"),
}


#: So many finished phases make the way to the current one long on a phone.
FOLDED_FROM = 3


@dataclass(frozen=True)
class Step:
    """One phase on the timeline. `is_current` marks the one that counts as "now" among several running."""

    phase: Phase
    state: PhaseState
    is_current: bool
    can_do: str


def timeline(process: Process) -> list[Step]:
    """All phases in order; exactly one is current while any is running. Needs `phases` prefetched to cost nothing."""
    current = current_phase(process)
    return [
        Step(phase, phase.state, phase == current, str(CAN_DO.get(phase.kind, ""))) for phase in process.phases.all()
    ]


def fold_past(steps: list[Step]) -> tuple[list[Step], list[Step]]:
    """The phases that are over and fold away, and the others: while a process runs, people want to know what is next.

    A few are no burden, and of a process that is over all are told.
    """
    past = list(takewhile(lambda step: step.state == PhaseState.DONE, steps))
    if len(past) < FOLDED_FROM or len(past) == len(steps):
        return [], steps
    return past, steps[len(past) :]


def next_phase(process: Process) -> Phase | None:
    """The phase that begins next, None after the last began."""
    to_come = [phase for phase in process.phases.all() if phase.state == PhaseState.TO_COME]
    return min(to_come, key=lambda phase: (phase.starts_on, phase.order), default=None)
