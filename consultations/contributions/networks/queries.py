"""What pages of networks, meetings and processes show of each other."""

from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from consultations.contributions.models import Contribution
from consultations.contributions.networks.models import DraftDiscussion, NetworkInvitation
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.process.rules import open_phase
from regions.networks.enums import MeetingState
from regions.networks.models import Network, NetworkMeeting, NetworkMember


@dataclass
class Discussed:
    """A consultation a meeting discussed, and what the public reads of the position."""

    discussion: DraftDiscussion
    #: For conveners only: it counts what is pending or was rejected, too.
    received: int = 0
    public: list[Contribution] = field(default_factory=list)


def discussed_at(user, meeting: NetworkMeeting) -> list[Discussed]:
    """Consultations of a meeting that a person may see; two queries."""
    rows = (
        meeting.discussions.filter(process__in=Process.objects.visible_to(user))
        .select_related("process")
        .annotate(received=Count("positions__statement__contributions"))
        .order_by("added_at", "pk")
    )
    found = {row.pk: Discussed(row, row.received) for row in rows}
    contributions = (
        Contribution.objects.public()
        .filter(statement__network_position__discussion__in=found)
        .select_related("statement__network_position", "process", "category")
        .order_by("received_at", "pk")
    )
    for contribution in contributions:
        found[contribution.statement.network_position.discussion_id].public.append(contribution)
    return list(found.values())


def discussable(user, meeting: NetworkMeeting) -> QuerySet[Process]:
    """Running consultations that are not on the meeting's agenda yet."""
    there = meeting.discussions.values("process")
    return Process.objects.visible_to(user).filter(is_published=True, finished_on__isnull=True).exclude(pk__in=there)


def is_open(process: Process) -> bool:
    """Whether a position can be recorded now about anything."""
    return any(open_phase(process, kind) for kind in TargetKind.values)


def invited_networks(process: Process) -> QuerySet[Network]:
    """Public networks that were invited to a process, in the order of their titles."""
    return (
        Network.objects.public()
        .filter(pk__in=NetworkInvitation.objects.filter(process=process).values("network"))
        .order_by("title")
    )


def networks_to_invite(process: Process) -> list[Network]:
    """All public networks with their number of members; `invitation` is the one they had, or None."""
    found = list(Network.objects.public().select_related("state").order_by("state__name", "title"))
    active = NetworkMember.objects.active().filter(network__in=found).order_by().values_list("network")
    numbers = dict(active.annotate(number=Count("pk")))
    invitations = {row.network_id: row for row in process.invited_networks.all()}
    for network in found:
        network.number = numbers.get(network.pk, 0)
        network.invitation = invitations.get(network.pk)
    return found


def meetings_about(user, process: Process) -> QuerySet[NetworkMeeting]:
    """Public meetings of public networks that discuss a process and were not cancelled, the latest first."""
    return (
        NetworkMeeting.objects.public()
        .exclude(state=MeetingState.CANCELLED)
        .filter(network__is_published=True, discussions__process=process)
        .select_related("network")
        .order_by("-date", "-pk")
    )


def invitations_of(user, network: Network) -> QuerySet[NetworkInvitation]:
    """Consultations a network was invited to that a person may see, the newest first."""
    return (
        NetworkInvitation.objects.filter(network=network, process__in=Process.objects.visible_to(user))
        .select_related("process")
        .order_by("-invited_at", "-pk")
    )
