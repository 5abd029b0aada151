"""What there is to tell when features below say that something happened."""

import logging

from django.db import transaction
from django.dispatch import receiver

from consultations.contributions.telling.tasks import tell_of_moved_phase, tell_of_version
from consultations.drafts.signals import version_published
from consultations.process.signals import phase_moved

logger = logging.getLogger(__name__)


@receiver(version_published)
def tell_participants(version, **kwargs) -> None:
    """Have a worker tell them after the commit; what a dead broker does not take, the task of the day finds."""

    def start() -> None:
        try:
            tell_of_version.delay(version.pk)
        except Exception:  # every broker has exceptions of its own
            logger.warning("The broker did not take the news of version %s; the task of the day will.", version.pk)

    transaction.on_commit(start, robust=True)


@receiver(phase_moved)
def tell_of_new_end(phase, **kwargs) -> None:
    """Have a worker tell participants after the commit; the reminder before the end says the day in any case."""

    def start() -> None:
        try:
            tell_of_moved_phase.delay(phase.pk)
        except Exception:  # every broker has exceptions of its own
            logger.warning("The broker did not take the news of phase %s.", phase.pk)

    transaction.on_commit(start, robust=True)
