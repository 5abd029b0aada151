"""Background work of the results feature."""

from celery import shared_task

from consultations.results.models import ResultEvent, ResultsPublication
from consultations.results.notify import tell_authors, tell_event


@shared_task
def notify_authors(publication_pk: int) -> None:
    """Tell all authors of a process that their contributions are answered."""
    tell_authors(ResultsPublication.objects.select_related("process").get(pk=publication_pk))


@shared_task
def tell_of_event(event_pk: int) -> None:
    """Tell authors and followers of what moved; nothing when it is gone."""
    if event := ResultEvent.objects.select_related("process", "finding", "version").filter(pk=event_pk).first():
        tell_event(event)


@shared_task
def sweep_publications() -> None:
    """Tell authors and followers whom a dead broker or worker left waiting."""
    for publication in ResultsPublication.objects.filter(notified_at__isnull=True).select_related("process"):
        tell_authors(publication)
    for event in ResultEvent.objects.untold().select_related("process", "finding", "version"):
        tell_event(event)
