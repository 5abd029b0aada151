"""Themes: found by a worker, kept with all members, renamed and made use of by people."""

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.models import ActionField, Segment, Topic
from consultations.synthesis.suggesting import corpus as corpora
from consultations.synthesis.suggesting.enums import Scope
from consultations.synthesis.suggesting.models import LearningRun, Theme, ThemeMember
from consultations.synthesis.suggesting.runs import Progress
from consultations.synthesis.workbench.topics import TopicRefused, create_topic

if TYPE_CHECKING:
    from consultations.synthesis.learning.themes import Found

_BATCH = 1_000


class NameTaken(ValueError):
    """The field has a topic of this name already."""


def find(run: LearningRun, progress: Progress) -> None:
    """Do a run of themes. Safe to repeat from the beginning; earlier runs stay as they are."""
    # Here and not above: the screens of themes need nothing of what finds them.
    from consultations.synthesis.learning.themes import find_themes

    run.themes.all().delete()
    progress.at("reading", 1)
    corpus = corpora.read(run.process, progress.part("vectors", 2, 40))
    places = [place for place in range(len(corpus)) if _is_asked_for(run, corpus, place)]
    texts = [corpus.texts[place] for place in places]
    found = find_themes(texts, corpus.vectors[places], run.wanted, progress.part("grouping", 42, 90))
    progress.at("storing", 92)
    with transaction.atomic():
        keys = [corpus.keys[place] for place in places]
        there = set(Segment.objects.filter(contribution__process=run.process).values_list("pk", flat=True))
        for number, theme in enumerate(found, start=1):
            _write(run, number, theme, keys, there)
        progress.done(text_count=len(places), encoder=corpora.encoder_name())


def _is_asked_for(run: LearningRun, corpus: corpora.Corpus, place: int) -> bool:
    if not corpus.texts[place]:
        return False
    match run.scope:
        case Scope.UNASSIGNED:
            return corpus.is_open[place]
        case Scope.FIELD:
            return corpus.labels[place] == str(run.action_field_id) and not corpus.topics[place]
    return True


def _write(run: LearningRun, number: int, found: "Found", keys: list[int], there: set[int]) -> None:
    name = ", ".join(found.phrases[:3])[:160] or f"{number}"
    theme = Theme.objects.create(run=run, number=number, name=name, phrases=found.phrases)
    ranks = {place: rank for rank, place in enumerate(found.representatives, start=1)}
    ThemeMember.objects.bulk_create(
        [
            ThemeMember(theme=theme, segment_id=keys[place], rank=ranks.get(place), nearness=nearness)
            for place, nearness in zip(found.members, found.nearness, strict=True)
            if keys[place] in there
        ],
        batch_size=_BATCH,
    )


@transaction.atomic
def rename(theme: Theme, name: str, *, actor) -> None:
    """Give a theme a name of one's own. Raises ValueError for an empty one, PermissionDenied."""
    process = theme.run.process
    require(actor, Action.CODE, process)
    if not name.strip():
        raise ValueError("A theme needs a name.")
    earlier, theme.name, theme.renamed_by = theme.name, name.strip(), actor
    theme.save(update_fields=["name", "renamed_by"])
    record(actor, "synthesis.rename_theme", theme, scope=process.slug, earlier=earlier)


@transaction.atomic
def make_topic(process: Process, action_field: ActionField, title: str, *, actor) -> Topic:
    """A new topic at the end of a field. Raises NameTaken, PermissionDenied, ValueError for a foreign field."""
    if action_field.process_id != process.pk:
        raise ValueError("The field belongs to another process.")
    try:
        return create_topic(action_field, actor=actor, title=title)
    except TopicRefused as refused:
        raise NameTaken(title) from refused
