"""Who may change an approach."""

from regions.networks.rules import standing_of
from regions.networks.sharing.models import Approach


def may_change(user, approach: Approach) -> bool:
    """The author while a member, and whoever manages the network."""
    standing = standing_of(user, approach.network)
    is_author = approach.author_id is not None and approach.author_id == user.pk
    return standing.manages or (standing.is_insider and is_author)
