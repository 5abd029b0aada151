"""Background work for statements."""

from celery import shared_task

from consultations.contributions.statements import documents, reminders


@shared_task
def make_paper(pk: int) -> None:
    """Make the PDF of a released statement. Safe to run twice and at once."""
    documents.make(pk)


@shared_task
def sweep_papers() -> None:
    """Make the PDFs a dead worker or broker left behind."""
    documents.sweep()


@shared_task
def remind_coordinators() -> None:
    """Remind those whose statement is not released while the deadline comes near."""
    reminders.remind()
