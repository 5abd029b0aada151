"""What the drafts do when features below say that words are not public any more."""

from django.dispatch import receiver

from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.signals import contribution_rejected, published_text_changed
from consultations.synthesis.drafting.forgetting import forget_quotes


@receiver([contribution_withdrawn, contribution_rejected, published_text_changed])
def forget_words(contribution, **kwargs) -> None:
    """A draft repeats nothing of what was taken back, taken out or refused."""
    forget_quotes(contribution)
