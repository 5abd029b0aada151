"""Reminders three days and one day before a conference, each once."""

from datetime import timedelta

from django.db import transaction

from consultations.conferences.enums import ConferenceState
from consultations.conferences.models import Conference
from consultations.conferences.registration import mails, seats
from consultations.conferences.registration.models import Registration
from consultations.process.dates import today
from consultations.process.models import BERLIN
from notifications.models import OutboxMessage

DAYS_BEFORE = (3, 1)


def send_reminders() -> int:
    """Remind everybody who is due; returns how many. Safe to repeat: the key of the mail makes it happen once."""
    day = today()
    last = day + timedelta(days=max(DAYS_BEFORE))
    rows = Conference.objects.filter(state=ConferenceState.ANNOUNCED, date__gt=day, date__lte=last)
    return sum(_remind_of(conference) for conference in rows.filter(process__is_published=True))


def _remind_of(conference: Conference) -> int:
    left = (conference.date - today()).days
    days = min(number for number in DAYS_BEFORE if left <= number)
    prefix = "registration/reminder:"
    written = OutboxMessage.objects.filter(dedupe_key__startswith=prefix).values_list("dedupe_key", flat=True)
    known = {key for key in written if key.endswith(f":{conference.date.isoformat()}:{days}")}
    due = [
        pk
        for pk, since in conference.registrations.expected().answering().confirmed().values_list("pk", "created_at")
        # Who registered after this reminder's day has a mail with all of it, and younger than the reminder.
        if f"{prefix}{pk}:{conference.date.isoformat()}:{days}" not in known
        and since.astimezone(BERLIN).date() < conference.date - timedelta(days=days)
    ]
    return sum(_remind(pk, conference.pk, days) for pk in due)


@transaction.atomic
def _remind(pk: int, conference_pk: int, days: int) -> bool:
    conference = seats.locked(conference_pk)
    row = Registration.objects.expected().filter(pk=pk).select_related("user", "table").first()
    if row is None or conference.is_cancelled:
        return False
    row.conference = conference
    return mails.remind(row, days)
