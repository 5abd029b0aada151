"""Reads of the contributions feature. Everything starts from `.public()`."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from consultations.conferences.models import Conference
from consultations.contributions.addresses import target_url
from consultations.contributions.attachments.queries import with_attachments
from consultations.contributions.cards.photos import with_photos
from consultations.contributions.codes import normalise
from consultations.contributions.enums import Channel, State
from consultations.contributions.extensions import contribution_stages
from consultations.contributions.models import Contribution, Support
from consultations.contributions.own.edited import publicly_edited
from consultations.contributions.rules import barrier, is_supportable, takes_replies
from consultations.contributions.statements.queries import with_statements
from consultations.contributions.targets import Target
from consultations.contributions.wording import with_redlines
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from frontend.page_cache import remember

PER_PAGE = 20

#: `?sort=`: part of addresses people share.
NEWEST, MOST_SUPPORTED = "neu", "unterstuetzt"
SORTING = {
    NEWEST: ("-received_at", "-pk"),
    MOST_SUPPORTED: ("-support_count", "-received_at", "-pk"),
}


@dataclass
class Thread:
    """A contribution with the public replies below it."""

    contribution: Contribution
    replies: list["Thread"] = field(default_factory=list)

    @property
    def is_withdrawn(self) -> bool:
        """Whether only the place of the contribution is shown, because others replied to it."""
        return self.contribution.state == State.WITHDRAWN


def counts_by_lineage(process: Process) -> dict[str, int]:
    """Number of public contributions by paragraph and chapter, all versions together. One query.

    Replies of the ministry are not counted: they are no contributions of participants.
    """
    rows = (
        Contribution.objects.public()
        .filter(process=process, is_official_reply=False)
        .exclude(lineage="")
        .order_by()
        .values_list("lineage")
        .annotate(number=Count("*"))
    )
    return remember(f"contributions by lineage of {process.pk}", lambda: dict(rows))


def about(described: Target) -> QuerySet[Contribution]:
    """Public contributions about one thing; those about a part of a draft in all its versions."""
    return _about(Contribution.objects.public(), described)


def _about(rows: QuerySet[Contribution], described: Target) -> QuerySet[Contribution]:
    found = rows.filter(process=described.process, target_kind=described.kind)
    if described.lineage:
        return found.filter(lineage=described.lineage)
    return found.filter(object_pk=str(described.object.pk))


def threads(request: HttpRequest, described: Target, *, sort: str, page: str | None) -> tuple[Page, list[Thread], int]:
    """One page of conversations about a target, in a constant number of queries.

    Returns the page (of conversations), its threads, and how many contributions there are in all. A reply whose
    original is not public stands at the top of what is left of its conversation; one that was withdrawn keeps its place
    as long as there are public replies below it.
    """
    found = about(described)
    withdrawn = _about(Contribution.objects.withdrawn_in_public(), described)
    earlier = Contribution.objects.public().filter(thread_id=OuterRef("thread_id"), order__lt=OuterRef("order"))
    # The root of a thread comes before all the others in it: only for replies the database has to look.
    under_root = withdrawn.filter(pk=OuterRef("thread_id"))
    below = Contribution.objects.public().filter(thread_id=OuterRef("pk"))
    first = found.filter(Q(level=0) | (~Exists(earlier) & ~Exists(under_root))) | withdrawn.filter(Exists(below))
    heads = first.with_support().for_display().order_by(*SORTING[sort])
    shown = Paginator(heads, PER_PAGE).get_page(page)
    top = list(shown.object_list)
    replies = list(
        (found | withdrawn)
        .filter(thread_id__in=[head.thread_id for head in top])
        .exclude(pk__in=[head.pk for head in top])
        .with_support()
        .for_display()
        .order_by("thread_id", "order")
    )
    for_page(request, [*top, *replies])
    total = found.filter(is_official_reply=False).count()
    return shown, _nest(top, replies), total


def _nest(top: list[Contribution], replies: list[Contribution]) -> list[Thread]:
    heads = {head.thread_id: Thread(head) for head in top}
    known = {thread.contribution.pk: thread for thread in heads.values()}
    for reply in replies:
        # In thread order a parent comes before its replies; where the parent is not public, the head takes its place.
        parent = known.get(reply.parent_id, heads[reply.thread_id])
        known[reply.pk] = Thread(reply)
        parent.replies.append(known[reply.pk])
    threads = [heads[head.thread_id] for head in top]
    for thread in threads:
        _drop_empty_places(thread)
    return threads


def _drop_empty_places(thread: Thread) -> None:
    """Leave out withdrawn contributions nobody replied to."""
    for reply in thread.replies:
        _drop_empty_places(reply)
    thread.replies = [reply for reply in thread.replies if reply.replies or not reply.is_withdrawn]


def for_page(request: HttpRequest, contributions: list[Contribution]) -> list[Contribution]:
    """Set on contributions what their component shows to this visitor: support, where they belong, what became of them.

    One query for the visitor's own support, and those of the features that know the stages.
    """
    user = request.user
    supported: set[int] = set()
    if user.is_authenticated and contributions:
        supported = set(
            Support.objects.filter(user=user, contribution__in=contributions).values_list("contribution_id", flat=True)
        )
    with_redlines(contributions)
    with_attachments(contributions)
    with_statements(contributions)
    with_photos(contributions)
    # Asked once for each process: for organisations it takes a query.
    asked = {row.process_id: row.process for row in contributions}
    welcome = {pk for pk, process in asked.items() if user.is_authenticated and barrier(user, process) is None}
    stages = contribution_stages.collect(request, contributions=contributions).get("stages", {})
    edited = publicly_edited(contributions)
    for contribution in contributions:
        contribution.is_supported = contribution.pk in supported
        contribution.may_be_supported = contribution.process_id in welcome and is_supportable(user, contribution)
        contribution.may_be_answered = takes_replies(contribution)
        contribution.stage = stages.get(contribution.pk, "")
        contribution.publicly_edited_at = edited.get(contribution.pk)
        contribution.target_url = target_url(contribution)
    return contributions


def repliable(described: Target, code: str) -> Contribution | None:
    """The public contribution about this target with a code, None when there is none."""
    code = normalise(code)
    return about(described).for_display().filter(code=code).first() if code else None


def cards_of(conference: Conference) -> list[Contribution]:
    """The public cards of a conference, table by table, with the most dots first."""
    tables = [str(pk) for pk in conference.tables.values_list("pk", flat=True)]
    return list(
        Contribution.objects.public()
        .filter(
            process_id=conference.process_id, target_kind=TargetKind.TABLE, object_pk__in=tables, channel=Channel.CARD
        )
        .for_display()
        .order_by("-dots", "received_at", "pk")
    )
