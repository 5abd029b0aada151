"""What happens when the record of a conference is confirmed."""

from django.dispatch import receiver

from consultations.conferences.models import Conference
from consultations.conferences.record.signals import cards_confirmed
from consultations.contributions.cards import services


@receiver(cards_confirmed, dispatch_uid="cards.cards_confirmed")
def hand_over(sender, conference: Conference, actor, **kwargs) -> None:
    """Cards become contributions in the transaction of the confirmation."""
    services.hand_over(conference, actor=actor)
