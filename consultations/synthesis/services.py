"""Writes of the synthesis feature: coding segments and writing findings."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.models import ActionField, Finding, Segment

#: What analysts change; state and publication belong to the results.
CHANGEABLE = frozenset({"title", "summary", "action_field", "internal_note"})


class ChangedMeanwhile(Exception):
    """Somebody else saved the finding since it was opened. `finding` is as it is now."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def ensure_segment(contribution: Contribution) -> Segment:
    """The segment that stands for the whole text; every admitted contribution has one."""
    segment, _created = Segment.objects.get_or_create(contribution=contribution, start=None)
    return segment


def _locked(process: Process, segments: Iterable[Segment], actor) -> list[Segment]:
    """The segments among these that belong to the process and are admitted, locked in the order of their keys."""
    require(actor, Action.CODE, process)
    locked = list(
        Segment.objects.select_for_update(of=("self",))
        .filter(pk__in=[segment.pk for segment in segments], contribution__process=process)
        .select_related("contribution__process", "finding")
        .order_by("pk")
    )
    admitted = set(Contribution.objects.admitted().filter(segments__in=locked).values_list("pk", flat=True))
    return [segment for segment in locked if segment.contribution_id in admitted]


@transaction.atomic
def assign(
    process: Process,
    segments: Iterable[Segment],
    *,
    actor,
    action_field: ActionField | None = None,
    finding: Finding | None = None,
    stance: str = "",
) -> int:
    """Assign segments to an action field, and to a finding if one is given; returns how many were assigned.

    A finding brings its own action field along. A segment that is given a finding loses its "needs no answer".
    Raises ValueError when neither is given, or one belongs to another process.
    """
    if action_field is None and finding is None:
        raise ValueError("Assigning needs an action field or a finding.")
    if (action_field and action_field.process_id != process.pk) or (finding and finding.process_id != process.pk):
        raise ValueError("Field and finding belong to the process of the segments.")
    action_field = action_field or (finding.action_field if finding else None)
    rows = _locked(process, segments, actor)
    for segment in rows:
        earlier = segment.finding.number if segment.finding else None
        if action_field:
            if segment.action_field_id != action_field.pk:
                segment.topic = None
            segment.action_field = action_field
        if finding:
            segment.finding = finding
            segment.stance = stance
            segment.no_answer_reason = ""
        segment.assigned_by = actor
        segment.assigned_at = timezone.now()
        segment.save()
        record(
            actor,
            "synthesis.assign",
            segment.contribution,
            scope=process.slug,
            action_field=action_field.slug if action_field else None,
            finding=finding.number if finding else earlier,
            stance=segment.stance,
            earlier=earlier,
        )
    return len(rows)


@transaction.atomic
def unassign(process: Process, segments: Iterable[Segment], *, actor, reason: str) -> int:
    """Take segments out of their finding, or back from "needs no answer"; the reason goes to the log.

    Segments that were neither stay as they are. Returns how many were taken out. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Taking a segment out of its finding needs a reason.")
    rows = [row for row in _locked(process, segments, actor) if row.finding_id or row.no_answer_reason]
    for segment in rows:
        number = segment.finding.number if segment.finding else None
        segment.finding, segment.stance, segment.no_answer_reason = None, "", ""
        segment.save()
        record(actor, "synthesis.unassign", segment.contribution, scope=process.slug, reason=reason, finding=number)
    return len(rows)


@transaction.atomic
def needs_no_answer(process: Process, segments: Iterable[Segment], *, actor, reason: str) -> int:
    """Record why segments need no answer. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Leaving something without an answer needs a reason.")
    rows = _locked(process, segments, actor)
    for segment in rows:
        earlier = segment.finding.number if segment.finding else None
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


@transaction.atomic
def create_finding(
    process: Process, *, title: str, summary: str, action_field: ActionField | None, actor, internal_note: str = ""
) -> Finding:
    """Create a finding with the next number of its process. Raises ValueError for a field of another process."""
    require(actor, Action.CODE, process)
    _check_field(action_field, process)
    # The lock keeps two people from taking the same number.
    Process.objects.select_for_update().get(pk=process.pk)
    last = process.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        process=process,
        number=last + 1,
        title=title,
        summary=summary,
        action_field=action_field,
        internal_note=internal_note,
        created_by=actor,
    )
    record(actor, "synthesis.create_finding", finding, scope=process.slug)
    return finding


@transaction.atomic
def update_finding(finding: Finding, *, actor, seen_at: datetime | None = None, **changes) -> Finding:
    """Change title, summary, action field or internal note of a finding; the log keeps what was changed.

    `seen_at` is the finding's `updated_at` when it was opened: raises ChangedMeanwhile when somebody saved since.
    Raises ValueError for other names, or an action field of another process.
    """
    require(actor, Action.CODE, finding.process)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"Cannot be changed here: {', '.join(sorted(unknown))}")
    _check_field(changes.get("action_field"), finding.process)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if seen_at is not None and finding.updated_at != seen_at:
        raise ChangedMeanwhile(finding)
    before = {name: str(getattr(finding, name)) for name in changes}
    for name, value in changes.items():
        setattr(finding, name, value)
    changed = {name: [before[name], str(value)] for name, value in changes.items() if before[name] != str(value)}
    if changed:
        finding.save()
        record(actor, "synthesis.update_finding", finding, scope=finding.process.slug, changed=changed)
    return finding


def _check_field(action_field: ActionField | None, process: Process) -> None:
    if action_field is not None and action_field.process_id != process.pk:
        raise ValueError("The action field belongs to another process.")
