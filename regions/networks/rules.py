"""Who belongs to a network and who leads it: the one place pages, services and files ask."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from regions.networks.enums import MemberRole
from regions.networks.models import Network, NetworkMember
from regions.rules import keeps_regions

#: Of two memberships of one person the first one speaks.
_ORDER = (MemberRole.CONVENER, MemberRole.MEMBER, MemberRole.GUEST)


@dataclass(frozen=True)
class Standing:
    """What a person is in a network."""

    member: NetworkMember | None
    is_keeper: bool

    @property
    def is_insider(self) -> bool:
        """Reads the internal area: members and keepers; guests come to meetings only."""
        return self.is_keeper or (self.member is not None and self.member.role != MemberRole.GUEST)

    @property
    def manages(self) -> bool:
        return self.is_keeper or (self.member is not None and self.member.role == MemberRole.CONVENER)


def standing_of(user, network: Network) -> Standing:
    """What a person is in a network today."""
    mine = list(network.members.of(user).with_people()) if user.is_authenticated else []
    member = min(mine, key=lambda row: _ORDER.index(row.role), default=None)
    return Standing(member, keeps_regions(user))


def may_see(network: Network, standing: Standing) -> bool:
    """Whether a person may know of a network: everybody, once it is public."""
    return network.is_published or standing.is_insider


def require_manager(user, network: Network) -> None:
    """Raise PermissionDenied unless the person leads this network or keeps all of them."""
    if not standing_of(user, network).manages:
        raise PermissionDenied("networks")


def require_insider(user, network: Network) -> None:
    """Raise PermissionDenied unless the person may read the internal area."""
    if not standing_of(user, network).is_insider:
        raise PermissionDenied("networks")
