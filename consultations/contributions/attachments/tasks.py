"""Background work of attachments."""

from celery import shared_task

from consultations.contributions.attachments import services


@shared_task
def forget_files_never_sent() -> None:
    """Delete files that were uploaded for a form nobody sent."""
    services.forget_left_over()
