"""Background work for saved texts."""

from celery import shared_task

from consultations.contributions.saved import services


@shared_task
def purge_saved() -> None:
    """Delete what was kept for processes that are long finished."""
    services.purge_outdated()
