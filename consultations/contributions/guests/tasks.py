"""Background work for guests: each task delegates to a service."""

from celery import shared_task

from consultations.contributions.guests import services


@shared_task
def purge_unconfirmed() -> None:
    """Delete what was not confirmed in time, and passes that are over."""
    services.purge_unconfirmed()
    services.purge_passes()
