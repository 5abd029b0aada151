"""What conferences tell the features above them."""

from django.dispatch import Signal

#: Sent in the transaction in which staff change what people who registered have to know. Arguments: `conference`:
#: Conference, `changes`: list of (label, before, after) strings, `actor`, `text`: sentence of the office;
#: `conference.is_cancelled` tells a cancellation.
conference_changed = Signal()
