"""Reads of statements: for members what they prepare, for everybody else what was released."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from accounts.models import Membership, Organisation, User
from consultations.contributions.enums import Publication
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement
from consultations.contributions.statements import rules
from consultations.contributions.statements.adopting import handed_over_items
from consultations.contributions.statements.deadline import release_window, takes_statements
from consultations.contributions.statements.enums import DraftState, ItemState, MandateState
from consultations.contributions.statements.models import (
    Backing,
    DraftContribution,
    InternalComment,
    Mandate,
    StatementDraft,
    StatementPaper,
)
from consultations.contributions.statements.places import Places
from consultations.process.hearing.deadlines import load_extensions
from consultations.process.models import Process
from consultations.process.participation import Participation

#: Organisations a search shows.
FOUND = 10
#: Members a federation or a list to assign to shows.
MOST_MEMBERS = 200


def drafts_of(user) -> QuerySet[StatementDraft]:
    """Everything a person works on with others, with what one page of it shows."""
    rows = StatementDraft.objects.of(user).select_related(
        "process",
        "organisation__category",
        "organisation__region",
        "mandate__umbrella__organisation",
        "statement__paper",
    )
    # Documents are large; only the view that sends one reads it.
    return rows.defer("statement__paper__pdf", "statement__paper__content")


def draft_or_404(user, pk: int) -> StatementDraft:
    """A statement for somebody who belongs to its organisation now; for everybody else there is none."""
    draft = drafts_of(user).prefetch_related("process__phases").filter(pk=pk).first()
    if draft is None:
        raise Http404(pk)
    return draft


@dataclass(frozen=True)
class Entry:
    """One line of the list of a person's statements."""

    draft: StatementDraft
    window: Participation


def list_for(user) -> QuerySet[StatementDraft]:
    """The statements of a person's organisations with the numbers the list shows."""
    done = Count("items", filter=Q(items__state=ItemState.DONE))
    mine = Count("items", filter=Q(items__assigned_to=user.pk) & ~Q(items__state=ItemState.DONE))
    return (
        drafts_of(user)
        .annotate(item_count=Count("items"), done_count=done, mine_count=mine)
        .prefetch_related("process__phases")
        .order_by("-changed_at", "-pk")
    )


def entries(drafts: Iterable[StatementDraft]) -> list[Entry]:
    """Lines of the list; one query for rows of `list_for`, which reads who was given more time."""
    drafts = list(drafts)
    load_extensions([draft.process for draft in drafts])
    return [Entry(draft, release_window(draft.process, draft.organisation)) for draft in drafts]


def running_processes(user) -> list[Process]:
    """Processes in which a statement can be begun: one of their phases is, or will be, about the draft or ideas."""
    rows = Process.objects.visible_to(user).filter(is_published=True, finished_on__isnull=True)
    return [row for row in rows.prefetch_related("phases").order_by("short_title") if takes_statements(row)]


def items_of(draft: StatementDraft, places: Places) -> list[DraftContribution]:
    """All items in the order of the draft under consultation, with what the workspace shows; two queries."""
    rows = (
        draft.items.select_related("author", "assigned_to", "edited_by", "contribution", "decision__item__contribution")
        .annotate(comment_count=Count("comments"))
        .prefetch_related(
            Prefetch("sources__source__draft", StatementDraft.objects.select_related("organisation", "mandate"))
        )
    )
    items = places.sorted(list(rows))
    for item in items:
        item.draft = draft
    return items


def item_or_404(draft: StatementDraft, pk: int) -> DraftContribution:
    """An item of a statement with its comments."""
    said = InternalComment.objects.select_related("author")
    rows = draft.items.select_related("author", "assigned_to", "edited_by", "contribution").prefetch_related(
        Prefetch("comments", said), "sources__source__draft__organisation"
    )
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404(pk)
    item.draft = draft
    return item


def members_of(organisation: Organisation) -> list[User]:
    """The people items can be given to."""
    rows = Membership.objects.filter(organisation=organisation, user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("user__display_name", "pk")[:MOST_MEMBERS]]


def coordinators_of(organisation: Organisation) -> list[User]:
    """Who releases; named to the members, so that they know whom to ask."""
    rows = Membership.objects.filter(organisation=organisation, role="coordinator", user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("pk")]


# --- On the page of a paragraph -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One statement an item can go into: the organisation's own, or its part of a federation's."""

    value: str
    organisation: Organisation
    federation: Organisation | None = None


def offers(organisations: list[Organisation], process: Process) -> list[Offer]:
    """Where a member of these organisations can put what they write about a process; one query, none without any."""
    if not organisations:
        return []
    rows = (
        StatementDraft.objects.preparing()
        .filter(process=process, organisation__in=organisations, mandate__isnull=False)
        .select_related("organisation", "mandate__umbrella__organisation")
        .order_by("pk")
    )
    own = [Offer(f"org-{row.pk}", row) for row in organisations]
    return own + [Offer(f"draft-{row.pk}", row.organisation, row.mandate.umbrella.organisation) for row in rows]


# --- Umbrella mandates ----------------------------------------------------------------------------------------------


def mandates_of(draft: StatementDraft) -> list[Mandate]:
    """Everybody a federation asked, with the number of items handed over and decided on."""
    rows = draft.mandates.select_related("organisation", "draft")
    handed = Q(draft__state=DraftState.HANDED_OVER) & ~Q(draft__items__state=ItemState.HELD_BACK)
    written = handed & ~Q(draft__items__text="", draft__items__proposed_text="")
    found = list(
        rows.annotate(
            item_count=Count("draft__items", filter=written),
            decided_count=Count("draft__items__decision", filter=written),
        )
    )
    # In preparation nothing is known but that: not even how many items there are.
    return sorted(found, key=lambda row: (str(row.organisation or row.address).casefold(), row.pk))


def mandate_or_404(draft: StatementDraft, pk: int) -> Mandate:
    """A round with a member whose items the federation may read."""
    mandate = draft.mandates.filter(pk=pk, state=MandateState.HANDED_OVER).select_related("organisation").first()
    if mandate is None:
        raise Http404(pk)
    return mandate


def sources_of(draft: StatementDraft, mandate: Mandate, places: Places) -> list[DraftContribution]:
    """What a member handed over, in the order of the draft, with what the federation made of it."""
    rows = handed_over_items(draft).filter(draft__mandate=mandate)
    return places.sorted(list(rows.select_related("decision__item", "draft__organisation")))


def undecided(draft: StatementDraft) -> int:
    """How many handed-over items the federation neither adopted nor declined."""
    return handed_over_items(draft).filter(decision__isnull=True).count()


def found_organisations(draft: StatementDraft, text: str) -> list[Organisation]:
    """Verified organisations with these words in their name that are not asked yet."""
    text = " ".join(text.replace("\x00", "").split())[:100]
    if len(text) < 2:
        return []
    asked = draft.mandates.filter(state__in=(MandateState.INVITED, MandateState.PREPARING))
    rows = Organisation.objects.verified().exclude(pk=draft.organisation_id).select_related("category", "region")
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return list(rows.exclude(pk__in=asked.values("organisation").filter(organisation__isnull=False))[:FOUND])


def invitations_for(user) -> list[Mandate]:
    """Invitations a person may answer: of the organisations they coordinate."""
    mine = rules.coordinated_by(user)
    if not mine:
        return []
    rows = Mandate.objects.filter(
        organisation__in=mine, state=MandateState.INVITED, umbrella__state=DraftState.PREPARING
    )
    return list(rows.select_related("organisation", "umbrella__organisation", "umbrella__process").order_by("pk"))


# --- What was released ----------------------------------------------------------------------------------------------


def public_papers() -> QuerySet[StatementPaper]:
    """Statements with a page of their own: released under the organisation's name, with something public in them."""
    readable = Contribution.objects.public().filter(statement=OuterRef("statement"))
    return StatementPaper.objects.filter(
        Exists(readable), statement__publication=Publication.NAMED, statement__process__is_published=True
    ).select_related("statement__process", "statement__organisation", "statement__region", "statement__category")


@dataclass(frozen=True)
class PartOf:
    """What a public contribution says about the statement it belongs to."""

    paper: StatementPaper | None
    organisation_name: str
    backings: list[Backing] = field(default_factory=list)


def with_statements(contributions: Iterable[Contribution]) -> None:
    """Set `part_of` on contributions as the public may read it: None unless the organisation agreed to be named.

    Two queries, none when no contribution belongs to a statement made online. Members of a federation are named only
    when they agreed, and only beside a federation that did.
    """
    contributions = list(contributions)
    named = [row for row in contributions if row.statement_id and row.publication == Publication.NAMED]
    for row in contributions:
        row.part_of = None
    if not named:
        return
    papers = {
        row.pk: row
        for row in public_papers().filter(pk__in={row.statement_id for row in named}).defer("pdf", "content")
    }
    if not papers:
        return
    behind: dict[int, list[Backing]] = {}
    for backing in Backing.objects.filter(contribution__in=named, is_named=True):
        behind.setdefault(backing.contribution_id, []).append(backing)
    for row in named:
        if paper := papers.get(row.statement_id):
            row.part_of = PartOf(paper, row.organisation_name, behind.get(row.pk, []))


def released_statement(process: Process, pk: int) -> Statement | None:
    """A statement released online, for the team."""
    rows = Statement.objects.filter(process=process, paper__isnull=False)
    return rows.select_related("process", "organisation", "category", "region").filter(pk=pk).first()


def contributions_of(statement: Statement) -> list[Contribution]:
    """The contributions of a statement in its order, with the members behind each; two queries."""
    rows = statement.contributions.select_related("process").prefetch_related("backings__category")
    return list(rows.order_by("pk"))


def backers_of(contributions: Iterable[Contribution]) -> list[Backing]:
    """The member organisations behind a statement, each once."""
    found: dict[str, Backing] = {}
    for row in contributions:
        for backing in row.backings.all():
            found.setdefault(backing.organisation_name, backing)
    return sorted(found.values(), key=lambda backing: backing.organisation_name.casefold())


def released_statements(process: Process, text: str = "") -> QuerySet[Statement]:
    """Statements released online with the number of their contributions and of the members behind them."""
    rows = Statement.objects.filter(process=process, paper__isnull=False).select_related("category", "region")
    if text.strip():
        rows = rows.filter(organisation_name__icontains=text.strip())
    return (
        rows.annotate(
            contribution_count=Count("contributions", distinct=True),
            backer_count=Count("contributions__backings__organisation_name", distinct=True),
        )
        .prefetch_related(Prefetch("paper", StatementPaper.objects.defer("pdf", "content")))
        .order_by("-handed_over_at", "-pk")
    )
