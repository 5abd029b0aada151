"""Named events of the moderation feature."""

from django.dispatch import Signal

#: Sent inside the transaction after a contribution was admitted (released or merged), with `contribution` and `actor`
#: (None when a process publishes first and looks afterwards).
contribution_admitted = Signal()

#: Sent inside the transaction when a moderator has settled what was open about a contribution, with `contribution`.
items_settled = Signal()
