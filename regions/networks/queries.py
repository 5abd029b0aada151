"""What pages of networks show, each in a constant number of queries."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear

from regions.networks.enums import FollowUpState, MeetingState, MemberRole
from regions.networks.models import (
    GroupResult,
    MeetingReply,
    Network,
    NetworkMeeting,
    NetworkMember,
    Recommendation,
    WorkingGroup,
)
from regions.networks.rules import Standing
from regions.networks.sharing.models import Approach, NetworkDocument
from regions.offices.models import Office
from regions.places.models import Region

#: Of more there is a page of their own.
MOST_PAST, MOST_DONE = 3, 20


def networks_for(user, *, is_keeper: bool) -> list[Network]:
    """Networks somebody may know of, with their number of members and their next public meeting."""
    rows = Network.objects.select_related("state")
    if not is_keeper:
        mine = NetworkMember.objects.of(user).exclude(role=MemberRole.GUEST).values("network")
        rows = rows.filter(Q(is_published=True) | Q(pk__in=mine))
    found = list(rows)
    active = NetworkMember.objects.active().filter(network__in=found).values_list("network")
    numbers = dict(active.annotate(number=Count("pk")).order_by())
    next_ones: dict[int, NetworkMeeting] = {}
    for meeting in NetworkMeeting.objects.public().upcoming().exclude(state=MeetingState.CANCELLED):
        next_ones.setdefault(meeting.network_id, meeting)
    for network in found:
        network.member_count = numbers.get(network.pk, 0)
        network.next_meeting = next_ones.get(network.pk)
        if network.next_meeting:
            network.next_meeting.network = network
    return found


def meetings_for(network: Network, standing: Standing) -> QuerySet[NetworkMeeting]:
    """Meetings a person may read of: members all that were told, everybody the public ones."""
    rows = network.meetings.all()
    return rows.told() if standing.is_insider else rows.public()


def with_network(meetings: Iterable[NetworkMeeting], network: Network) -> list[NetworkMeeting]:
    """The rows with the network they were found by, so that their addresses cost no query."""
    found = list(meetings)
    for meeting in found:
        meeting.network = network
    return found


def public_members(network: Network) -> list[tuple[Region | None, list[NetworkMember]]]:
    """Active members by district; those without an office last, by their function and never by name."""
    shown = Q(office__isnull=True) | Q(office__in=Office.objects.public())
    rows = network.members.active().filter(shown).select_related("office__region")
    rows = sorted(rows, key=lambda row: (row.office.region.ags if row.office_id else "~", row.pk))
    return [
        (region, list(members))
        for region, members in groupby(rows, key=lambda row: row.office.region if row.office_id else None)
    ]


def groups_of(network: Network) -> list[WorkingGroup]:
    """Working groups with the offices in them and their results."""
    members = NetworkMember.objects.active().select_related("office__region")
    return list(
        network.working_groups.prefetch_related(
            Prefetch("members", members), Prefetch("results", GroupResult.objects.all())
        )
    )


def recommendations_of(network: Network, standing: Standing) -> dict[str, Any]:
    """Recommendations that can be read: those that are open, and the latest that are done."""
    rows = Recommendation.objects.filter(meeting__network=network).select_related("meeting")
    rows = rows.published() if standing.is_insider else rows.public()
    rows = rows.prefetch_related("follow_ups")
    done = rows.filter(state=FollowUpState.DONE)
    found = {"open": list(rows.exclude(state=FollowUpState.DONE)), "done": list(done[:MOST_DONE])}
    for row in [*found["open"], *found["done"]]:
        row.meeting.network = network
    return found


def documents_for(network: Network, standing: Standing) -> QuerySet[NetworkDocument]:
    """Documents a person may open."""
    rows = NetworkDocument.objects.filter(network=network).select_related("meeting", "group", "item")
    if standing.manages:
        return rows
    told = Q(meeting__isnull=True) | Q(meeting__in=network.meetings.told())
    return rows.filter(told) if standing.is_insider else rows.public()


def network_page(network: Network, standing: Standing) -> dict[str, Any]:
    """Everything the public page of a network shows."""
    meetings = meetings_for(network, standing)
    documents = documents_for(network, standing).filter(meeting__isnull=True)
    approaches = Approach.objects.filter(network=network, is_public=True).select_related("district")
    return {
        "upcoming": with_network(meetings.upcoming(), network),
        "past": with_network(meetings.past()[:MOST_PAST], network),
        "past_count": meetings.past().count(),
        "members": public_members(network),
        "groups": groups_of(network),
        "recommendations": recommendations_of(network, standing),
        "sections": list(network.sections.select_related("office")),
        "documents": list(documents),
        "approaches": with_network(approaches.prefetch_related("tags"), network),
    }


def meeting_page(meeting: NetworkMeeting, standing: Standing) -> dict[str, Any]:
    """Agenda, minutes, recommendations and documents of a meeting, as far as a person may read them."""
    documents = list(documents_for(meeting.network, standing).filter(meeting=meeting))
    of_items: dict[int, list[NetworkDocument]] = {}
    for document in documents:
        if document.item_id:
            of_items.setdefault(document.item_id, []).append(document)
    items = list(meeting.items.all())
    for item in items:
        item.files = of_items.get(item.pk, [])
    readable = meeting.has_public_minutes
    recommendations = meeting.recommendations.prefetch_related("follow_ups") if readable else []
    return {
        "items": items,
        "documents": [row for row in documents if not row.item_id],
        "minutes": meeting.minutes if readable else "",
        "recommendations": list(recommendations),
    }


def years_of(meetings: QuerySet[NetworkMeeting]) -> list[dict[str, int]]:
    """Years of the archive with the number of meetings, newest first."""
    rows = meetings.past().order_by().annotate(year=ExtractYear("date")).values("year")
    return list(rows.annotate(number=Count("pk")).order_by("-year"))


def archive(network: Network, standing: Standing, *, year: int | None = None, words: str = "") -> list[NetworkMeeting]:
    """Meetings that are over, newest first, of a year or with all these words; with agenda and recommendations.

    Words are compared in Python: SQLite compares only ASCII letters without case, and a network has some hundred
    meetings at most.
    """
    rows = meetings_for(network, standing).past().prefetch_related("items", "recommendations")
    if year is not None:
        rows = rows.filter(date__year=year)
    found = with_network(rows, network)
    wanted = words.casefold().split()
    return [row for row in found if all(word in _said(row) for word in wanted)] if wanted else found


def _said(meeting: NetworkMeeting) -> str:
    """What can be read of a meeting, for the search: nothing of minutes that are a draft."""
    parts = [meeting.title, meeting.place, meeting.text, str(meeting.date.year)]
    for item in meeting.items.all():
        parts += [item.title, item.speaker, item.text]
    if meeting.has_public_minutes:
        parts += [meeting.minutes, *(row.text for row in meeting.recommendations.all())]
    return " ".join(parts).casefold()


def members_with_contact(network: Network) -> list[NetworkMember]:
    """Active members with office, district and the account behind them: for members and for features above."""
    rows = network.members.active().with_people()
    return sorted(rows, key=lambda row: (row.office.region.ags if row.office_id else "~", row.pk))


def replies_to(meeting: NetworkMeeting) -> dict[str, Any]:
    """Who replied what, and who has not yet."""
    replies = {row.member_id: row for row in MeetingReply.objects.filter(meeting=meeting)}
    members = members_with_contact(meeting.network)
    for member in members:
        member.reply = replies.get(member.pk)
    given = [member.reply.answer for member in members if member.reply]
    return {
        "members": members,
        "yes": given.count("yes"),
        "maybe": given.count("maybe"),
        "no": given.count("no"),
        "open": len(members) - len(given),
        "unreachable": sum(1 for member in members if not member.address),
    }
