"""Cutting contributions into passages, and joining them again.

The invariant of all of it: the passages of an admitted contribution together cover its whole text (see
`synthesis.passages`). Each service locks the contribution first, then its segments (see `synthesis.locking`).
"""

from collections.abc import Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.synthesis import passages, steps
from consultations.synthesis.leaving import note_leaving
from consultations.synthesis.locking import lock_segments
from consultations.synthesis.models import CodingStep, Segment

#: What pieces of a passage have from it.
ASSIGNMENT = (*steps.ASSIGNED, "assigned_at")


class CutRefused(ValueError):
    """What was asked for would leave text uncovered or lose an assignment; the message is a sentence for people."""


def segments_of(contribution: Contribution) -> list[Segment]:
    """The passages of a contribution as they follow in its text; of the same place the older one first."""
    rows = Segment.objects.filter(contribution=contribution).select_related(
        "action_field", "topic", "finding", "assigned_by", "contribution"
    )
    return list(rows.order_by(F("start").asc(nulls_first=True), F("end").desc(), "pk"))


def _locked(contribution: Contribution, actor, seen: Mapping[int, str] | None) -> tuple[Contribution, list[Segment]]:
    """The contribution and its segments, locked in this order; raises PermissionDenied, CutRefused, SegmentsChanged."""
    require(actor, Action.CODE, contribution.process)
    row = Contribution.objects.select_for_update(of=("self",), no_key=True).filter(pk=contribution.pk).first()
    if row is None or not Contribution.objects.admitted().filter(pk=row.pk).exists():
        raise CutRefused(_("This contribution is not part of the evaluation any more."))
    segments = lock_segments(Segment.objects.filter(contribution=row)).segments
    for segment in segments:
        segment.contribution = row
    steps.check_seen(segments, seen or {})
    return row, segments


@contextmanager
def _cutting(contribution: Contribution, actor, kind: str, action: str, seen: Mapping[int, str] | None):
    """Lock, let the block work on the segments by key, check the cover, keep the step and write to the log."""
    with transaction.atomic():
        row, segments = _locked(contribution, actor, seen)
        before = [steps.state(segment) for segment in segments]
        yield {segment.pk: segment for segment in segments}
        after = list(Segment.objects.filter(contribution=row).order_by("pk"))
        for segment in after:
            segment.contribution = row
        if passages.uncovered(row.published_text, [segment.span for segment in after]) or not after:
            raise CutRefused(_("Every part of the text needs a passage that covers it."))
        steps.keep(row.process, actor, kind, before, [steps.state(segment) for segment in after])
        places = [[segment.start, segment.end] for segment in after]
        record(actor, action, row, scope=row.process.slug, passages=places, earlier=len(before))


def _refuse_sampled(*rows: Segment) -> None:
    """Passages of a double coding keep their words, so that what was measured stays true."""
    # By its name: double coding lies above the workbench.
    if any(row.double_coding_items.exists() for row in rows):
        raise CutRefused(_("This passage is part of a double coding, so it is not cut or joined any more."))


def _mine(segments: Mapping[int, Segment], segment: Segment) -> Segment:
    if segment.pk not in segments:
        raise CutRefused(_("This passage is not there any more; somebody has joined it with another one."))
    return segments[segment.pk]


def mark(segment: Segment, start: int, end: int, *, actor, seen: Mapping[int, str] | None = None) -> Segment:
    """Make a part of a passage a passage of its own; what is before and after it keeps the assignment as well.

    Returns the marked one, which is the segment itself. Raises CutRefused when nothing of the passage is marked, and
    SegmentsChanged.
    """
    with _cutting(segment.contribution, actor, CodingStep.Kind.CUT, "synthesis.cut", seen) as segments:
        row = _mine(segments, segment)
        _refuse_sampled(row)
        text = row.contribution.published_text
        if start >= end or (start < row.span[0] and end <= row.span[0]) or start >= row.span[1]:
            raise CutRefused(_("Please mark words inside the passage."))
        try:
            before, inside, after = passages.cut(text, row.span, (start, end))
        except ValueError as error:
            raise CutRefused(_("Please mark words inside the passage.")) from error
        if before or after:
            row.start, row.end = inside
            row.save(update_fields=["start", "end"])
            kept = {name: getattr(row, name) for name in ASSIGNMENT}
            for piece in filter(None, (before, after)):
                Segment.objects.create(contribution=row.contribution, start=piece[0], end=piece[1], **kept)
    return row


def second_reading(segment: Segment, *, actor, seen: Mapping[int, str] | None = None) -> Segment:
    """Another segment over the same passage, not assigned yet: it says something for another finding as well.

    Raises CutRefused while another one of that passage is still open, and SegmentsChanged.
    """
    with _cutting(segment.contribution, actor, CodingStep.Kind.SECOND, "synthesis.second_reading", seen) as segments:
        row = _mine(segments, segment)
        others = [other for other in segments.values() if other.pk != row.pk]
        if any(other.is_open and other.span == row.span for other in others):
            raise CutRefused(_("This passage still has a reading that is not assigned; please assign that one."))
        if row.span[0] >= row.span[1]:
            raise CutRefused(_("There is no text that could be read in another way."))
        start, end = row.span
        made = Segment.objects.create(contribution=row.contribution, start=start, end=end)
    return made


def join(segment: Segment, other: Segment, *, actor, seen: Mapping[int, str] | None = None) -> Segment:
    """Join two neighbouring passages; the first keeps its key, and what either was assigned to.

    Raises CutRefused when text of another passage lies between them or both are assigned, but not to the same.
    """
    with _cutting(segment.contribution, actor, CodingStep.Kind.JOIN, "synthesis.join", seen) as segments:
        row, gone = _mine(segments, segment), _mine(segments, other)
        _refuse_sampled(row, gone)
        text = row.contribution.published_text
        if row.pk == gone.pk or not passages.touch(text, row.span, gone.span):
            raise CutRefused(_("Only neighbouring passages can be joined."))
        if not (_is_blank(row) or _is_blank(gone) or _assignment(row) == _assignment(gone)):
            raise CutRefused(
                _("The two passages are assigned differently. Please assign them alike first, or leave them apart.")
            )
        if _is_blank(row):
            for name in ASSIGNMENT:
                setattr(row, name, getattr(gone, name))
        _set_place(row, min(row.span[0], gone.span[0]), max(row.span[1], gone.span[1]), segments)
        gone.memos.update(segment=row)
        gone.delete()
    return row


def drop(segment: Segment, *, actor, seen: Mapping[int, str] | None = None) -> None:
    """Remove a second reading. Raises CutRefused for one that is assigned, or the last one over some of its text."""
    with _cutting(segment.contribution, actor, CodingStep.Kind.DROP, "synthesis.drop_reading", seen) as segments:
        row = _mine(segments, segment)
        _refuse_sampled(row)
        if not row.is_open:
            raise CutRefused(_("This reading is assigned. Please take it out of its finding first, with a reason."))
        if len(segments) == 1:
            raise CutRefused(_("Every part of the text needs a passage that covers it."))
        row.delete()


def _is_blank(segment: Segment) -> bool:
    return segment.is_open and segment.action_field_id is None


def _assignment(segment: Segment) -> tuple:
    names = ("action_field_id", "topic_id", "finding_id", "stance", "no_answer_reason")
    return tuple(getattr(segment, name) for name in names)


def _set_place(row: Segment, start: int, end: int, others: Mapping[int, Segment]) -> None:
    """Write a place; the only segment over everything stands for the whole text, whatever becomes of it."""
    text = row.contribution.published_text
    whole = passages.trimmed(text, (start, end)) == passages.trimmed(text, (0, len(text)))
    taken = any(other.start is None for other in others.values() if other.pk != row.pk)
    row.start, row.end = (None, None) if whole and not taken else (start, end)
    row.save()


@transaction.atomic
def refit(contribution: Contribution, before: str, after: str, *, actor) -> None:
    """Fit the passages to another published text: moderators shortened it, or showed again what they had taken out.

    Passages of which no word is left are dropped, words no passage covers become an open one. Nothing is asked of a
    contribution that was never cut.
    """
    rows = lock_segments(Segment.objects.filter(contribution=contribution)).segments
    cut = [row for row in rows if row.start is not None]
    if not cut or before == after:
        return
    whole = [row for row in rows if row.start is None]
    places, gaps = passages.refitted(before, after, [(row.start, row.end) for row in cut])
    gone = [row for row, place in zip(cut, places, strict=True) if place is None]
    for row, place in zip(cut, places, strict=True):
        if place is None:
            note_leaving(row, actor=actor, reason=_("The moderation took all words of this passage out."))
            row.delete()
        elif place != (row.start, row.end):
            row.start, row.end = place
            row.save(update_fields=["start", "end"])
    if not whole:
        made = [Segment(contribution=contribution, start=start, end=end) for start, end in gaps]
        if len(gone) == len(cut):
            made = [Segment(contribution=contribution)]
        Segment.objects.bulk_create(made)
    record(
        actor,
        "synthesis.refit",
        contribution,
        scope=contribution.process.slug,
        dropped=[row.finding.number if row.finding else None for row in gone],
        passages=len(cut),
        uncovered=len(gaps),
    )
