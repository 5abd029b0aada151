"""Named events of the notifications."""

from django.dispatch import Signal

#: A person chose how often to be told: `user`, `subject` (key, empty for a whole scope), `scope`, `before`, `after`.
#: `before` and `after` are frequencies; None where there was no choice of its own.
frequency_chosen = Signal()

#: A mail server took a mail: `message`.
mail_delivered = Signal()

#: A mail was given up after days of attempts: `message`.
mail_given_up = Signal()
