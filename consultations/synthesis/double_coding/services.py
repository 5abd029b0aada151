"""Writes of the double coding: drawing, coding, handing in, settling. Only settling changes segments."""

import secrets
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can, require
from consultations.synthesis import services as synthesis
from consultations.synthesis.double_coding import queries
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding, DoubleCodingItem, Place
from consultations.synthesis.double_coding.sampling import draw
from consultations.synthesis.locking import lock_segments, lock_topics
from consultations.synthesis.models import ActionField, Segment

#: Nobody codes more in one go.
LARGEST = 2000


class NotPossible(ValueError):
    """Something the state of the double coding does not allow."""


@transaction.atomic
def draw_sample(
    process: Process,
    *,
    actor,
    first,
    second,
    size: int = 0,
    percent: int | None = None,
    action_field: ActionField | None = None,
    kind: str = "",
) -> DoubleCoding:
    """Draw a random sample for two people: `size` passages, or `percent` of all.

    Raises NotPossible when it is one person, one of them may not code, or there is nothing to draw from.
    """
    require(actor, Action.CODE, process)
    if first.pk == second.pk:
        raise NotPossible("Two different people code independently.")
    if not all(can(person, Action.CODE, process) for person in (first, second)):
        raise NotPossible("Both people need the right to code.")
    keys = list(queries.population(process, action_field, kind).values_list("pk", flat=True))
    wanted = ceil(len(keys) * percent / 100) if percent else size
    wanted = min(wanted, len(keys), LARGEST)
    if wanted < 1:
        raise NotPossible("There is nothing to draw from.")
    coding = DoubleCoding.objects.create(
        process=process,
        seed=secrets.token_hex(8),
        drawn_from=keys,
        size=wanted,
        percent=percent,
        action_field=action_field,
        kind=kind,
        first_coder=first,
        second_coder=second,
        created_by=actor,
    )
    DoubleCodingItem.objects.bulk_create(
        DoubleCodingItem(double_coding=coding, number=number, segment_id=key)
        for number, key in enumerate(draw(keys, coding.seed, wanted), start=1)
    )
    # Everybody in the team reads the log: what the sample was narrowed to stays out of it.
    record(actor, "double_coding.draw", coding, scope=process.slug, size=wanted, drawn_from=len(keys), seed=coding.seed)
    return coding


def _locked(coding: DoubleCoding) -> DoubleCoding:
    return DoubleCoding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=coding.pk)


def _own_place(coding: DoubleCoding, actor) -> Place:
    require(actor, Action.CODE, coding.process)
    place = coding.place_of(actor)
    if place is None:
        raise PermissionDenied("Only the two people code.")
    if coding.done_at(place):
        raise NotPossible("What was handed in stays as it is.")
    return place


@transaction.atomic
def save_code(item: DoubleCodingItem, *, actor, **choice: Any) -> DoubleCode:
    """Store what the person chose for a passage: `action_field`, `topic`, `stance`, `no_answer`, `note`.

    Raises PermissionDenied for everybody but the two, NotPossible after handing in.
    """
    coding = _locked(item.double_coding)
    place = _own_place(coding, actor)
    values = _stored(choice)
    # Before the code is: merging topics locks the topic, then what points to it.
    if (topic := values["topic"]) and not lock_topics([topic.pk]):
        raise NotPossible("The topic is not there any more.")
    code, _created = DoubleCode.objects.update_or_create(item=item, place=place, defaults={"coder": actor, **values})
    return code


def _stored(choice: dict[str, Any]) -> dict[str, Any]:
    """A choice as its row keeps it: what needs no answer has neither field nor topic nor stance."""
    no_answer, topic = bool(choice.get("no_answer")), choice.get("topic")
    if no_answer:
        return {
            "action_field": None,
            "topic": None,
            "topic_title": "",
            "stance": "",
            "no_answer": True,
            "note": choice.get("note", ""),
        }
    return {
        "action_field": choice.get("action_field"),
        "topic": topic,
        "topic_title": topic.title if topic else "",
        "stance": choice.get("stance", ""),
        "no_answer": False,
        "note": choice.get("note", ""),
    }


@transaction.atomic
def hand_in(coding: DoubleCoding, *, actor) -> DoubleCoding:
    """Hand in one's own coding; raises NotPossible while a passage is open."""
    coding = _locked(coding)
    place = _own_place(coding, actor)
    if queries.open_items(coding, place).exists():
        raise NotPossible("Passages are still open.")
    if place == Place.FIRST:
        coding.first_done_at = timezone.now()
    else:
        coding.second_done_at = timezone.now()
    coding.save(update_fields=["first_done_at", "second_done_at"])
    record(actor, "double_coding.hand_in", coding, scope=coding.process.slug)
    return coding


@transaction.atomic
def discard(coding: DoubleCoding, *, actor, reason: str) -> None:
    """Throw a sample away that was not finished. Raises NotPossible without a reason, or when both are done."""
    coding = _locked(coding)
    require(actor, Action.CODE, coding.process)
    if coding.is_finished or not reason.strip():
        raise NotPossible("A finished double coding stays; throwing one away needs a reason.")
    record(actor, "double_coding.discard", coding, scope=coding.process.slug, reason=reason.strip())
    coding.delete()


@transaction.atomic
def settle(item: DoubleCodingItem, *, actor, reason: str, **choice: Any) -> DoubleCode:
    """Write down what two people agreed on, with the reason, and give the segment that assignment.

    Raises NotPossible without a reason, before both are done, for a passage they agreed on, or one settled before.
    """
    coding = _locked(item.double_coding)
    require(actor, Action.CODE, coding.process)
    if not reason.strip():
        raise NotPossible("Settling needs a reason.")
    codes = {code.place: code for code in item.codes.all()}
    if not coding.is_finished or Place.AGREED in codes or not {Place.FIRST, Place.SECOND} <= set(codes):
        raise NotPossible("There is nothing to settle.")
    if codes[Place.FIRST].labels == codes[Place.SECOND].labels:
        raise NotPossible("Both chose the same.")
    values = {**_stored(choice), "note": reason.strip()}
    topic = values["topic"]
    lock_segments(Segment.objects.filter(pk=item.segment_id), topics=[topic.pk if topic else None])
    agreed = DoubleCode.objects.create(item=item, place=Place.AGREED, coder=actor, **values)
    _write_through(coding.process, item.segment, agreed, actor=actor)
    record(
        actor,
        "double_coding.settle",
        item.segment.contribution,
        scope=coding.process.slug,
        reason=reason.strip(),
        action_field=agreed.action_field.slug if agreed.action_field else None,
        topic=agreed.topic_title,
        no_answer=agreed.no_answer,
        stance=agreed.stance,
    )
    return agreed


def _write_through(process: Process, segment: Segment, agreed: DoubleCode, *, actor) -> None:
    """Give the segment what was agreed. A stance belongs to a finding: without one it stays in the double coding.

    What two people agreed on is not undone like a slip of one: it is changed by assigning anew.
    """
    # Read again under its lock: the finding may be another one than the page showed.
    segment = Segment.objects.select_related("finding").get(pk=segment.pk)
    if agreed.no_answer:
        changed = synthesis.needs_no_answer(process, [segment], actor=actor, reason=agreed.note, undoable=False)
    else:
        if segment.no_answer_reason:
            synthesis.unassign(process, [segment], actor=actor, reason=agreed.note, undoable=False)
        finding = segment.finding if agreed.stance else None
        changed = synthesis.assign(
            process,
            [segment],
            actor=actor,
            action_field=agreed.action_field,
            topic=agreed.topic,
            clear_topic=agreed.topic is None,
            finding=finding,
            stance=agreed.stance if finding else "",
            reason=agreed.note,
            undoable=False,
        )
    if not changed:
        raise NotPossible("The contribution is not evaluated any more.")


def forget_names(codings) -> int:
    """Take the names out of double codings; what was measured stays. Returns how many."""
    with transaction.atomic():
        keys = list(codings.values_list("pk", flat=True))
        DoubleCode.objects.filter(item__double_coding__in=keys).update(coder=None)
        return DoubleCoding.objects.filter(pk__in=keys).update(first_coder=None, second_coder=None, created_by=None)
