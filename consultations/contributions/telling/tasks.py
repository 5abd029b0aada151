"""Background work of telling participants."""

from celery import shared_task

from consultations.contributions.telling import services
from consultations.drafts.models import DraftVersion
from consultations.process.models import Phase


@shared_task
def tell_of_version(version_pk: int) -> None:
    """Tell participants of a version that was just published."""
    services.tell_of_version(DraftVersion.objects.select_related("draft__process").get(pk=version_pk))


@shared_task
def tell_of_moved_phase(phase_pk: int) -> None:
    """Tell participants that a phase ends on another day; nothing when it was removed meanwhile."""
    if phase := Phase.objects.select_related("process").filter(pk=phase_pk).first():
        services.tell_of_moved_phase(phase)


@shared_task
def tell_of_the_day() -> None:
    """Tell of phases that begin and end, and make up for what was missed."""
    services.tell_of_the_day()
