"""What the synthesis does when features below say that something happened."""

from django.dispatch import receiver

from consultations.moderation.signals import contribution_admitted
from consultations.synthesis.services import ensure_segment


@receiver(contribution_admitted)
def segment_for_admitted(contribution, **kwargs) -> None:
    """Everything admitted stands in the list of what is to be evaluated, from the same transaction on."""
    if not contribution.is_official_reply:
        ensure_segment(contribution)
