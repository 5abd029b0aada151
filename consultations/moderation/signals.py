"""Named events of the moderation feature."""

from django.dispatch import Signal

#: Sent inside the transaction after a contribution was admitted (released or merged), with `contribution` and `actor`.
contribution_admitted = Signal()
