"""Background work of telling participants."""

from celery import shared_task

from consultations.contributions.telling import services
from consultations.drafts.models import DraftVersion


@shared_task
def tell_of_version(version_pk: int) -> None:
    """Tell participants of a version that was just published."""
    services.tell_of_version(DraftVersion.objects.select_related("draft__process").get(pk=version_pk))


@shared_task
def tell_of_the_day() -> None:
    """Tell of phases that begin and end, and make up for what was missed."""
    services.tell_of_the_day()
