"""Named events of the moderation feature."""

from django.dispatch import Signal

#: Sent inside the transaction after a contribution was admitted (released or merged), with `contribution` and `actor`
#: (None when a process publishes first and looks afterwards).
contribution_admitted = Signal()

#: Sent inside the transaction after a moderator refused a contribution, also one that was public, with `contribution`.
contribution_rejected = Signal()

#: Sent inside the transaction when a moderator has settled what was open about a contribution, with `contribution`.
items_settled = Signal()

#: Sent inside the transaction when a decision gave a contribution another published text, with `contribution`,
#: `before`, `after` and `actor`. What is not published counts as its author wrote it, so that neither text is empty.
published_text_changed = Signal()
