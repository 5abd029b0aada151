"""Background work: documentations as PDF."""

from celery import shared_task

from consultations.contributions.cards import papers


@shared_task
def make_record_paper(pk: int) -> None:
    """Make one documentation. Safe to run twice and at once; one whose conference is gone is no error."""
    papers.make(pk)
