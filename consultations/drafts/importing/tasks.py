"""Background work of the import of drafts."""

from celery import shared_task

from consultations.drafts.importing.services import clear_expired


@shared_task
def clear_expired_imports() -> None:
    """Delete previews nobody confirmed in time, with their images."""
    clear_expired()
