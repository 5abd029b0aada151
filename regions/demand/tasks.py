"""Background work of needs and offers."""

from celery import shared_task

from regions.demand.reminders import remind


@shared_task
def remind_of_ends() -> int:
    """Tell people of their entries that end."""
    return remind()
