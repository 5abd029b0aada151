"""Named events of processes, sent inside the transaction that makes them true."""

from django.dispatch import Signal

#: The last day of a phase was changed: `phase`.
phase_moved = Signal()
