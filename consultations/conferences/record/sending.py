"""The mails that ask participants to check a record: one for each person, and safe to repeat."""

import logging

from django.db.models import QuerySet
from django.utils import timezone, translation

from consultations.conferences.record.enums import CheckRecipients, RecordState
from consultations.conferences.record.links import full_link, personal_token
from consultations.conferences.record.models import ConferenceRecord
from consultations.conferences.registration.models import Registration
from consultations.process.dates import weekday_date
from notifications.services import enqueue

logger = logging.getLogger(__name__)

KIND = "record_check"


def recipients(record: ConferenceRecord, chosen: str) -> QuerySet[Registration]:
    """Whom the link goes to: registrations with an address. Those who were there are known by the check-in only."""
    rows = record.conference.registrations.expected().confirmed().exclude(email="")
    match chosen:
        case CheckRecipients.ATTENDED:
            return rows.filter(arrived_at__isnull=False)
        case CheckRecipients.REGISTERED:
            return rows
    return rows.none()


def start(pk: int) -> None:
    """Ask a worker to write the mails. A broker that is down is no error: the sweep finds what is left."""
    from consultations.conferences.record.tasks import send_check_mails

    try:
        send_check_mails.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take the mails of record %s; the sweep will.", pk)


def send(pk: int) -> int:
    """Write the mails of a check that is running; returns how many. Whoever has one for this day gets no second."""
    record = ConferenceRecord.objects.select_related("conference__process").filter(pk=pk).first()
    if record is None or record.check_mails_done_at is not None or not record.is_check_running:
        return 0
    revision, sent = record.revision, 0
    for registration in recipients(record, record.check_sent_to).order_by("pk").iterator(chunk_size=200):
        sent += _send_one(record, registration)
    # Moved or ended meanwhile: then the next run says the new day with the new link.
    ConferenceRecord.objects.filter(pk=pk, revision=revision).update(check_mails_done_at=timezone.now())
    return sent


def _send_one(record: ConferenceRecord, registration: Registration) -> bool:
    language = registration.language if registration.language in ("de", "en") else "de"
    with translation.override(language):
        context = {
            "conference": record.conference,
            "process": record.conference.process,
            "name": registration.name,
            "until": weekday_date(record.check_until),
            "link": full_link(personal_token(record, registration)),
        }
    key = f"{KIND}:{registration.pk}:{record.link_number}:{record.check_until.isoformat()}"
    mail = enqueue(KIND, address=registration.email, language=language, context=context, dedupe_key=key)
    return mail is not None


def send_everywhere() -> int:
    """Go on where a worker died; safe to repeat."""
    waiting = ConferenceRecord.objects.filter(state=RecordState.CHECKING, check_mails_done_at=None)
    return sum(send(pk) for pk in waiting.values_list("pk", flat=True))
