"""Reminders seven days and one day before each addressee's own deadline, in German time, each once."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from consultations.process.dates import days_left_text, today, weekday_date
from consultations.process.hearing.links import full_link
from consultations.process.hearing.models import Addressee, Reminder
from consultations.process.models import BERLIN
from notifications.services import enqueue

#: How many days before the deadline, the earliest first.
DAYS_BEFORE = (7, 1)


def send_reminders() -> int:
    """Remind everybody who is due; returns how many. Safe to repeat: the row in `Reminder` makes it happen once."""
    day = today()
    soon = day + timedelta(days=max(DAYS_BEFORE))
    rows = (
        Addressee.objects.unanswered()
        .with_state()
        .filter(phase__process__is_published=True, phase__process__finished_on__isnull=True)
        .filter(deadline__gte=day, deadline__lte=soon)
        .select_related("phase__process")
    )
    reminded = {
        (pk, deadline, days)
        for pk, deadline, days in Reminder.objects.filter(deadline__gte=day, deadline__lte=soon).values_list(
            "addressee_id", "deadline", "days_before"
        )
    }
    sent = 0
    for row in rows.iterator(chunk_size=500):
        days = _due(row, day)
        if days is not None and (row.pk, row.deadline, days) not in reminded:
            sent += _remind(row.pk, row.deadline, days)
    return sent


def _due(addressee: Addressee, day: date) -> int | None:
    """Which reminder is due; None when none is, or when the invitation is younger than it."""
    left = (addressee.deadline - day).days
    days = next((number for number in sorted(DAYS_BEFORE) if left <= number), None)
    invited_on = addressee.invited_at.astimezone(BERLIN).date()
    if days is None or invited_on > addressee.deadline - timedelta(days=days) or invited_on == day:
        return None
    return days


@transaction.atomic
def _remind(pk: int, deadline: date, days: int) -> bool:
    """Write the mail together with the fact that it was written; False when it was before, or is not due any more."""
    rows = Addressee.objects.unanswered().select_for_update(of=("self",)).select_related("phase__process")
    row = rows.filter(pk=pk).first()
    if row is None or row.last_day != deadline:
        return False
    try:
        with transaction.atomic():
            Reminder.objects.create(addressee=row, deadline=deadline, days_before=days)
    except IntegrityError:
        return False
    enqueue(
        "hearing_reminder",
        address=row.email,
        context={
            "process": row.phase.process,
            "addressee": row,
            "deadline": weekday_date(deadline),
            "left": days_left_text((deadline - today()).days),
            "link": full_link(row),
        },
        dedupe_key=f"hearing_reminder:{row.pk}:{deadline.isoformat()}:{days}",
    )
    return True
