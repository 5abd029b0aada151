"""What the moderation does when features below say that something happened."""

from django.dispatch import receiver
from django.utils import timezone

from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.models import ReviewItem


@receiver(contribution_withdrawn)
def settle_what_waited(contribution, **kwargs) -> None:
    """Nobody has to look at what its author took back."""
    ReviewItem.objects.open().filter(contribution=contribution).update(settled_at=timezone.now())
