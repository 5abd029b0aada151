"""Background work of the results feature."""

import logging

from celery import shared_task

from consultations.results.models import ResultEvent, ResultsPublication
from consultations.results.notify import tell_authors, tell_event

logger = logging.getLogger(__name__)


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
    """Tell authors and followers whom a dead broker or worker left waiting. One that fails keeps no other waiting."""
    publications = ResultsPublication.objects.filter(notified_at__isnull=True).select_related("process")
    events = ResultEvent.objects.untold().select_related("process", "finding", "version")
    for tell, rows in ((tell_authors, publications), (tell_event, events)):
        for row in rows:
            try:
                tell(row)
            except Exception:  # the next sweep tries again
                logger.exception("Nobody was told of %s %s.", type(row).__name__, row.pk)
