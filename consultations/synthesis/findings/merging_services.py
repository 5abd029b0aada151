"""Writes that make one finding of two, or two of one. Segments keep their stance, and where they were stays known."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.synthesis.enums import OPPOSING, Leaving
from consultations.synthesis.extensions import MergeObstacle, merge_followers, merge_obstacles
from consultations.synthesis.findings.services import Merged, create_finding
from consultations.synthesis.leaving import ReasonMissing, void_release
from consultations.synthesis.locking import lock_findings
from consultations.synthesis.models import Finding, Segment, SegmentRemoval


class MergeRefused(ValueError):
    """The finding cannot be given up for another one, or only when a person confirms it. `obstacles` say why."""

    def __init__(self, obstacles: list[MergeObstacle]) -> None:
        super().__init__("; ".join(str(obstacle.text) for obstacle in obstacles))
        self.obstacles = obstacles

    @property
    def is_confirmable(self) -> bool:
        return all(obstacle.is_confirmable for obstacle in self.obstacles)


@transaction.atomic
def merge_findings(source: Finding, target: Finding, *, reason: str, actor, is_confirmed: bool = False) -> Finding:
    """Give a finding up for another one: its segments move there with their stance; returns the target.

    The source keeps number, text and answer and leads to the target from then on. Raises ReasonMissing without a
    reason, ValueError for the same finding or another process, Merged when one of them was merged already, MergeRefused
    for a published one and for what features above have against it (`is_confirmed`: a person saw it).
    """
    require(actor, Action.CODE, source.process)
    if source.pk == target.pk or source.process_id != target.process_id:
        raise ValueError("A finding is merged into another one of its process.")
    if not reason.strip():
        raise ReasonMissing([])
    # In the order of their keys: of two people who merge crosswise, the second one sees what the first did.
    followers = Finding.objects.filter(merged_into=source).values_list("pk", flat=True)
    locked = lock_findings([source.pk, target.pk, *followers])
    process, source, target = source.process, locked[source.pk], locked[target.pk]
    if source.merged_into_id or target.merged_into_id:
        raise Merged("One of the findings was merged meanwhile.")
    obstacles = obstacles_to_merging(source)
    if any(not (obstacle.is_confirmable and is_confirmed) for obstacle in obstacles):
        raise MergeRefused(obstacles)
    rows = list(Segment.objects.select_for_update(of=("self",), no_key=True).filter(finding=source).order_by("pk"))
    _move(rows, target, kind=Leaving.MERGED, reason=reason, actor=actor)
    source.merged_into = target
    source.save(update_fields=["merged_into", "updated_at"])
    # What went into the source before leads to the target at once.
    Finding.objects.filter(merged_into=source).update(merged_into=target)
    for follow in merge_followers:
        follow(source, target, actor)
    details = {"scope": process.slug, "reason": reason.strip(), "segments": len(rows)}
    record(actor, "synthesis.merge_finding", source, went_to=target.number, **details)
    record(actor, "synthesis.absorb_finding", target, came_from=source.number, **details)
    return target


def obstacles_to_merging(source: Finding) -> list[MergeObstacle]:
    """What speaks against giving this finding up."""
    if source.is_published:
        return [MergeObstacle(_("The finding is published: its number, its text and its answer stay."))]
    return [obstacle for look in merge_obstacles for obstacle in look(source)]


@transaction.atomic
def split_finding(
    finding: Finding, segments: Iterable[Segment], *, title: str, summary: str, reason: str, actor
) -> Finding:
    """Move some segments of a finding, with their stance, to a new one of the same action field; returns the new one.

    Raises ReasonMissing without a reason, Merged for a finding that went into another one, ValueError when no admitted
    segment of the finding is among them or none would stay.
    """
    require(actor, Action.CODE, finding.process)
    if not reason.strip():
        raise ReasonMissing(list(segments))
    process, wanted = finding.process, {segment.pk for segment in segments}
    # The new one first: it locks the process, which everybody locks before findings.
    new = create_finding(process, title=title, summary=summary, action_field=finding.action_field, actor=actor)
    locked = lock_findings([finding.pk, new.pk])
    finding, new = locked[finding.pk], locked[new.pk]
    if finding.merged_into_id:
        raise Merged("The finding was merged meanwhile.")
    admitted = Segment.objects.filter(finding=finding, contribution__in=Contribution.objects.admitted())
    rows = list(admitted.select_for_update(of=("self",), no_key=True).order_by("pk"))
    moving = [row for row in rows if row.pk in wanted]
    if not moving or len(moving) == len(rows):
        raise ValueError("Some of the segments go, and some stay.")
    _move(moving, new, kind=Leaving.SPLIT, reason=reason, actor=actor)
    details = {"scope": process.slug, "reason": reason.strip(), "segments": len(moving)}
    record(actor, "synthesis.split_finding", finding, went_to=new.number, **details)
    record(actor, "synthesis.split_off_finding", new, came_from=finding.number, **details)
    return new


def _move(rows: list[Segment], target: Finding, *, kind: Leaving, reason: str, actor) -> None:
    """Move locked segments with their stance and keep where they were; opposing ones end the releases of both."""
    left = {row.finding_id for row in rows if row.stance in OPPOSING}
    SegmentRemoval.objects.bulk_create(
        SegmentRemoval(
            finding_id=row.finding_id,
            contribution_id=row.contribution_id,
            segment=row,
            kind=kind,
            stance=row.stance,
            new_stance=row.stance,
            moved_to=target,
            reason=reason.strip(),
            removed_by=actor,
        )
        for row in rows
    )
    pks = [row.pk for row in rows]
    Segment.objects.filter(pk__in=pks).update(finding=target, assigned_by=actor, assigned_at=timezone.now())
    if target.action_field_id:
        other = Segment.objects.filter(pk__in=pks).exclude(action_field=target.action_field_id)
        other.update(action_field=target.action_field_id, topic=None)
    for pk in sorted({*left, target.pk}) if left else []:
        void_release(pk, actor=actor)
