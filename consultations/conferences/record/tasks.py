"""Background work of records."""

from celery import shared_task

from consultations.conferences.record import sending


@shared_task
def send_check_mails(pk: int) -> int:
    """Ask the participants of one conference to check its record."""
    return sending.send(pk)


@shared_task
def send_check_mails_due() -> int:
    """Go on where a worker died."""
    return sending.send_everywhere()
