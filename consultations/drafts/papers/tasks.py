"""Background work: making papers."""

from celery import shared_task

from consultations.drafts.papers import services


@shared_task
def make_paper(pk: int) -> None:
    """Make one paper. Safe to run twice and at once; a paper whose version is gone is no error."""
    services.make(pk)
