"""Runs: asking for one, one worker taking it, its signs of life, its end, and what is done when a worker died."""

import hashlib
import logging
import traceback
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.models import ActionField, Segment
from consultations.synthesis.suggesting.corpus import NO_ENCODER
from consultations.synthesis.suggesting.enums import UNDER_WAY, RunKind, RunState, Scope
from consultations.synthesis.suggesting.models import LearningRun

logger = logging.getLogger(__name__)

#: After so many new decisions people have taught enough for a new run.
NEW_DECISIONS = 15
#: A worker that gave no sign of life for so long is taken for dead. Comparing 100,000 texts takes three minutes in one
#: go, and three times as long on a busy machine.
HELD = timedelta(minutes=5)
HELD_COMPARING = timedelta(minutes=15)
#: After a failure the machine does not begin again by itself for so long.
PAUSE_AFTER_FAILURE = timedelta(hours=1)


class LostRun(Exception):
    """Another worker has taken the run over, or it is gone with its process."""


class Progress:
    """What a worker says about a run it has taken. Every method raises LostRun when the run is not its any more."""

    def __init__(self, pk: int, claim: str) -> None:
        self._mine = LearningRun.objects.filter(pk=pk, claim=claim, state=RunState.RUNNING)

    def at(self, step: str, percent: float) -> None:
        """The worker is at a step, and lives."""
        self._write(step=step, percent=round(percent))

    def part(self, step: str, begin: float, end: float) -> Callable[[float], None]:
        """A function for work that tells how far it is, 0 to 1, within a part of the whole."""
        return lambda share: self.at(step, begin + (end - begin) * share)

    def done(self, **changes) -> None:
        """The run is finished, with what is to be known about it."""
        self._write(state=RunState.DONE, percent=100, step="", finished_at=timezone.now(), **changes)

    def _write(self, **changes) -> None:
        if not self._mine.update(beat_at=timezone.now(), **changes):
            raise LostRun


@transaction.atomic
def ask(
    process: Process,
    kind: RunKind,
    *,
    actor=None,
    scope: Scope = Scope.UNASSIGNED,
    action_field: ActionField | None = None,
    wanted: int = 0,
) -> LearningRun:
    """Ask a worker for a run; the one that is under way if there is one. `actor` is None when the machine asks itself.

    Raises PermissionDenied.
    """
    if actor is not None:
        require(actor, Action.CODE, process)
    try:
        with transaction.atomic():
            run = LearningRun.objects.create(
                process=process, kind=kind, asked_by=actor, scope=scope, action_field=action_field, wanted=wanted
            )
    except IntegrityError:
        return LearningRun.objects.get(process=process, kind=kind, state__in=UNDER_WAY)
    if actor is not None:
        record(actor, "synthesis.ask_machine", process, scope=process.slug, kind=kind)
    transaction.on_commit(lambda: start(run.pk), robust=True)
    return run


def start(pk: int) -> None:
    """Hand a run to a worker. A broker that is down is no error: the sweep finds the row."""
    from consultations.synthesis.suggesting.tasks import work_on_run

    try:
        work_on_run.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take run %s; the sweep will.", pk)


def work_on(pk: int, work: dict[str, Callable[[LearningRun, Progress], None]]) -> bool:
    """Do a run unless another worker is at it; returns whether it was finished now.

    A failure is written down and logged without the texts it happened with, not raised.
    """
    claim = _claim(pk)
    if claim is None:
        return False
    run = LearningRun.objects.select_related("process", "action_field").get(pk=pk)
    try:
        work[run.kind](run, Progress(pk, claim))
    except LostRun:
        return False
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("Run %s failed: %s in %s, line %s.", pk, type(error).__name__, place.filename, place.lineno)
        LearningRun.objects.filter(pk=pk, claim=claim).update(state=RunState.FAILED, finished_at=timezone.now())
        return False
    return True


def _free() -> Q:
    now = timezone.now()
    dead = Q(state=RunState.RUNNING) & (
        Q(beat_at__lt=now - HELD_COMPARING) | Q(beat_at__lt=now - HELD) & ~Q(kind=RunKind.ALIKE)
    )
    return Q(state=RunState.WAITING) | dead


def _claim(pk: int) -> str | None:
    """Take a run for this worker by one conditional update; None when another one has it."""
    claim, now = uuid.uuid4().hex, timezone.now()
    taken = LearningRun.objects.filter(_free(), pk=pk).update(
        state=RunState.RUNNING, claim=claim, beat_at=now, started_at=now, percent=0, step=""
    )
    return claim if taken else None


def left_behind() -> list[int]:
    """Keys of runs nobody works on: the broker lost them, or their worker died."""
    return list(LearningRun.objects.filter(_free()).order_by("pk").values_list("pk", flat=True))


def latest(process: Process, kind: RunKind) -> LearningRun | None:
    """The newest finished run."""
    return LearningRun.objects.filter(process=process, kind=kind, state=RunState.DONE).order_by("-pk").first()


def under_way(process: Process) -> QuerySet[LearningRun]:
    """Runs that wait or are being worked on."""
    return LearningRun.objects.filter(process=process, state__in=UNDER_WAY)


def decisions_since(process: Process, run: LearningRun | None) -> int:
    """How many segments were given a field after a run began."""
    rows = Segment.objects.admitted().filter(contribution__process=process, action_field__isnull=False)
    return (rows.filter(assigned_at__gt=run.started_at) if run is not None else rows).count()


def is_due(process: Process, encoder: str) -> bool:
    """Whether the machine should learn anew by itself: for the first time, or because it was taught enough."""
    newest = LearningRun.objects.filter(process=process, kind=RunKind.SUGGESTIONS).order_by("-pk").first()
    if newest is not None and newest.is_under_way:
        return False
    if newest is not None and newest.state == RunState.FAILED:
        return newest.finished_at < timezone.now() - PAUSE_AFTER_FAILURE
    if newest is None:
        fields = ActionField.objects.filter(process=process).exists()
        return fields and Segment.objects.admitted().filter(contribution__process=process).exists()
    # Trained without an encoder, it waits for decisions or the button: whether one works now costs seconds to know.
    if newest.encoder not in (encoder, NO_ENCODER) or newest.fields_digest != digest_of_fields(process):
        return True
    return decisions_since(process, newest) >= NEW_DECISIONS


def is_comparison_due(process: Process) -> bool:
    """Whether all segments should be compared with one another by itself: for the first time, or because many came."""
    newest = LearningRun.objects.filter(process=process, kind=RunKind.ALIKE).order_by("-pk").first()
    if newest is not None and newest.is_under_way:
        return False
    if newest is not None and newest.state == RunState.FAILED:
        return newest.finished_at < timezone.now() - PAUSE_AFTER_FAILURE
    count = Segment.objects.admitted().filter(contribution__process=process).count()
    return count > 1 if newest is None else count > newest.text_count * 1.1 + 20


def digest_of_fields(process: Process) -> str:
    """Short form of the action fields and what belongs to them: with other fields there is something new to learn."""
    rows = ActionField.objects.filter(process=process).order_by("pk").values_list("pk", "title", "text")
    return hashlib.blake2b(repr(list(rows)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
