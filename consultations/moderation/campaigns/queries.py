"""Reads about groups of near-identical contributions, for the moderators."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from consultations.contributions.enums import ADMITTED_STATES, State
from consultations.contributions.models import Contribution
from consultations.drafts.comparison import Run, redline
from consultations.moderation.campaigns.models import Campaign, CampaignMember, CampaignState
from consultations.moderation.campaigns.services import waiting_members
from consultations.moderation.waiting import awaiting
from consultations.process.models import Process

#: Members of a group on one page; the others are decided on with it all the same, or page by page.
PER_PAGE = 50


@dataclass(frozen=True)
class Group:
    """A group as a row of the list shows it: how many wait, and how many there are in all."""

    campaign: Campaign
    waiting: int
    size: int

    @property
    def is_group(self) -> bool:
        """Whether there is more than one: the others may have been withdrawn."""
        return self.size > 1


def groups_of(process: Process, contributions: Collection[Contribution]) -> dict[int, Group]:
    """The group of each contribution that is in one, by the key of the contribution; two queries."""
    rows = CampaignMember.objects.grouped().filter(contribution__in=[row.pk for row in contributions])
    members = {row.contribution_id: row.campaign for row in rows.select_related("campaign")}
    if not members:
        return {}
    waits = Q(members__contribution__in=awaiting(process).order_by().values("pk"))
    alive = Q(members__contribution__state__in=(State.PENDING, *ADMITTED_STATES))
    inside = Q(members__is_left_out=False)
    numbers = {
        row["pk"]: row
        for row in Campaign.objects.filter(pk__in={campaign.pk for campaign in members.values()})
        .order_by()
        .values("pk")
        .annotate(
            waiting=Count("members", filter=inside & waits),
            size=Count("members", filter=inside & (alive | waits)),
        )
    }
    return {
        pk: Group(campaign, numbers[campaign.pk]["waiting"], numbers[campaign.pk]["size"])
        for pk, campaign in members.items()
    }


@dataclass
class Member:
    """One text of a group, with what it says otherwise than the leading one."""

    contribution: Contribution
    similarity: int
    runs: list[Run] = field(default_factory=list)


@dataclass
class GroupPage:
    """What the page of a group shows."""

    leading: Contribution | None
    page: Page
    members: list[Member]
    #: Keys of all that still wait for a decision, whatever page they are on.
    waiting: list[int]
    merged: int
    left_out: int
    at_work: int


def choose_leading(campaign: Campaign) -> Contribution | None:
    """The text the others are compared with: the one that leads already, else a published one, else the oldest."""
    rows = Contribution.objects.filter(membership__campaign=campaign, membership__is_left_out=False)
    rows = rows.select_related("process", "category", "region", "organisation", "user")
    if campaign.state == CampaignState.CONFIRMED and campaign.leading_id:
        found = rows.filter(pk=campaign.leading_id, state=State.RELEASED).first()
        if found is not None:
            return found
    candidates = list(rows.filter(state__in=(State.RELEASED, State.PENDING)).order_by("received_at", "pk")[:200])
    # Published before waiting, and what may be shown before what is internal; the sort keeps the oldest first.
    candidates.sort(key=lambda row: (row.publication == "internal", row.state != State.RELEASED))
    return candidates[0] if candidates else None


def group_page(campaign: Campaign, leading: Contribution | None, number: str | None) -> GroupPage:
    """The members that wait, page by page, compared with the leading text; a constant number of queries."""
    waits = waiting_members(campaign).order_by("contribution")
    keys = list(waits.values_list("contribution", flat=True))
    others = waits.exclude(contribution=leading.pk) if leading else waits
    others = others.select_related("contribution__category", "contribution__region", "contribution__organisation")
    others = others.prefetch_related("contribution__attachments")
    page = Paginator(others, PER_PAGE).get_page(number)
    members = [
        Member(
            row.contribution,
            int(row.similarity * 100),
            redline(leading.comment, row.contribution.comment) if leading else [],
        )
        for row in page
    ]
    totals = campaign.members.aggregate(
        merged=Count("pk", filter=Q(contribution__state=State.MERGED, is_left_out=False)),
        left_out=Count("pk", filter=Q(is_left_out=True)),
        at_work=Count("pk", filter=Q(agreed_at__isnull=False)),
    )
    return GroupPage(leading, page, members, keys, **totals)
