"""Background work of measures."""

from celery import shared_task

from consultations.results.measures import notify


@shared_task
def tell_progress() -> int:
    """Tell authors and followers which measures moved since yesterday."""
    return notify.tell_of_yesterday()


@shared_task
def remind_offices() -> int:
    """Remind offices of reports that are due and of periods that are over."""
    return notify.remind_offices()
