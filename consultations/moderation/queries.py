"""Reads of the moderation feature, for staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.contributions.codes import normalise
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.originals import has_words
from consultations.drafts.models import Paragraph, Section
from consultations.moderation.models import ModerationDecision
from consultations.process.models import Process

#: What the queue can be narrowed to, in the order of its filter.
QUEUE_STATES = (State.PENDING, State.RELEASED, State.REJECTED, State.MERGED, State.WITHDRAWN)


def matching(contributions: QuerySet[Contribution], text: str, *, originals: bool) -> QuerySet[Contribution]:
    """Contributions whose title, text, organisation or code contains what was typed; `originals` is for moderators."""
    text = text.strip()
    if not text:
        return contributions
    words = Q(organisation_name__icontains=text) | Q(reference__iexact=text) | has_words(text, originals=originals)
    if code := normalise(text):
        words |= Q(code__startswith=code)
    return contributions.filter(words)


def queue(process: Process, *, state: str = State.PENDING, text: str = "") -> QuerySet[Contribution]:
    """Contributions of a process for its moderators: the oldest first while they wait, else the newest first."""
    rows = Contribution.objects.received().filter(process=process)
    rows = rows.select_related("category", "region", "merged_into")
    if state:
        rows = rows.filter(state=state)
    order = ("received_at", "pk") if state == State.PENDING else ("-received_at", "-pk")
    return matching(rows, text, originals=True).order_by(*order)


def counts(process: Process) -> dict[str, int]:
    """How many contributions there are in each state, and in "all"."""
    rows = (
        Contribution.objects.received().filter(process=process).order_by().values_list("state").annotate(n=Count("pk"))
    )
    found = dict(rows)
    return {**{state: found.get(state, 0) for state in QUEUE_STATES}, "all": sum(found.values())}


def overdue_before(process: Process) -> datetime:
    """Whoever was received before this moment has waited longer than the process promises."""
    return timezone.now() - timedelta(hours=process.review_within_hours)


@dataclass(frozen=True)
class Waiting:
    """What waits for a decision: how many, since when, and how many for too long."""

    count: int
    oldest: datetime | None
    overdue: int


def waiting(process: Process) -> Waiting:
    """The queue of a process in three numbers, in one query."""
    pending = Contribution.objects.pending().filter(process=process)
    late = Q(received_at__lt=overdue_before(process))
    row = pending.aggregate(count=Count("pk"), oldest=Min("received_at"), overdue=Count("pk", filter=late))
    return Waiting(**row)


def next_pending(process: Process, after: Contribution | None = None) -> Contribution | None:
    """The contribution to decide on next: the one that came in after this one, else the oldest."""
    pending = Contribution.objects.pending().filter(process=process).order_by("received_at", "pk")
    if after is not None:
        pending = pending.exclude(pk=after.pk)
        later = Q(received_at__gt=after.received_at) | Q(received_at=after.received_at, pk__gt=after.pk)
        return pending.filter(later).first() or pending.first()
    return pending.first()


def for_decision(process: Process) -> QuerySet[Contribution]:
    """Contributions with everything the page of one shows."""
    decisions = ModerationDecision.objects.select_related("rule", "decided_by")
    return (
        Contribution.objects.received()
        .filter(process=process)
        .select_related(
            "category",
            "region",
            "organisation",
            "merged_into",
            "process",
            "phase",
            "user",
            "content_type",
            "statement__recorded_by",
        )
        .prefetch_related(Prefetch("decisions", queryset=decisions), "redactions", "attachments")
    )


@dataclass(frozen=True)
class Place:
    """Where something was said: a heading, the text it is about, and what it answers."""

    heading: str
    text: str
    url: str
    parent: Contribution | None


def place_of(contribution: Contribution) -> Place:
    """What a contribution is about, as its author saw it: the paragraph of that version, not of a later one."""
    target = contribution.content_object
    parent = None
    if contribution.is_reply:
        parent = Contribution.objects.select_related("category").filter(pk=contribution.parent_id).first()
        if parent is not None and parent.state == State.WITHDRAWN:
            # Analysts and officers read this too: only that something stood there, never what. Not saved.
            parent.title, parent.comment = "", _("This contribution was withdrawn.")
    if isinstance(target, Paragraph):
        return Place(f"{target} · {target.section}", target.text, target.get_absolute_url(), parent)
    if isinstance(target, Section):
        return Place(str(target), "", target.get_absolute_url(), parent)
    text = getattr(target, "question", "")
    return Place(str(target or contribution.target_label), text, "", parent)


def merge_suggestions(contribution: Contribution, limit: int = 12) -> list[Contribution]:
    """Released contributions about the same, the newest first: one of them may say the same."""
    return list(
        Contribution.objects.filter(
            process=contribution.process,
            state=State.RELEASED,
            is_official_reply=False,
            target_kind=contribution.target_kind,
            lineage=contribution.lineage,
        )
        .exclude(pk=contribution.pk)
        .order_by("-received_at")[:limit]
    )


def replies_of_the_ministry(contribution: Contribution) -> list[Contribution]:
    """Official replies right below a contribution, in their order."""
    replies = Contribution.objects.filter(
        process=contribution.process, parent_id=contribution.pk, is_official_reply=True, state=State.RELEASED
    )
    return list(replies.exclude(pk=contribution.pk).order_by("order"))


def latest_decision(contribution: Contribution) -> int | None:
    """Key of the latest decision, None before the first."""
    return contribution.decisions.order_by().aggregate(latest=Max("pk"))["latest"]
