"""What waits for the moderators: first decisions and open items, a group of near-identical ones as one row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.models import CampaignMember
from consultations.moderation.models import ModerationDecision, Occasion, ReviewItem
from consultations.process.models import Process

#: The time over which it is shown how the promise was kept.
LOOKING_BACK = timedelta(days=30)


def _open_items() -> QuerySet[ReviewItem]:
    return ReviewItem.objects.open().filter(contribution=OuterRef("pk"))


def awaiting(process: Process | None = None) -> QuerySet[Contribution]:
    """Contributions of a process, or of all, somebody has to look at: not decided on yet, or with an open item."""
    rows = (
        Contribution.objects.received() if process is None else Contribution.objects.received().filter(process=process)
    )
    return rows.exclude(state=State.WITHDRAWN).filter(Q(state=State.PENDING) | Exists(_open_items()))


def with_waiting_since(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Adds `waiting_since`: when it came in, or for one that is decided on, when its oldest open item was raised."""
    raised = Subquery(_open_items().order_by("raised_at").values("raised_at")[:1])
    return rows.annotate(waiting_since=Case(When(state=State.PENDING, then=F("received_at")), default=raised))


def in_order(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """What has waited longest comes first."""
    return with_waiting_since(rows).order_by("waiting_since", "pk")


def heads(process: Process, rows: QuerySet[Contribution] | None = None) -> QuerySet[Contribution]:
    """Of what waits, each single contribution and one for each group: the first of its members among `rows`."""
    rows = awaiting(process) if rows is None else rows
    first = (
        CampaignMember.objects.grouped()
        .filter(campaign__process=process, contribution__in=rows.order_by().values("pk"))
        .order_by()
        .values("campaign")
        .annotate(first=Min("contribution"))
        .values("first")
    )
    grouped = CampaignMember.objects.grouped().filter(contribution=OuterRef("pk"))
    return rows.filter(~Exists(grouped) | Q(pk__in=first))


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
    """The queue of a process in four numbers, in two queries."""
    late = Q(waiting_since__lt=overdue_before(process))
    row = with_waiting_since(awaiting(process)).aggregate(
        count=Count("pk"), oldest=Min("waiting_since"), overdue=Count("pk", filter=late)
    )
    return Waiting(**row, rows=heads(process).count() if row["count"] else 0)


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
