"""Reads of organisations for their pages."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.enums import RequestState, VerificationState
from accounts.organisations import names
from accounts.organisations.models import Invitation, JoinRequest, Membership, Organisation
from accounts.organisations.rules import confirmed_address
from accounts.organisations.similar import Index, Subject
from accounts.people.models import User

RESULTS = 20
PAGE_SIZE = 50


@dataclass(frozen=True)
class Mine:
    """Everything of a person that has to do with organisations."""

    memberships: list[Membership]
    invitations: list[Invitation]
    requests: list[JoinRequest]

    def __bool__(self) -> bool:
        return bool(self.memberships or self.invitations or self.requests)


def mine(person: User) -> Mine:
    """Own memberships, with the number of open requests where one coordinates, invitations, requests."""
    waiting = Count("organisation__join_requests", filter=Q(organisation__join_requests__state=RequestState.OPEN))
    memberships = (
        Membership.objects.filter(user=person)
        .select_related("organisation__category", "organisation__region")
        .annotate(open_requests=waiting)
        .order_by("organisation__name", "pk")
    )
    return Mine(list(memberships), list(invitations_for(person)), list(_own_requests(person)))


def invitations_for(person: User) -> QuerySet[Invitation]:
    """Invitations a person can accept now: they were sent to the confirmed address of the account."""
    address = confirmed_address(person)
    rows = Invitation.objects.usable().select_related("organisation", "invited_by")
    return rows.filter(email=address) if address else rows.none()


def _own_requests(person: User) -> QuerySet[JoinRequest]:
    states = [RequestState.OPEN, RequestState.REFUSED]
    rows = JoinRequest.objects.filter(user=person, state__in=states).select_related("organisation")
    return rows.exclude(organisation__memberships__user=person).order_by("-created_at", "-pk")[:10]


def search(typed: str) -> list[Organisation]:
    """Verified organisations whose names have all the words, or nearly; those that begin with the text come first."""
    key = names.name_key(typed[:200])
    words = names.folded(typed[:200]).split()[:8]
    if len("".join(words)) < 2:
        return []
    rows = Organisation.objects.verified().select_related("category", "region")
    has_words = Q()
    for word in key.split()[:8]:
        has_words &= Q(name_key__contains=word)
    found = list(rows.filter(has_words).order_by("name", "pk")[:200])
    found.sort(key=lambda row: (not row.name_key.startswith(key), len(row.name_key)))
    found = found[:RESULTS]
    if len(found) < 5:
        # Nearly right counts, too: whoever mistypes a name shall not enter the organisation a second time.
        known = {row.pk for row in found}
        scores = Index().scores(Subject(name_key=key))
        near = sorted((pk for pk in scores if pk not in known), key=lambda pk: -scores[pk])[:5]
        by_key = rows.in_bulk(near)
        found += [by_key[pk] for pk in near if pk in by_key]
    return found


def members(organisation: Organisation) -> list[Membership]:
    """Everybody who belongs to an organisation, coordinators first."""
    rows = organisation.memberships.select_related("user").order_by("role", "joined_at", "pk")
    return list(rows)


def open_requests(organisation: Organisation) -> list[JoinRequest]:
    """Requests nobody has answered, the oldest first."""
    return list(organisation.join_requests.filter(state=RequestState.OPEN).select_related("user"))


def waiting_page(number: Any) -> Page:
    """One page of the queue, oldest first; each row knows its `similar_count` and its `creator`."""
    rows = Organisation.objects.waiting().select_related("category", "region", "created_by")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    index = Index() if page.object_list else None
    for row in page:
        row.similar_count = len(index.matches(Subject.of(row), leave_out=row.pk))
    return page


def waiting_count() -> int:
    """How many organisations wait for verification."""
    return Organisation.objects.filter(state=VerificationState.WAITING).count()
