"""What happens to records, for features above."""

from django.dispatch import Signal

#: The record of a conference is confirmed, or late cards of it are: `conference`, `actor`. Inside the transaction.
#: Whoever hands cards over does it for those that were not yet; sending it again is safe.
cards_confirmed = Signal()
