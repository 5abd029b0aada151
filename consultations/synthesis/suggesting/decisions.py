"""What people say to suggestions. Nothing is ever assigned without one of these calls, each by a person."""

from collections.abc import Mapping

from django.db import transaction

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis import services
from consultations.synthesis.locking import lock_segments
from consultations.synthesis.models import ActionField, Finding, Segment, Topic
from consultations.synthesis.suggesting.enums import Outcome, RunKind
from consultations.synthesis.suggesting.models import LearningRun, Suggestion, SuggestionDecision
from consultations.synthesis.suggesting.runs import latest


class NoSuggestion(Exception):
    """The suggestion is not there any more: the machine has learned anew, or a colleague was quicker."""


@transaction.atomic
def accept(process: Process, segment: Segment, rank: int, *, actor, run: int | None = None) -> Suggestion:
    """Assign a segment to a suggested field, with its topic. Raises NoSuggestion, PermissionDenied.

    `run` is the key of the run whose suggestions the person saw; None asks nothing.
    """
    rows = _suggestions(process, segment, actor, run)
    chosen = next((row for row in rows if row.rank == rank), None)
    if chosen is None or _locked(segment, chosen.topic_id).action_field_id is not None:
        raise NoSuggestion
    if not file_under(process, [segment], actor=actor, action_field=chosen.action_field, topic=chosen.topic):
        raise NoSuggestion
    _keep(segment, rows, Outcome.ACCEPTED, chosen.action_field, actor)
    return chosen


@transaction.atomic
def refuse(process: Process, segment: Segment, *, actor, run: int | None = None) -> None:
    """None of the suggestions fits; the segment stays open. `run` and what it raises as in `accept`."""
    rows = _suggestions(process, segment, actor, run)
    if not rows or _locked(segment).action_field_id is not None:
        raise NoSuggestion
    _keep(segment, rows, Outcome.REFUSED, None, actor)
    record(actor, "synthesis.refuse_suggestions", segment.contribution, scope=process.slug)


def file_under(
    process: Process,
    segments: list[Segment],
    *,
    actor,
    action_field: ActionField | None = None,
    topic: Topic | None = None,
    finding: Finding | None = None,
    seen: Mapping[int, str] | None = None,
) -> int:
    """Assign segments as people do by hand, with a topic of the field; returns how many were assigned.

    `seen`, and what it raises, as in `services.assign`.
    """
    with transaction.atomic():
        field = topic.action_field if topic is not None else action_field
        return services.assign(
            process, segments, actor=actor, action_field=field, topic=topic, finding=finding, seen=seen
        )


def suggestions_for(segment: Segment, run: LearningRun | None) -> list[Suggestion]:
    """What a run suggests for a segment, the most likely first; one query."""
    if run is None:
        return []
    return list(
        Suggestion.objects.filter(run=run, segment=segment).select_related("action_field", "topic").order_by("rank")
    )


def _suggestions(process: Process, segment: Segment, actor, seen: int | None) -> list[Suggestion]:
    require(actor, Action.CODE, process)
    run = latest(process, RunKind.SUGGESTIONS)
    if seen is not None and (run is None or run.pk != seen):
        # The first of now may be another field than the first on the page.
        raise NoSuggestion
    return suggestions_for(segment, run)


def _locked(segment: Segment, topic: int | None = None) -> Segment:
    """The segment as it is now, locked with the topic it shall get; raises NoSuggestion when it is gone."""
    rows = lock_segments(Segment.objects.filter(pk=segment.pk), topics=[topic]).segments
    if not rows:
        raise NoSuggestion
    return rows[0]


def _keep(segment: Segment, rows: list[Suggestion], outcome: Outcome, chosen: ActionField | None, actor) -> None:
    SuggestionDecision.objects.update_or_create(
        segment=segment,
        run=rows[0].run,
        defaults={
            "outcome": outcome,
            "suggested": [row.action_field_id for row in rows],
            "chosen": chosen,
            "decided_by": actor,
        },
    )


def learn_from_hand(runs) -> int:
    """Write down what people assigned themselves while these runs suggested something; returns how many were new."""
    rows = Suggestion.objects.filter(run__in=runs, segment__action_field__isnull=False).order_by("segment", "rank")
    suggested: dict[tuple[int, int], list[int]] = {}
    chosen: dict[tuple[int, int], tuple] = {}
    values = rows.values_list("run", "segment", "action_field", "segment__action_field", "segment__assigned_by")
    for run, segment, field, own, person in values:
        suggested.setdefault((run, segment), []).append(field)
        chosen[run, segment] = (own, person)
    made = SuggestionDecision.objects.bulk_create(
        [
            SuggestionDecision(
                segment_id=segment,
                run_id=run,
                outcome=Outcome.ACCEPTED if own in fields else Outcome.OTHER,
                suggested=fields,
                chosen_id=own,
                decided_by_id=person,
            )
            for (run, segment), fields in suggested.items()
            for own, person in [chosen[run, segment]]
        ],
        # Those accepted by a key are there already.
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(made)
