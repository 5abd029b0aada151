"""The order of work: typical segments first, then those the machine is least sure of. Each person may choose it."""

import random

from django.db.models import QuerySet

from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.extensions import next_segment
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting.enums import Outcome, RunKind
from consultations.synthesis.suggesting.models import LearningOrder, Suggestion, SuggestionDecision
from consultations.synthesis.suggesting.runs import latest

#: One of so many is next: they teach about the same.
_AT_HAND = 5


def works_in_learning_order(user, process: Process) -> bool:
    """Whether the person chose the order that teaches most; everybody begins with the order of arrival."""
    return LearningOrder.objects.filter(process=process, user=user).exists()


def choose_order(process: Process, *, actor, learning: bool) -> None:
    """Remember the order for this person. Raises PermissionDenied."""
    require(actor, Action.CODE, process)
    if learning:
        LearningOrder.objects.get_or_create(process=process, user=actor)
    else:
        LearningOrder.objects.filter(process=process, user=actor).delete()


def in_learning_order(process: Process, after: Segment | None = None) -> QuerySet[Suggestion]:
    """First suggestions of open segments in the order in which people teach most, without those refused."""
    run = latest(process, RunKind.SUGGESTIONS)
    refused = SuggestionDecision.objects.filter(run=run, outcome=Outcome.REFUSED)
    rows = (
        Suggestion.objects.filter(run=run, rank=1)
        .filter(segment__action_field__isnull=True, segment__finding__isnull=True, segment__no_answer_reason="")
        .filter(segment__in=Segment.objects.admitted())
        .exclude(segment__in=refused.values("segment"))
        .select_related("segment__contribution__process", "action_field")
    )
    if after is not None:
        rows = rows.exclude(segment=after.pk)
    return rows.order_by("place", "segment")


def next_to_learn_from(process: Process, user, after: Segment | None) -> Segment | None:
    """The segment that teaches most, for people who chose this order; None leaves it to the order of arrival."""
    if not works_in_learning_order(user, process):
        return None
    rows = list(in_learning_order(process, after)[:_AT_HAND])
    # Not always the first one: two people at work side by side are not to open the same.
    return random.choice(rows).segment if rows else None


next_segment.append(next_to_learn_from)
