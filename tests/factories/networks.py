"""Networks with a convener, members and an outsider."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from regions.networks.enums import MeetingState, MemberRole
from regions.networks.meetings import free_slug
from regions.networks.models import Network, NetworkMeeting, NetworkMember
from regions.offices.models import Office
from regions.places.models import Region
from tests.factories.accounts import UserFactory


def make_network(slug: str = "kaib", *, state: str = "14", **fields) -> Network:
    """A public network of a state."""
    region, _created = Region.objects.get_or_create(ags=state, defaults={"name": f"Land {state}", "level": "state"})
    return Network.objects.create(
        **{"slug": slug, "title": f"Netzwerk {slug}", "state": region, "is_published": True, **fields}
    )


def make_office(ags: str = "14511", **fields) -> Office:
    """An office of a district."""
    state, _created = Region.objects.get_or_create(ags=ags[:2], defaults={"name": f"Land {ags[:2]}", "level": "state"})
    region, _created = Region.objects.get_or_create(
        ags=ags, defaults={"name": f"Kreis {ags}", "level": "district", "parent": state}
    )
    return Office.objects.create(**{"region": region, "title": "Integrationsbeauftragte", **fields})


def make_meeting(network: Network, *, in_days: int = 30, **fields) -> NetworkMeeting:
    """A meeting so many days from today; in preparation unless `state` says otherwise."""
    day = timezone.localdate() + timedelta(days=in_days)
    meeting = NetworkMeeting(**{"network": network, "title": "Frühjahrstreffen", "date": day, **fields})
    meeting.slug = free_slug(meeting)
    meeting.save()
    return meeting


def make_held(network: Network, *, in_days: int = -30, **fields) -> NetworkMeeting:
    """A meeting that is over, with published minutes."""
    values = {"state": MeetingState.HELD, "minutes": "Es wurde viel gesagt.", "minutes_published_at": timezone.now()}
    return make_meeting(network, in_days=in_days, **{**values, **fields})


@dataclass
class Circle:
    """A network and the people around it."""

    network: Network
    convener: User
    #: Stands behind an office.
    holder: User
    #: Belongs to it by the account.
    member: User
    guest: User
    former: User
    #: Member of another network.
    neighbour: User
    #: The office without anybody's account, reachable by mail.
    mailbox: NetworkMember
    other: Network


def make_circle() -> Circle:
    """Everybody a permission is tried with."""
    network, other = make_network(), make_network("lag", state="16")
    names = ("convener", "holder", "member", "guest", "former", "neighbour")
    people = {name: UserFactory(email=f"{name}@netz.example", display_name=name.capitalize()) for name in names}
    add = NetworkMember.objects.create
    add(network=network, user=people["convener"], role=MemberRole.CONVENER, function="Landesbeauftragte")
    add(network=network, office=make_office("14511", holder=people["holder"]))
    add(network=network, user=people["member"], function="Fachstelle")
    add(network=network, user=people["guest"], role=MemberRole.GUEST, function="Gast")
    yesterday = timezone.localdate() - timedelta(days=1)
    add(network=network, user=people["former"], since=yesterday - timedelta(days=9), until=yesterday)
    add(network=other, user=people["neighbour"], role=MemberRole.CONVENER)
    mailbox = add(network=network, office=make_office("14521", email="amt@kreis.example"))
    return Circle(network=network, other=other, mailbox=mailbox, **people)
