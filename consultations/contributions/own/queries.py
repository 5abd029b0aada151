"""Reads about own contributions: the list of a person, and what a contribution said before."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from consultations.contributions.enums import Kind
from consultations.contributions.models import Contribution
from consultations.contributions.own.models import ContributionRevision
from consultations.contributions.own.rules import own_actions
from consultations.contributions.queries import for_page
from consultations.drafts.comparison import Run, redline

PER_PAGE = 20


def mine(request: HttpRequest, page: str | None) -> Page:
    """A page of the signed-in person's contributions, the newest first, in a constant number of queries.

    Each has what `for_page` sets and `actions`, what its author may still do with it.
    """
    shown = Paginator(_of(request.user), PER_PAGE).get_page(page)
    contributions = for_page(request, list(shown.object_list))
    actions = own_actions(contributions)
    for contribution in contributions:
        contribution.actions = actions[contribution.pk]
    shown.object_list = contributions
    return shown


def latest(request: HttpRequest, number: int) -> list[Contribution]:
    """The latest contributions of the signed-in person, with what `for_page` sets."""
    return for_page(request, list(_of(request.user)[:number]))


def _of(user) -> QuerySet[Contribution]:
    return (
        Contribution.objects.filter(user=user, is_official_reply=False)
        .select_related("process", "category", "region", "user")
        .order_by("-received_at", "-pk")
    )


@dataclass(frozen=True)
class Change:
    """What an author changed at one time: the words as redlines, the other things as pairs of before and after."""

    number: int
    edited_at: datetime
    kind: tuple[str, str] | None
    title: list[Run]
    text: list[Run]
    proposal: list[Run]


def changes_of(contribution: Contribution) -> list[Change]:
    """Every change of a contribution by its author, the latest first; two states side by side each time."""
    states = list(contribution.revisions.order_by("number"))
    now = ContributionRevision(
        kind=contribution.kind,
        title=contribution.submitted_title or contribution.title,
        text=contribution.comment,
        proposed_text=contribution.proposed_text,
    )
    return [_change(before, after) for before, after in pairwise([*states, now])][::-1]


def _change(before: ContributionRevision, after: ContributionRevision) -> Change:
    return Change(
        number=before.number,
        edited_at=before.edited_at,
        kind=(Kind(before.kind).label, Kind(after.kind).label) if before.kind != after.kind else None,
        title=_redline(before.title, after.title),
        text=_redline(before.text, after.text),
        proposal=_redline(before.proposed_text, after.proposed_text),
    )


def _redline(before: str, after: str) -> list[Run]:
    return redline(before, after) if before != after else []
