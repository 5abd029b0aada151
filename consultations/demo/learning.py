"""The help that learns at work: what is still open in the demo has its suggestions when the loading is through."""

from consultations.process.models import Process
from consultations.synthesis.models import Segment
from consultations.synthesis.services import ensure_segment
from consultations.synthesis.suggesting import keeping, runs
from consultations.synthesis.suggesting.enums import RunKind, RunState
from consultations.synthesis.suggesting.models import LearningRun
from consultations.synthesis.workbench.cutting import mark

#: The words that make a passage of their own in a contribution nobody has assigned.
OPEN_PASSAGE = ("b014", "Was fehlt, sind Mittel für Heizung und eine Person, die Räume und Gruppen zusammenbringt.")


def leave_open(process: Process, people) -> None:
    """What belongs to no finding has not been looked at: no field, nobody who assigned it, one cut into passages."""
    rows = Segment.objects.admitted().filter(contribution__process=process).unassigned()
    reference, words = OPEN_PASSAGE
    contribution = process.contributions.get(reference=reference)
    segment = ensure_segment(contribution)
    start = contribution.published_text.index(words)
    mark(segment, start, start + len(words), actor=people["auswertung"])
    rows.update(action_field=None, topic=None, assigned_by=None, assigned_at=None)


def let_it_learn(process: Process) -> bool:
    """Have suggestions and groups made now, once, without waiting for a worker; returns whether any were.

    It takes some seconds: call it outside a transaction.
    """
    made = False
    for kind in (RunKind.SUGGESTIONS, RunKind.ALIKE):
        if not LearningRun.objects.filter(process=process, kind=kind, state=RunState.DONE).exists():
            made = keeping.work_on(runs.ask(process, kind).pk) or made
    return made
