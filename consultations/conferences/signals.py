"""Named events of conferences, sent inside the transaction that makes them true."""

from django.dispatch import Signal

#: Something of an announced conference changed that people have to know of: `conference`; `changes`, a list of
#: (label, before, after) in German; `actor`; `note`, the sentence of the office, may be empty. A conference that was
#: cancelled comes with `conference.is_cancelled` and its public reason in `conference.state_reason`.
conference_changed = Signal()

#: The number of seats of a conference was changed: `conference`, `before`, `actor`.
conference_seats_changed = Signal()
