"""Named events of the notifications."""

from django.dispatch import Signal

#: A mail server took a mail: `message`.
mail_delivered = Signal()

#: A mail was given up after days of attempts: `message`.
mail_given_up = Signal()
