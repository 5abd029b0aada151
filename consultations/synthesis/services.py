"""Writes of the synthesis feature: coding segments."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis import steps
from consultations.synthesis.enums import Leaving
from consultations.synthesis.leaving import ReasonMissing, note_leaving, require_reason
from consultations.synthesis.locking import lock_segments
from consultations.synthesis.models import ActionField, CodingStep, Finding, Segment, Topic

__all__ = ["ReasonMissing", "assign", "ensure_segment", "needs_no_answer", "unassign"]


def ensure_segment(contribution: Contribution) -> Segment:
    """The first segment of a contribution; one for the whole text unless it was cut into passages."""
    cut = Segment.objects.filter(contribution=contribution, start__isnull=False).order_by("start", "pk").first()
    if cut is not None:
        return Segment.objects.filter(contribution=contribution, start=None).first() or cut
    segment, _created = Segment.objects.get_or_create(contribution=contribution, start=None)
    return segment


def _locked(
    process: Process,
    segments: Iterable[Segment],
    actor,
    seen: Mapping[int, str] | None,
    target: Finding | None = None,
    topic: Topic | None = None,
) -> tuple[list[Segment], Finding | None]:
    """The segments among these that belong to the process and are admitted, and `target`, locked.

    `seen` has the markers of those the person looked at; raises SegmentsChanged when one is not that any more, and
    ValueError when `topic` is gone.
    """
    require(actor, Action.CODE, process)
    wanted = Segment.objects.filter(pk__in=[segment.pk for segment in segments], contribution__process=process)
    wanted = wanted.select_related("contribution__process", "finding")
    locked = lock_segments(wanted, findings=[target.pk if target else None], topics=[topic.pk if topic else None])
    if topic and topic.pk not in locked.topics:
        raise ValueError("The topic is not there any more.")
    steps.check_seen(locked.segments, seen or {})
    admitted = set(Contribution.objects.admitted().filter(segments__in=locked.segments).values_list("pk", flat=True))
    rows = [segment for segment in locked.segments if segment.contribution_id in admitted]
    return rows, locked.findings[target.pk] if target else None


def _place(process: Process, action_field: ActionField | None, topic: Topic | None, finding: Finding | None):
    """The action field meant by the three together; raises ValueError when they do not go together."""
    if action_field is None and topic is None and finding is None:
        raise ValueError("Assigning needs an action field, a topic or a finding.")
    action_field = (
        action_field or (topic.action_field if topic else None) or (finding.action_field if finding else None)
    )
    if (action_field and action_field.process_id != process.pk) or (finding and finding.process_id != process.pk):
        raise ValueError("Field and finding belong to the process of the segments.")
    if topic and topic.action_field_id != action_field.pk:
        raise ValueError("A topic belongs to its action field.")
    return action_field


def _stance_in(finding: Finding, segment: Segment, stance: str | None) -> str:
    if stance is None:
        return segment.stance if segment.finding_id == finding.pk else ""
    return stance


@transaction.atomic
def assign(
    process: Process,
    segments: Iterable[Segment],
    *,
    actor,
    action_field: ActionField | None = None,
    topic: Topic | None = None,
    clear_topic: bool = False,
    finding: Finding | None = None,
    stance: str | None = "",
    seen: Mapping[int, str] | None = None,
    reason: str = "",
    undoable: bool = True,
) -> int:
    """Assign segments to an action field, a topic in it, and a finding if one is given; returns how many were assigned.

    A topic, and a finding, bring their own action field along. Another field takes the topic away, and so does
    `clear_topic`. A segment that is given a finding loses its "needs no answer". `stance` None leaves it as it is to
    those that are in the finding already. `seen` as in `steps.check_seen`. What is not `undoable` is part of a step
    with a record of its own, which an undo of the coding would leave behind.
    Segments that leave another finding with it, or lose their stance against it, need a reason: raises ReasonMissing
    and then changes none. Raises ValueError when nothing is given, one belongs to another process, the topic to another
    field, or the finding was merged into another one; and SegmentsChanged.
    """
    segments = list(segments)
    action_field = _place(process, action_field, topic, finding)
    rows, finding = _locked(process, segments, actor, seen, finding, topic)
    if finding:
        if finding.merged_into_id:
            raise ValueError("The finding was merged into another one.")
        wanted = {row.pk: _stance_in(finding, row, stance) for row in rows}
        require_reason(rows, finding, wanted, reason)
    with steps.remembered(process, actor if undoable else None, CodingStep.Kind.ASSIGN, rows):
        for segment in rows:
            earlier = segment.finding.number if segment.finding else None
            if clear_topic or (action_field and segment.action_field_id != action_field.pk):
                segment.topic = None
            if action_field:
                segment.action_field = action_field
            if topic:
                segment.topic = topic
            if finding:
                stance = wanted[segment.pk]
                note_leaving(segment, actor=actor, reason=reason, finding=finding, stance=stance)
                segment.finding, segment.stance, segment.no_answer_reason = finding, stance, ""
            segment.assigned_by, segment.assigned_at = actor, timezone.now()
            segment.save()
            record(
                actor,
                "synthesis.assign",
                segment.contribution,
                scope=process.slug,
                reason=reason.strip(),
                action_field=action_field.slug if action_field else None,
                topic=topic.title if topic else None,
                finding=finding.number if finding else earlier,
                stance=segment.stance,
                earlier=earlier,
            )
    return len(rows)


@transaction.atomic
def unassign(
    process: Process,
    segments: Iterable[Segment],
    *,
    actor,
    reason: str,
    seen: Mapping[int, str] | None = None,
    undoable: bool = True,
) -> int:
    """Take segments out of their finding, or back from "needs no answer"; the reason goes to the log.

    Segments that were neither stay as they are. Returns how many were taken out. Raises ReasonMissing without a
    reason, and SegmentsChanged.
    """
    segments = list(segments)
    if not reason.strip():
        raise ReasonMissing(segments)
    rows, _none = _locked(process, segments, actor, seen)
    rows = [row for row in rows if not row.is_open]
    with steps.remembered(process, actor if undoable else None, CodingStep.Kind.TAKE_OUT, rows):
        for segment in rows:
            number = segment.finding.number if segment.finding else None
            note_leaving(segment, actor=actor, reason=reason)
            segment.finding, segment.stance, segment.no_answer_reason = None, "", ""
            segment.save()
            record(actor, "synthesis.unassign", segment.contribution, scope=process.slug, reason=reason, finding=number)
    return len(rows)


@transaction.atomic
def needs_no_answer(
    process: Process,
    segments: Iterable[Segment],
    *,
    actor,
    reason: str,
    seen: Mapping[int, str] | None = None,
    undoable: bool = True,
) -> int:
    """Record why segments need no answer. Raises ReasonMissing without a reason, and SegmentsChanged."""
    segments = list(segments)
    if not reason.strip():
        raise ReasonMissing(segments)
    rows, _none = _locked(process, segments, actor, seen)
    with steps.remembered(process, actor if undoable else None, CodingStep.Kind.NO_ANSWER, rows):
        for segment in rows:
            earlier = segment.finding.number if segment.finding else None
            note_leaving(segment, actor=actor, reason=reason, kind=Leaving.NO_ANSWER)
            segment.finding, segment.stance = None, ""
            segment.no_answer_reason = reason.strip()
            segment.assigned_by, segment.assigned_at = actor, timezone.now()
            segment.save()
            record(
                actor,
                "synthesis.needs_no_answer",
                segment.contribution,
                scope=process.slug,
                reason=reason,
                earlier=earlier,
            )
    return len(rows)
