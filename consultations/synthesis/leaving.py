"""The rule that nothing leaves a finding silently: what needs a reason, what is kept, which release it ends.

Every service that takes a segment out of its finding, or its stance away from "against", goes through here.
"""

from collections.abc import Iterable, Mapping

from audit.services import record
from consultations.synthesis.enums import OPPOSING, Leaving
from consultations.synthesis.models import Finding, Segment, SegmentRemoval


class ReasonMissing(ValueError):
    """Segments would leave their finding, or no longer stand against it, without a reason. `segments` are these."""

    def __init__(self, segments: list[Segment]) -> None:
        super().__init__("Taking a segment out of its finding, or its stance away from against, needs a reason.")
        self.segments = segments


def how_it_leaves(segment: Segment, finding: Finding | None, stance: str) -> Leaving | None:
    """What would be lost if the segment went to `finding` with a stance; None when nothing is."""
    if segment.finding_id is None:
        return None
    if finding is None:
        return Leaving.TAKEN_OUT
    if finding.pk != segment.finding_id:
        return Leaving.MOVED
    return Leaving.STANCE if segment.stance in OPPOSING and stance not in OPPOSING else None


def require_reason(
    segments: Iterable[Segment], finding: Finding | None, stances: Mapping[int, str], reason: str
) -> None:
    """Raise ReasonMissing, naming all of them, when segments would leave without a reason; `stances` by their keys."""
    if reason.strip():
        return
    if leaving := [row for row in segments if how_it_leaves(row, finding, stances[row.pk])]:
        raise ReasonMissing(leaving)


def note_leaving(
    segment: Segment,
    *,
    actor,
    reason: str,
    finding: Finding | None = None,
    stance: str = "",
    kind: Leaving | None = None,
) -> None:
    """Keep that a segment is about to leave its finding; called before the change. Does nothing when none is lost.

    A finding that loses an opposing segment, or gets one, has to be released again: the text was judged by them.
    """
    lost = how_it_leaves(segment, finding, stance)
    if lost is not None:
        SegmentRemoval.objects.create(
            finding_id=segment.finding_id,
            contribution_id=segment.contribution_id,
            segment=segment,
            kind=kind or lost,
            stance=segment.stance,
            new_stance=stance if finding else "",
            moved_to=finding if finding and finding.pk != segment.finding_id else None,
            reason=reason.strip(),
            removed_by=actor,
        )
    if lost is not None and segment.stance in OPPOSING:
        void_release(segment.finding_id, actor=actor)
    arrives = segment.finding_id != (finding.pk if finding else None) or segment.stance != stance
    if finding is not None and stance in OPPOSING and arrives:
        void_release(finding.pk, actor=actor)


def void_release(finding_pk: int, *, actor) -> None:
    """End the release of a finding whose sources changed; a published text stays public as it was released.

    `updated_at` stays: whoever is writing the text at this moment need not start again.
    """
    released = Finding.objects.filter(pk=finding_pk, released_at__isnull=False)
    for finding in released.select_related("process"):
        released.update(released_at=None, released_by=None)
        record(actor, "synthesis.void_release", finding, scope=finding.process.slug)
