"""Named events of the notifications."""

from django.dispatch import Signal

#: A person chose how often to be told: `user`, `subject` (key, empty for a whole scope), `scope`, `before`, `after`.
#: `before` and `after` are frequencies; None where there was no choice of its own.
frequency_chosen = Signal()
