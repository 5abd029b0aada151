"""Reads of the help that learns, for its screens."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Segment
from consultations.synthesis.suggesting.enums import Outcome, RunKind, RunState
from consultations.synthesis.suggesting.models import (
    LearningRun,
    Suggestion,
    SuggestionDecision,
    TextVector,
    Theme,
    ThemeMember,
)

#: What a worker is at, in words.
STEPS = {
    "reading": _("The contributions are read."),
    "vectors": _("What each contribution means is worked out."),
    "words": _("Words and parts of words are counted."),
    "learning": _("It learns from what people assigned."),
    "checking": _("It checks itself on contributions it has not seen."),
    "suggesting": _("Suggestions are made for what has no action field yet."),
    "grouping": _("What belongs together is grouped."),
    "comparing": _("All contributions are compared with one another."),
    "storing": _("The results are stored."),
}
#: From so many examples on, suggestions rest on what people assigned more than on the descriptions of the fields.
LEARNS_FROM = 50


@dataclass
class FieldAccuracy:
    """One line of the table: how well a field is recognised."""

    title: str
    examples: int
    first: float
    first_three: float
    #: The same for the topics inside it, where there were enough examples.
    topics: "TopicAccuracy | None" = None


@dataclass
class TopicAccuracy:
    """How well the topics of a field are recognised once the field is right."""

    examples: int
    first: float
    guessing: float


@dataclass
class AccuracyTable:
    """Accuracy for people to read; shares between 0 and 1."""

    examples: int
    first: float
    first_three: float
    macro_f1: float
    guessing: float
    fields: list[FieldAccuracy] = field(default_factory=list)

    @property
    def has_topics(self) -> bool:
        return any(row.topics for row in self.fields)

    @property
    def is_better(self) -> bool:
        """Whether it is better than always naming the largest field."""
        return self.first > self.guessing


@dataclass
class Standing:
    """Where the learning of a process stands."""

    #: The newest finished run of each kind, the newest that failed after it, and what is under way.
    done: dict[str, LearningRun]
    failed: dict[str, LearningRun]
    under_way: list[LearningRun]

    @property
    def suggestions(self) -> LearningRun | None:
        return self.done.get(RunKind.SUGGESTIONS)

    @property
    def alike(self) -> LearningRun | None:
        return self.done.get(RunKind.ALIKE)


def standing(process: Process) -> Standing:
    """The newest runs of each kind and state; two queries."""
    newest = (
        LearningRun.objects.filter(process=process).order_by("kind", "state", "-pk").values_list("kind", "state", "pk")
    )
    first: dict[tuple[str, str], int] = {}
    for kind, state, pk in newest:
        first.setdefault((kind, state), pk)
    runs = LearningRun.objects.select_related("asked_by", "action_field").in_bulk(first.values())
    of = {key: runs[pk] for key, pk in first.items() if pk in runs}
    done = {kind: run for (kind, state), run in of.items() if state == RunState.DONE}
    failed = {
        kind: run
        for (kind, state), run in of.items()
        if state == RunState.FAILED and (kind not in done or done[kind].pk < run.pk)
    }
    under_way = [run for run in of.values() if run.is_under_way]
    for run in under_way:
        run.step_text = STEPS.get(run.step, _("A worker will begin with it in a moment."))
    return Standing(done, failed, sorted(under_way, key=lambda run: run.pk))


def accuracy_table(process: Process, run: LearningRun | None) -> AccuracyTable | None:
    """The accuracy of a run with the names of the fields; None when there were too few examples; one query."""
    if run is None or not run.accuracy:
        return None
    numbers: dict[str, Any] = dict(run.accuracy)
    # Runs from before topics were measured have no numbers of theirs.
    by_key, topics = numbers.pop("fields", {}), numbers.pop("topics", {})
    table = AccuracyTable(**numbers)
    for row in ActionField.objects.filter(process=process).order_by("order", "pk"):
        if (key := str(row.pk)) in by_key:
            inside = TopicAccuracy(*topics[key]) if key in topics else None
            table.fields.append(FieldAccuracy(row.title, *by_key[key], inside))
    return table


def examples_by_field(process: Process) -> list[tuple[str, int]]:
    """How many admitted segments each field has; two queries."""
    counts = dict(
        Segment.objects.admitted()
        .filter(contribution__process=process, action_field__isnull=False)
        .order_by()
        .values_list("action_field")
        .annotate(Count("pk"))
    )
    fields = ActionField.objects.filter(process=process).order_by("order", "pk")
    return [(row.title, counts.get(row.pk, 0)) for row in fields]


def decisions_by_outcome(process: Process) -> dict[str, int]:
    """How often suggestions were accepted, refused, or something else was chosen; one query."""
    rows = SuggestionDecision.objects.filter(segment__contribution__process=process).order_by()
    counts = dict(rows.values_list("outcome").annotate(Count("pk")))
    return {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}


def vectors_made(process: Process) -> int:
    """How many segments have a vector."""
    return TextVector.objects.filter(segment__contribution__process=process).count()


def examples_near(suggestions: list[Suggestion]) -> None:
    """Set `examples` on each: the segments near it that people assigned to its field, as far as they still are."""
    keys = {key for row in suggestions for key in row.near}
    segments = Segment.objects.admitted().filter(pk__in=keys).select_related("contribution").in_bulk()
    for row in suggestions:
        found = [segments[key] for key in row.near if key in segments]
        row.examples = [one for one in found if one.action_field_id == row.action_field_id]


def theme_runs(process: Process) -> QuerySet[LearningRun]:
    """Finished runs of themes, the newest first, with `theme_count`."""
    rows = LearningRun.objects.filter(process=process, kind=RunKind.THEMES, state=RunState.DONE)
    return rows.select_related("action_field", "asked_by").annotate(theme_count=Count("themes")).order_by("-pk")


def themes_of(run: LearningRun) -> list[Theme]:
    """The themes of a run with `member_count` and their `representatives`; two queries."""
    best = ThemeMember.objects.filter(rank__isnull=False, segment__in=Segment.objects.admitted())
    best = best.select_related("segment__contribution").order_by("rank")
    rows = run.themes.annotate(member_count=Count("members")).order_by("number")
    return list(rows.prefetch_related(Prefetch("members", queryset=best, to_attr="representatives")))


def members_of(theme: Theme) -> QuerySet[ThemeMember]:
    """All members that are still admitted, the nearest to its centre first."""
    rows = theme.members.filter(segment__in=Segment.objects.admitted())
    rows = rows.select_related(
        "segment__contribution__category",
        "segment__contribution__region",
        "segment__action_field",
        "segment__topic",
        "segment__finding",
    )
    return rows.order_by("-nearness", "pk")
