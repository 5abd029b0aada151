"""What the outbox tells the list of a hearing: whether an invitation reached a mail server."""

from django.dispatch import receiver

from consultations.process.hearing.sending import note_delivered, note_undeliverable
from notifications.signals import mail_delivered, mail_given_up


@receiver(mail_delivered)
def invitation_delivered(sender, message, **kwargs) -> None:
    note_delivered(message)


@receiver(mail_given_up)
def invitation_undeliverable(sender, message, **kwargs) -> None:
    note_undeliverable(message)
