"""Mails to those who owe an answer or a signature: a week and a day before the day, and once when it is over."""

from datetime import date

from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.rules import people_who_may
from consultations.results.answers.cosigning import people_of
from consultations.results.answers.models import AnswerDeadline, CosignRequest
from consultations.results.answers.queries import open_deadlines
from notifications.services import enqueue

#: Days before the day.
REMIND_BEFORE = (7, 1)
#: In the place of the days, once the day is over.
OVERDUE = "overdue"


def remind() -> int:
    """Write the reminders that are due; returns how many. Running twice, or a day late, sends none twice."""
    return sum(_remind_of_answer(row) for row in open_deadlines().filter(**_running())) + sum(
        _remind_of_signature(row)
        for row in CosignRequest.objects.waiting()
        .filter(due_on__isnull=False, version__answer__finding__merged_into=None)
        .filter(**_running("version__answer__"))
        .select_related("version__answer__finding__process")
    )


def _running(prefix: str = "") -> dict[str, bool]:
    return {f"{prefix}finding__process__finished_on__isnull": True}


def _due(due_on: date) -> int | str | None:
    """Which reminder is due; None while none is."""
    left = (due_on - today()).days
    if left < 0:
        return OVERDUE
    return min((days for days in REMIND_BEFORE if left <= days), default=None)


def _remind_of_answer(row: AnswerDeadline) -> int:
    due = _due(row.due_on)
    if due is None:
        return 0
    process = row.finding.process
    people = people_who_may(Action.ANSWER, process)
    if row.person_id:
        # Who left the team meanwhile is not written to: then everybody who answers is.
        people = people.filter(pk=row.person_id) if people.filter(pk=row.person_id).exists() else people
    context = {"finding": row.finding, "process": process, "due_on": row.due_on, "is_over": due == OVERDUE}
    return _write("answer_deadline", people, f"answer-deadline:{row.pk}:{row.due_on}:{due}", context)


def _remind_of_signature(row: CosignRequest) -> int:
    due = _due(row.due_on)
    if due is None:
        return 0
    finding = row.version.answer.finding
    context = {
        "request_row": row,
        "finding": finding,
        "process": finding.process,
        "due_on": row.due_on,
        "is_over": due == OVERDUE,
    }
    people = people_of(finding.process, row.body)
    return _write("cosign_reminder", people, f"cosign-reminder:{row.pk}:{row.due_on}:{due}", context)


def _write(kind: str, people, key: str, context: dict) -> int:
    # The key has the day: a deadline that was moved is a new one.
    return sum(
        enqueue(kind, recipient=person, context=context, dedupe_key=f"{key}:{person.pk}") is not None
        for person in people
    )
