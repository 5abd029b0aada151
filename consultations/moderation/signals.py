"""Named events of the moderation feature."""

from django.dispatch import Signal

#: Sent inside the transaction after a contribution was admitted (released or merged), with `contribution` and `actor`.
contribution_admitted = Signal()

#: Sent inside the transaction when a moderator has settled what was open about a contribution, with `contribution`.
items_settled = Signal()
