"""Taking one's own last step back, unless somebody has worked on it since."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis import passages, steps
from consultations.synthesis.leaving import note_leaving
from consultations.synthesis.locking import lock_segments
from consultations.synthesis.models import ActionField, CodingStep, Finding, Segment, Topic

#: Steps that changed which passages a contribution has: all of them have to be as they were left.
CUTTING = {CodingStep.Kind.CUT, CodingStep.Kind.JOIN, CodingStep.Kind.SECOND, CodingStep.Kind.DROP}


class UndoRefused(Exception):
    """The step cannot be taken back; the message is a sentence for people."""


@transaction.atomic
def undo(process: Process, *, actor) -> CodingStep:
    """Take the latest step of a person back and return it.

    Raises UndoRefused when there is none, when somebody changed any of it since, or when a published finding or a text
    that has changed would be touched.
    """
    require(actor, Action.CODE, process)
    step = CodingStep.objects.select_for_update().filter(process=process, person=actor, undone_at=None)
    step = step.order_by("-pk").first()
    if step is None:
        raise UndoRefused(_("There is no step of yours to undo."))
    before = {row["pk"]: row for row in step.before}
    after = {row["pk"]: row for row in step.after}
    contributions = _locked_contributions(
        process, {row["contribution_id"] for row in [*before.values(), *after.values()]}
    )
    current = _current(step, contributions, before, after)
    _refuse_if_changed(step, after, current)
    _refuse_if_lost(before, after)
    _refuse_if_sampled(before, current)
    _note_leaving(before, current, actor)
    _restore(before, current)
    _refuse_if_uncovered(contributions)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    for contribution in contributions:
        record(actor, "synthesis.undo", contribution, scope=process.slug, step=step.kind, segments=len(after))
    return step


def _locked_contributions(process: Process, keys: set[int]) -> list[Contribution]:
    rows = Contribution.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    rows = list(rows)
    admitted = set(Contribution.objects.admitted().filter(pk__in=keys, process=process).values_list("pk", flat=True))
    if len(rows) != len(keys) or admitted != keys:
        raise UndoRefused(_("One of the contributions is not part of the evaluation any more."))
    return rows


def _current(
    step: CodingStep, contributions: list[Contribution], before: dict[int, dict], after: dict[int, dict]
) -> dict[int, Segment]:
    """The segments the step was about as they are now, locked; after a cut all of the contribution."""
    rows = Segment.objects.select_related("assigned_by")
    is_cut = step.kind in CUTTING
    rows = rows.filter(contribution__in=contributions) if is_cut else rows.filter(pk__in={*before, *after})
    kept = [*before.values(), *after.values()]
    locked = lock_segments(rows, findings=[row["finding_id"] for row in kept], topics=[row["topic_id"] for row in kept])
    return {row.pk: row for row in locked.segments}


def _refuse_if_changed(step: CodingStep, after: dict[int, dict], current: dict[int, Segment]) -> None:
    for key in {*after, *current}:
        now = current.get(key)
        if now is None or key not in after or steps.state(now) != after[key]:
            by = now.assigned_by if now is not None and now.assigned_by_id != step.person_id else None
            if by is not None:
                raise UndoRefused(
                    _("%(who)s has worked on it since. Undoing would overwrite that, so nothing was changed.")
                    % {"who": by}
                )
            raise UndoRefused(_("It was changed since. Undoing would overwrite that, so nothing was changed."))


def _refuse_if_lost(before: dict[int, dict], after: dict[int, dict]) -> None:
    """What it goes back to has to be there still, and nothing leaves a published finding without a reason."""
    for model, name in ((Finding, "finding_id"), (Topic, "topic_id"), (ActionField, "action_field_id")):
        keys = {row[name] for row in before.values() if row[name]}
        if model.objects.filter(pk__in=keys).count() != len(keys):
            raise UndoRefused(_("The finding or topic it was assigned to before is not there any more."))
    merged = Finding.objects.filter(pk__in={row["finding_id"] for row in before.values()}, merged_into__isnull=False)
    if merged.exists():
        raise UndoRefused(_("The finding or topic it was assigned to before is not there any more."))
    left = {
        row["finding_id"] for key, row in after.items() if row["finding_id"] != before.get(key, {}).get("finding_id")
    }
    if any(finding.is_published for finding in Finding.objects.filter(pk__in=left - {None})):
        raise UndoRefused(_("The finding is published by now. Please take the contribution out of it, with a reason."))


def _refuse_if_sampled(before: dict[int, dict], current: dict[int, Segment]) -> None:
    for key, row in current.items():
        same_words = key in before and (before[key]["start"], before[key]["end"]) == (row.start, row.end)
        if not same_words and row.double_coding_items.exists():
            raise UndoRefused(_("One of the passages is part of a double coding by now, so nothing was undone."))


def _note_leaving(before: dict[int, dict], current: dict[int, Segment], actor) -> None:
    """What leaves a finding by an undo stands in its list of what left, as everything that does."""
    findings = Finding.objects.in_bulk({row["finding_id"] for row in before.values() if row["finding_id"]})
    for key, row in current.items():
        kept = before.get(key)
        target = findings.get(kept["finding_id"]) if kept else None
        stance = kept["stance"] if kept else ""
        reason = _("Undone by the person who had assigned it.")
        note_leaving(row, actor=actor, reason=reason, finding=target, stance=stance)


def _restore(before: dict[int, dict], current: dict[int, Segment]) -> None:
    for key, row in current.items():
        if key not in before:
            row.delete()
    assigned_by = {kept["assigned_by_id"] for kept in before.values()} - {None}
    people = set(get_user_model().objects.filter(pk__in=assigned_by).values_list("pk", flat=True))
    for key, kept in before.items():
        moment = kept["assigned_at"]
        values = {name: kept[name] for name in steps.FIELDS}
        values["assigned_at"] = datetime.fromisoformat(moment) if moment else None
        if values["assigned_by_id"] not in people:
            # The account was closed meanwhile.
            values["assigned_by_id"] = None
        if key in current:
            Segment.objects.filter(pk=key).update(**values)
        else:
            Segment.objects.create(pk=key, **values)


def _refuse_if_uncovered(contributions: list[Contribution]) -> None:
    """The text may be another one than at the time of the step."""
    for contribution in contributions:
        rows = list(Segment.objects.filter(contribution=contribution))
        for row in rows:
            row.contribution = contribution
        too_far = any(row.start is not None and row.end > len(contribution.published_text) for row in rows)
        if too_far or passages.uncovered(contribution.published_text, [row.span for row in rows]):
            raise UndoRefused(_("The text was changed since, so nothing was undone."))
