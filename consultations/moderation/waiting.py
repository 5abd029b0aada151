"""What waits for the moderators: first decisions and open items, a group of near-identical ones as one row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.models import CampaignMember, CampaignState
from consultations.moderation.models import ModerationDecision, Occasion, QueueEntry, ReviewItem
from consultations.process.models import Process

#: The time over which it is shown how the promise was kept.
LOOKING_BACK = timedelta(days=30)
#: So many seconds pages show the same number of a month.
SHOWN_FOR = 300


def awaiting(process: Process | None = None) -> QuerySet[Contribution]:
    """Contributions of a process, or of all, somebody has to look at: not decided on yet, or with an open item."""
    if process is None:
        return Contribution.objects.filter(queue_entry__isnull=False)
    return Contribution.objects.filter(queue_entry__process=process)


def computed() -> QuerySet[Contribution]:
    """What waits, worked out from what is there, with `since` and `group`: what the kept entries have to say.

    The SQL of `queue_keeping` says the same. For tests and for repairs; on many contributions it takes long.
    """
    items = ReviewItem.objects.open().filter(contribution=OuterRef("pk"))
    raised = Subquery(items.order_by("raised_at").values("raised_at")[:1])
    member = CampaignMember.objects.filter(contribution=OuterRef("pk"), is_left_out=False)
    rows = Contribution.objects.received().exclude(state=State.WITHDRAWN)
    return rows.filter(Q(state=State.PENDING) | Exists(items)).annotate(
        since=Case(When(state=State.PENDING, then=F("received_at")), default=raised),
        group=Subquery(member.values("campaign")[:1]),
    )


def with_waiting_since(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Adds `waiting_since`: when it came in, or for one that is decided on, when its oldest open item was raised."""
    return rows.annotate(waiting_since=F("queue_entry__since"))


def in_order(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """What has waited longest comes first."""
    return with_waiting_since(rows).order_by("waiting_since", "pk")


def heads(process: Process, rows: QuerySet[Contribution] | None = None) -> QuerySet[Contribution]:
    """Of what waits, each single contribution and one for each group: the first of its members among `rows`."""
    grouped = QueueEntry.objects.grouped()
    if rows is None:
        # Looked up for each row that is shown, so that a page does not wait for all that are not.
        earlier = grouped.filter(campaign=OuterRef("queue_entry__campaign"), contribution__lt=OuterRef("pk"))
        return awaiting(process).filter(~Exists(earlier))
    first = (
        grouped.filter(process=process, contribution__in=rows.order_by().values("pk"))
        .order_by()
        .values("campaign")
        .annotate(first=Min("contribution"))
        .values("first")
    )
    return rows.filter(~Exists(grouped.filter(contribution=OuterRef("pk"))) | Q(pk__in=first))


def overdue_before(process: Process) -> datetime:
    """Whoever has waited since before this moment has waited longer than the process promises."""
    return timezone.now() - timedelta(hours=process.review_within_hours)


@dataclass(frozen=True)
class Waiting:
    """What waits: how many, in how many rows of the list, since when, and how many for too long."""

    count: int
    oldest: datetime | None
    overdue: int
    rows: int

    @property
    def in_groups(self) -> int:
        """How many stand in the row of another one."""
        return self.count - self.rows


def waiting(process: Process) -> Waiting:
    """The queue of a process in four numbers, in one query."""
    grouped = Q(campaign__isnull=False) & ~Q(campaign__state=CampaignState.DISSOLVED)
    row = QueueEntry.objects.filter(process=process).aggregate(
        count=Count("pk"),
        oldest=Min("since"),
        overdue=Count("pk", filter=Q(since__lt=overdue_before(process))),
        together=Count("pk", filter=grouped),
        groups=Count("campaign", filter=grouped, distinct=True),
    )
    together, groups = row.pop("together"), row.pop("groups")
    return Waiting(**row, rows=row["count"] - together + groups)


@dataclass(frozen=True)
class Kept:
    """How the promise to look within so many hours was kept: of how many, how many in time."""

    total: int
    in_time: int

    @property
    def percent(self) -> int:
        """Share in time, rounded down: 99.9 % is not all."""
        return self.in_time * 100 // self.total if self.total else 100


def kept_promise(process: Process) -> Kept:
    """What was looked at for the first time in the last 30 days, and how much of it in time; two queries."""
    since, promised = timezone.now() - LOOKING_BACK, timedelta(hours=process.review_within_hours)
    earlier = ModerationDecision.objects.filter(contribution=OuterRef("contribution"), pk__lt=OuterRef("pk"))
    unreviewed = ReviewItem.objects.filter(contribution=OuterRef("contribution"), occasion=Occasion.UNREVIEWED)
    first = ModerationDecision.objects.filter(
        ~Exists(earlier), ~Exists(unreviewed), contribution__process=process, decided_at__gte=since
    ).aggregate(
        total=Count("pk"),
        in_time=Count("pk", filter=Q(decided_at__lte=F("contribution__received_at") + promised)),
    )
    confirmed = ReviewItem.objects.filter(
        occasion=Occasion.UNREVIEWED,
        contribution__process=process,
        settled_at__gte=since,
        settled_by__isnull=False,
    ).aggregate(total=Count("pk"), in_time=Count("pk", filter=Q(settled_at__lte=F("raised_at") + promised)))
    return Kept(first["total"] + confirmed["total"], first["in_time"] + confirmed["in_time"])


def lately_kept_promise(process: Process) -> Kept:
    """The same for pages, some minutes old at most: counting a month of decisions must not hold up a list."""
    if settings.PAGE_CACHE_SECONDS <= 0:
        return kept_promise(process)
    key = f"moderation:kept:{process.pk}:{process.review_within_hours}"
    known = cache.get(key)
    if known is None:
        known = kept_promise(process)
        cache.set(key, known, SHOWN_FOR)
    return known
