"""Raising and settling what brings a contribution before the moderators besides its first decision."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.signals import items_settled
from consultations.process.enums import Action
from consultations.process.rules import require


def raise_item(
    contribution: Contribution, occasion: Occasion, *, sign: str = "", detail: str = "", raised_by=None
) -> ReviewItem | None:
    """Put a contribution before the moderators; None when the same occasion and sign wait there already."""
    try:
        with transaction.atomic():
            return ReviewItem.objects.create(
                contribution=contribution, occasion=occasion, sign=sign, detail=detail, raised_by=raised_by
            )
    except IntegrityError:
        return None


@transaction.atomic
def settle_items(contribution: Contribution, *, actor, note: str = "", **details) -> int:
    """Settle everything open about a contribution; returns how many items there were. `details` go to the log."""
    require(actor, Action.MODERATE, contribution.process)
    settled = (
        ReviewItem.objects.open()
        .filter(contribution=contribution)
        .update(settled_at=timezone.now(), settled_by=actor, settled_note=note)
    )
    if settled:
        scope = contribution.process.slug
        record(actor, "moderation.settle_items", contribution, scope=scope, reason=note, items=settled, **details)
        items_settled.send(sender=ReviewItem, contribution=contribution)
    return settled


def close_items(contribution: Contribution) -> int:
    """Close what is open about a contribution that is no longer there to be looked at; nobody settled it."""
    return ReviewItem.objects.open().filter(contribution=contribution).update(settled_at=timezone.now())
