"""Background work: drafts by the language model."""

from celery import shared_task

from consultations.synthesis.drafting import services


@shared_task
def make_draft(pk: int) -> None:
    """Make one draft. Safe to run twice and at once."""
    services.make(pk)
