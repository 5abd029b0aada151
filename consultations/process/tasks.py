"""Background work of the process feature."""

from celery import shared_task

from consultations.process.deputies import close_doors_behind_deputies


@shared_task
def end_deputies() -> int:
    """Close the admin's door behind deputies whose time is over."""
    return close_doors_behind_deputies()
