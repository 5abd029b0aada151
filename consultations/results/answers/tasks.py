"""Background work for answers."""

from celery import shared_task

from consultations.results.answers import reminders


@shared_task
def remind() -> int:
    """Remind of answers and signatures that are due."""
    return reminders.remind()
