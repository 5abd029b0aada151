"""Background work for followers."""

from celery import shared_task

from consultations.contributions.following import digest


@shared_task
def tell_followers() -> None:
    """Write the mails of today to everybody who follows something new."""
    digest.tell_followers()


@shared_task
def tell_at_once() -> None:
    """Write to those who do not want to wait for the mail of the day."""
    digest.tell_at_once()
