"""Writes of conveners and keepers: networks, members, groups, sections. Meetings have a module of their own."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from regions.networks import telling
from regions.networks.enums import AHEAD, MemberRole
from regions.networks.models import Network, NetworkMember, Revised
from regions.networks.rules import require_manager
from regions.rules import require_keeper


class Stale(Exception):
    """Somebody else saved the same thing since the form was opened; `current` is its revision now."""

    def __init__(self, current: int) -> None:
        super().__init__(current)
        self.current = current


class Refused(Exception):
    """It is not possible; `sentence` says why, for the person who asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def lock_for(actor, network: Network) -> Network:
    """One change of a network at a time, by somebody who may."""
    locked = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    require_manager(actor, locked)
    return locked


def check_seen(row: Revised, seen: int) -> None:
    """Raises Stale when the row is not the one the person looked at."""
    current = type(row).objects.values_list("revision", flat=True).filter(pk=row.pk).first()
    if current is None:
        raise Refused(_("Somebody has just deleted this."))
    if current != seen:
        raise Stale(current)


@transaction.atomic
def create_network(network: Network, *, actor) -> Network:
    """Begin a network; only keepers do."""
    require_keeper(actor)
    network.save()
    record(actor, "networks.create", network)
    return network


@transaction.atomic
def save_row(
    row: Revised, *, network: Network, actor, action: str, seen: int = 0, many: dict[str, Iterable[Any]] | None = None
) -> Revised:
    """Store something of a network, new or changed, and what it points to many of. Raises Stale, Refused."""
    lock_for(actor, network)
    if row.pk is not None:
        check_seen(row, seen)
        row.revision = seen + 1
    if isinstance(row, Network):
        _keep_what_only_keepers_change(row, actor)
    row.save()
    for name, values in (many or {}).items():
        getattr(row, name).set(values)
    record(actor, action, network, row=str(row)[:200])
    return row


def _keep_what_only_keepers_change(network: Network, actor) -> None:
    stored = Network.objects.get(pk=network.pk)
    if (stored.is_published, stored.slug) != (network.is_published, network.slug):
        require_keeper(actor)


@transaction.atomic
def delete_row(row: Revised, *, network: Network, actor, action: str) -> None:
    """Delete something of a network."""
    lock_for(actor, network)
    record(actor, action, network, row=str(row)[:200])
    row.delete()


@transaction.atomic
def add_member(member: NetworkMember, *, actor) -> NetworkMember:
    """Take an office or an account in; it hears of the meetings ahead. Raises Refused."""
    network = lock_for(actor, member.network)
    same = {"office": member.office} if member.office_id else {"user": member.user}
    if network.members.active().filter(**same).exists():
        raise Refused(_("This member belongs to the network already."))
    # A membership that ended in the past stays as it is: it says who belonged to it then.
    network.members.filter(**same, until__isnull=True).update(until=timezone.localdate())
    member.save()
    record(actor, "networks.add_member", network, member=str(member), role=member.role)
    for meeting in network.meetings.upcoming().filter(state__in=AHEAD):
        telling.tell_of_meeting(meeting, meeting.state, members=[member])
    return member


@transaction.atomic
def change_member(member: NetworkMember, *, actor, seen: int) -> None:
    """Another role or function."""
    network = lock_for(actor, member.network)
    check_seen(member, seen)
    if member.role != MemberRole.CONVENER:
        _keep_one_convener(network, member, actor)
    member.revision = seen + 1
    member.save()
    record(actor, "networks.change_member", network, member=str(member), role=member.role)


@transaction.atomic
def remove_member(member: NetworkMember, *, actor) -> None:
    """End a membership as of yesterday: with the next click the person is outside, links included."""
    network = lock_for(actor, member.network)
    _keep_one_convener(network, member, actor)
    yesterday = timezone.localdate() - timedelta(days=1)
    member.until = max(yesterday, member.since - timedelta(days=1))
    member.save(update_fields=["until"])
    member.replies.filter(meeting__date__gte=timezone.localdate()).delete()
    record(actor, "networks.remove_member", network, member=str(member))


def _keep_one_convener(network: Network, member: NetworkMember, actor) -> None:
    """Nobody leaves a network without anybody to lead it by accident; keepers can."""
    others = network.members.active().filter(role=MemberRole.CONVENER).exclude(pk=member.pk)
    was_convener = network.members.filter(pk=member.pk, role=MemberRole.CONVENER).exists()
    mine = network.members.of(actor).filter(pk=member.pk).exists()
    if was_convener and mine and not others.exists():
        raise Refused(_("You are the only one who convenes this network. Please make somebody else a convener first."))
