"""What the moderation does when the contributions say that something happened."""

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from consultations.contributions.signals import (
    contribution_edited,
    contribution_emptied,
    contribution_submitted,
    contribution_withdrawn,
)
from consultations.contributions.telling import services as telling
from consultations.moderation.afterwards import publish_change, publish_or_hold
from consultations.moderation.campaigns.matching import forget
from consultations.moderation.claims import forget_claim
from consultations.moderation.items import close_items
from consultations.moderation.models import Redaction, ReviewItem
from consultations.moderation.objections.models import Objection
from consultations.moderation.screening import start_screening
from consultations.moderation.signals import contribution_admitted


@receiver(contribution_admitted)
def tell_of_reply(contribution, **kwargs) -> None:
    """Whoever was replied to hears of it once the reply can be read."""
    telling.tell_of_reply(contribution)


@receiver(contribution_submitted)
def look_at_it(contribution, **kwargs) -> None:
    """Publish at once where the process does so, and have the software look at it after the commit."""
    publish_or_hold(contribution)
    transaction.on_commit(lambda: start_screening(contribution.pk), robust=True)


@receiver(contribution_edited)
def look_again(contribution, **kwargs) -> None:
    """Another text: it is compared anew, and what stands open about it stays open."""
    forget(contribution)
    publish_change(contribution)
    transaction.on_commit(lambda: start_screening(contribution.pk), robust=True)


@receiver(contribution_withdrawn)
def let_it_go(contribution, **kwargs) -> None:
    """Nobody has to look at what its author took back."""
    forget(contribution)
    forget_claim(contribution)
    close_items(contribution)


@receiver(contribution_emptied)
def forget_words(closed, shortened, **kwargs) -> None:
    """Nobody can decide again on words that are gone: what repeated or marked them goes as well; decisions stay."""
    for contribution in closed:
        forget(contribution)
        close_items(contribution)
    gone = Q(contribution__in=closed) | Q(contribution__in=shortened)
    Redaction.objects.filter(gone).delete()
    ReviewItem.objects.filter(gone).update(detail="")
    Objection.objects.filter(Q(decision__contribution__in=closed) | Q(decision__contribution__in=shortened)).delete()
