"""What the help that learns does when something below happens."""

from django.db import transaction
from django.dispatch import receiver

from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.signals import contribution_admitted, published_text_changed
from consultations.synthesis.suggesting.asking import ask_to_keep_up
from consultations.synthesis.suggesting.corpus import refresh
from consultations.synthesis.suggesting.models import TextVector


@receiver(contribution_admitted)
def vectors_for_admitted(contribution, **kwargs) -> None:
    """What is admitted, or published with passages removed, gets its vector and its suggestions from a worker."""
    refresh(contribution.pk)
    ask_to_keep_up()


@receiver(published_text_changed)
def vectors_for_changed(contribution, **kwargs) -> None:
    """Passages are fitted to the shortened text in this transaction; their vectors follow when it is done."""

    def follow() -> None:
        refresh(contribution.pk)
        ask_to_keep_up()

    transaction.on_commit(follow)


@receiver(contribution_withdrawn)
def forget_vectors(contribution, **kwargs) -> None:
    """Of what its author took back nothing is kept, a vector included."""
    TextVector.objects.filter(segment__contribution=contribution.pk).delete()
