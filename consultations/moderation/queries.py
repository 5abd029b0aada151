"""Reads of the moderation feature, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from consultations.contributions.codes import normalise
from consultations.contributions.enums import ADMITTED_STATES, State
from consultations.contributions.models import Contribution
from consultations.contributions.originals import has_words
from consultations.contributions.own.models import ContributionRevision
from consultations.drafts.models import Paragraph, Section
from consultations.moderation.bulk import Seen
from consultations.moderation.campaigns.queries import Group, groups_of
from consultations.moderation.models import Claim, ModerationDecision, QueueEntry, ReviewItem
from consultations.moderation.queue_filter import NO_LIMITS, Limits, limited
from consultations.moderation.waiting import awaiting, heads, in_order, overdue_before, with_waiting_since
from consultations.process.models import Process, TeamMember

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


def queue(process: Process, *, state: str = State.PENDING, limits: Limits = NO_LIMITS) -> QuerySet[Contribution]:
    """Contributions of a process for its moderators, narrowed to a state.

    Pending: all that waits for a look, what has waited longest first, a group as one row. Else the newest first.
    """
    rows = awaiting(process) if state == State.PENDING else Contribution.objects.received().filter(process=process)
    if state and state != State.PENDING:
        rows = rows.filter(state=state)
    rows = matching(limited(process, rows, limits), limits.q, originals=True)
    if state == State.PENDING:
        return in_order(heads(process, rows if limits.is_limited else None))
    return rows.order_by("-received_at", "-pk")


def shown(keys: Sequence[int]) -> list[Contribution]:
    """The contributions with these keys, in this order, with all that a row of the queue shows.

    Apart from finding the keys: what is beside a contribution is read for one page, not for all pages before it.
    """
    items = ReviewItem.objects.open().select_related("raised_by")
    rows = (
        with_waiting_since(Contribution.objects.filter(pk__in=keys))
        .select_related("category", "region", "merged_into", "claim__user")
        .prefetch_related(Prefetch("review_items", queryset=items, to_attr="open_items"))
        .annotate(latest_decision=_latest(), revision=_revisions())
    )
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]


def _latest() -> Subquery:
    decisions = ModerationDecision.objects.filter(contribution=OuterRef("pk")).order_by("-decided_at", "-pk")
    return Subquery(decisions.values("pk")[:1])


def _revisions() -> Coalesce:
    changes = ContributionRevision.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    return Coalesce(Subquery(changes.annotate(number=Count("pk")).values("number")), 0)


@dataclass
class Row:
    """One row of the queue: a contribution, or the first of a group."""

    contribution: Contribution
    items: list[ReviewItem]
    is_overdue: bool
    group: Group | None
    #: The claim that still holds, the office it is held in, and whether it is one's own.
    claim: Claim | None
    office: str
    is_mine: bool
    seen: Seen
    #: Label and explanation of each open item, set by the page.
    chips: list[dict[str, str]] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.contribution.state == State.PENDING or bool(self.items)


def rows_of(process: Process, contributions: Sequence[Contribution], user) -> list[Row]:
    """Contributions of `shown` with all a row shows to a person; three queries, however many they are."""
    late, groups = overdue_before(process), groups_of(process, contributions)
    offices = offices_of(process)
    made = []
    for row in contributions:
        claim = getattr(row, "claim", None)
        claim = claim if claim is not None and claim.is_live else None
        group = groups.get(row.pk)
        waits = row.state == State.PENDING or row.open_items
        made.append(
            Row(
                contribution=row,
                items=row.open_items,
                is_overdue=bool(waits and row.waiting_since and row.waiting_since < late),
                group=group if group is not None and group.is_group else None,
                claim=claim,
                office=offices.get(claim.user_id, "") if claim else "",
                is_mine=claim is not None and claim.user_id == user.pk,
                seen=Seen(row.pk, row.state, row.latest_decision, row.revision),
            )
        )
    return made


def ticked(process: Process, seen: Sequence[Seen], user) -> list[Row]:
    """The rows a moderator ticked, the oldest first; those of another process are not among them."""
    rows = Contribution.objects.received().filter(process=process, pk__in=[one.pk for one in seen])
    items = ReviewItem.objects.open()
    rows = with_waiting_since(rows).select_related("category", "claim__user", "merged_into")
    rows = rows.prefetch_related(Prefetch("review_items", queryset=items, to_attr="open_items"), "attachments")
    found = list(rows.annotate(latest_decision=_latest(), revision=_revisions()).order_by("received_at", "pk"))
    asked = {one.pk: one for one in seen}
    made = rows_of(process, found, user)
    for row in made:
        # What is sent with the decision is what the moderator saw in the list, not what is there by now.
        row.seen = asked[row.contribution.pk]
    return made


def offices_of(process: Process) -> dict[int, str]:
    """The office of each member of the team, by the key of the person."""
    team = TeamMember.objects.filter(process=process).exclude(office="")
    return dict(team.order_by("pk").values_list("user", "office"))


def counts(process: Process) -> dict[str, int]:
    """How many contributions there are in each state, how many wait (as `pending`), and how many in "all"."""
    # Rows, not keys, and no state left out in the query: so the database reads an index and not the texts.
    rows = Contribution.objects.filter(process=process).order_by().values_list("state").annotate(n=Count("*"))
    found = dict(rows)
    found.pop(State.UNCONFIRMED, None)
    return {
        **{state: found.get(state, 0) for state in QUEUE_STATES},
        State.PENDING: QueueEntry.objects.filter(process=process).count(),
        "all": sum(found.values()),
    }


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
        if parent is not None and parent.state not in ADMITTED_STATES:
            # Analysts and officers read this too: only that something stood there, never what. Not saved.
            withdrawn = parent.state == State.WITHDRAWN
            sentence = _("This contribution was withdrawn.") if withdrawn else _("This contribution is not public.")
            parent.title, parent.published_text = "", sentence
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
