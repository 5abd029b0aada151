"""What the workbench does when features below say that something happened."""

from django.dispatch import receiver

from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.signals import published_text_changed
from consultations.synthesis.workbench.claims import forget_claim
from consultations.synthesis.workbench.cutting import refit


@receiver(published_text_changed)
def fit_passages(contribution, before, after, actor, **kwargs) -> None:
    """Passages stay where their words are when moderators shorten a text afterwards."""
    refit(contribution, before, after, actor=actor)


@receiver(contribution_withdrawn)
def let_it_go(contribution, **kwargs) -> None:
    """Nobody has to code what its author took back."""
    forget_claim(contribution)
