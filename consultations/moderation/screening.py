"""The look the software takes at each contribution after it came in: warning signs, and what says the same."""

import logging

from django.db import transaction

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.afterwards import is_unreviewed, raise_signs
from consultations.moderation.campaigns.matching import place
from consultations.moderation.signs import signs_of

logger = logging.getLogger(__name__)


def screen(pk: int) -> None:
    """Look at one contribution; safe to repeat, and to start twice at once."""
    contribution = Contribution.objects.received().select_related("process").filter(pk=pk).first()
    if contribution is None or contribution.is_official_reply:
        return
    with transaction.atomic():
        if contribution.state == State.PENDING or is_unreviewed(contribution):
            raise_signs(contribution, signs_of(contribution))
        place(contribution)


def start_screening(pk: int) -> None:
    """Ask a worker to look at one contribution. A broker that is down is no error: the sweep finds it."""
    from consultations.moderation.tasks import screen_contribution

    try:
        screen_contribution.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take the screening of contribution %s; the sweep will.", pk)
