"""Writes around answers: text blocks and deadlines."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import people_who_may, require
from consultations.results.answers.models import AnswerDeadline, AnswerTextBlock
from consultations.synthesis.models import Finding


class TitleTaken(Exception):
    """The process has a text block of that title."""


@transaction.atomic
def save_text_block(
    process: Process, *, title: str, text: str, decision: str = "", actor, block: AnswerTextBlock | None = None
) -> AnswerTextBlock:
    """Keep a text block, a new one or a changed one. Raises TitleTaken, and ValueError for an empty one."""
    require(actor, Action.ANSWER, process)
    if not title.strip() or not text.strip():
        raise ValueError("A text block has a title and a text.")
    row = block or AnswerTextBlock(process=process)
    if row.process_id != process.pk:
        raise ValueError("The text block belongs to another process.")
    row.title, row.text, row.decision = title.strip(), text.strip(), decision
    try:
        with transaction.atomic():
            # The number of uses is counted beside: a form that was open for long does not set it back.
            row.save(update_fields=["title", "text", "decision"] if row.pk else None)
    except IntegrityError as error:
        raise TitleTaken from error
    record(actor, "results.save_text_block", row, scope=process.slug)
    return row


@transaction.atomic
def delete_text_block(block: AnswerTextBlock, *, actor) -> None:
    """Throw a text block away; answers it was used in keep their text."""
    require(actor, Action.ANSWER, block.process)
    record(actor, "results.delete_text_block", block, scope=block.process.slug)
    block.delete()


@transaction.atomic
def count_uses(process: Process, keys: Iterable[int], *, actor) -> int:
    """Count the text blocks that went into a saved answer; returns how many there are of them."""
    require(actor, Action.ANSWER, process)
    rows = AnswerTextBlock.objects.filter(process=process, pk__in=set(keys))
    return rows.update(used_count=F("used_count") + 1)


@transaction.atomic
def set_deadlines(process: Process, findings: Iterable[Finding], *, due_on: date | None, person=None, actor) -> int:
    """Say by when findings are to be answered, and who sees to it; None takes the deadline away.

    Returns how many findings it was for. Raises ValueError for a day that is over, or a person who may not answer.
    """
    require(actor, Action.ANSWER, process)
    if due_on is not None and due_on < today():
        raise ValueError("A deadline lies ahead.")
    if person is not None and not people_who_may(Action.ANSWER, process).filter(pk=person.pk).exists():
        raise ValueError("Only who may answer is responsible for an answer.")
    keys = [finding.pk for finding in findings]
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).filter(process=process, pk__in=keys)
    rows = list(rows.order_by("pk"))
    if due_on is None:
        AnswerDeadline.objects.filter(finding__in=rows).delete()
    else:
        AnswerDeadline.objects.bulk_create(
            [AnswerDeadline(finding=row, due_on=due_on, person=person) for row in rows],
            update_conflicts=True,
            unique_fields=["finding"],
            update_fields=["due_on", "person"],
        )
    if rows:
        record(
            actor,
            "results.set_deadlines",
            process,
            scope=process.slug,
            findings=[row.number for row in rows],
            due_on=due_on.isoformat() if due_on else None,
        )
    return len(rows)
