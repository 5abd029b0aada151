"""Named events of the contributions feature, sent inside the transaction that makes them true.

Each comes with `contribution`. A contribution of a guest is submitted once its address is confirmed.
"""

from django.dispatch import Signal

#: A new contribution waits for the moderators: online, confirmed by a guest, or recorded from a letter.
contribution_submitted = Signal()

#: The author changed a contribution that nobody decided on or replied to yet.
contribution_edited = Signal()

#: The author took a contribution back; also with `earlier_state`.
contribution_withdrawn = Signal()

#: An author's account is closed. Instead of `contribution` two querysets, locked: of `closed` ones (rejected,
#: withdrawn) no word is left, of `shortened` ones only what was published.
contribution_emptied = Signal()
