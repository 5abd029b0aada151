"""Background work of the results feature."""

from celery import shared_task

from consultations.results.models import ResultsPublication
from consultations.results.notify import tell_authors


@shared_task
def notify_authors(publication_pk: int) -> None:
    """Tell all authors of a process that their contributions are answered."""
    tell_authors(ResultsPublication.objects.select_related("process").get(pk=publication_pk))


@shared_task
def sweep_publications() -> None:
    """Tell authors whom a dead broker or worker left waiting."""
    for publication in ResultsPublication.objects.filter(notified_at__isnull=True).select_related("process"):
        tell_authors(publication)
