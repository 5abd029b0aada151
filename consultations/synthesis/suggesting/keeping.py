"""Keeping up: vectors and suggestions for what arrives, runs that were left behind, runs that are due."""

import logging
from functools import lru_cache

import numpy as np

from consultations.process.models import Process
from consultations.synthesis.learning import encoder
from consultations.synthesis.learning.adviser import Adviser
from consultations.synthesis.learning.stored import UnreadableModel
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting import alike, corpus, runs, theme_services, training
from consultations.synthesis.suggesting.enums import RunKind
from consultations.synthesis.suggesting.models import LearningRun

logger = logging.getLogger(__name__)

_WORK = {
    RunKind.SUGGESTIONS: training.train,
    RunKind.THEMES: theme_services.find,
    RunKind.ALIKE: alike.compare,
}
#: So many suggestions one call adds; the next one goes on.
_AT_ONCE = 2_000


def work_on(pk: int) -> bool:
    """Do one run, whatever its kind; returns whether it was finished now."""
    return runs.work_on(pk, _WORK)


def keep_up() -> int:
    """Make missing vectors, and suggestions for what came since the last run; returns for how many segments."""
    corpus.make_missing()
    newest: dict[int, LearningRun] = {}
    done = LearningRun.objects.filter(kind=RunKind.SUGGESTIONS, state="done").exclude(model="")
    for run in done.select_related("process").order_by("pk"):
        newest[run.process_id] = run
    return sum(suggest_new(run) for run in newest.values())


def without_suggestion(run: LearningRun):
    """Open segments that came after a run was trained."""
    return (
        Segment.objects.admitted()
        .filter(contribution__process=run.process_id, action_field__isnull=True)
        .unassigned()
        .exclude(suggestions__run=run)
        .exclude(contribution__published_text="")
    )


def suggest_new(run: LearningRun) -> int:
    """Suggestions by the stored model for what came since it was trained; returns for how many segments."""
    keys = list(without_suggestion(run).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    if not keys:
        return 0
    try:
        adviser = adviser_of(run.model.name)
    except (OSError, UnreadableModel):
        logger.warning("The model of run %s cannot be read; the next training makes another.", run.pk)
        return 0
    rows = corpus.read_some(keys)
    said = [at for at, text in enumerate(rows.texts) if text]
    advice = adviser.advise([rows.texts[at] for at in said], rows.vectors[np.asarray(said, dtype=np.int64)])
    return training.store(run, adviser, [rows.keys[at] for at in said], advice, {})


@lru_cache(maxsize=4)
def adviser_of(name: str) -> Adviser:
    """A stored model, kept in memory: its file is never changed, each run writes one of its own."""
    storage = LearningRun._meta.get_field("model").storage
    with storage.open(name) as file:
        return Adviser.load(file.read())


def go_on() -> None:
    """Runs the broker lost, or whose worker died, begin anew."""
    for pk in runs.left_behind():
        work_on(pk)


def learn_where_due() -> None:
    """Ask for training in every process that is not over and where there is something to learn."""
    for process in Process.objects.filter(finished_on__isnull=True).order_by("pk"):
        if runs.is_due(process, encoder.NAME):
            runs.ask(process, RunKind.SUGGESTIONS)
        if runs.is_comparison_due(process):
            runs.ask(process, RunKind.ALIKE)
