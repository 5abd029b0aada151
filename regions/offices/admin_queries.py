"""Reads of the directory for staff."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from regions.offices.enums import OfficeKind, RequestState
from regions.offices.models import Office, OfficeChange, OfficeClaim
from regions.places.models import Region

PAGE_SIZE = 50
#: Which entries a list shows.
STATES = ("public", "unconfirmed", "ended", "without_holder")


@dataclass(frozen=True)
class Waiting:
    """What waits for a decision, the oldest first."""

    proposed: list[Office]
    changes: list[OfficeChange]
    claims: list[OfficeClaim]

    def __bool__(self) -> bool:
        return bool(self.proposed or self.changes or self.claims)


def waiting() -> Waiting:
    """Proposed entries, changes and requests to keep an entry."""
    proposed = Office.objects.filter(is_confirmed=False, ended_on__isnull=True)
    changes = OfficeChange.objects.waiting().select_related("office__region", "proposed_by")
    claims = OfficeClaim.objects.waiting().select_related("office__region", "user")
    return Waiting(list(proposed.select_related("region", "holder").order_by("pk")), list(changes), list(claims))


def waiting_count() -> int:
    """How much waits for a decision."""
    proposed = Office.objects.filter(is_confirmed=False, ended_on__isnull=True).count()
    return proposed + OfficeChange.objects.waiting().count() + OfficeClaim.objects.waiting().count()


@dataclass(frozen=True)
class StaffFilters:
    """What the staff list is narrowed to; unknown values narrow nothing."""

    text: str = ""
    region: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: Any) -> "StaffFilters":
        region, kind, state = query.get("land", ""), query.get("art", ""), query.get("stand", "")
        return cls(
            text=" ".join(query.get("suche", "").split())[:200],
            region=region if region.isascii() and region.isdigit() and len(region) == 2 else "",
            kind=kind if kind in OfficeKind.values else "",
            state=state if state in STATES else "",
        )


def staff_page(filters: StaffFilters, number: Any) -> Page:
    """One page of all entries; each knows whether a change waits."""
    rows = Office.objects.select_related("region__parent", "holder").annotate(
        waiting_changes=Count("changes", filter=Q(changes__state=RequestState.WAITING))
    )
    for word in filters.text.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(unit__icontains=word)
            | Q(region__name__icontains=word)
            | Q(region__ags__startswith=word)
            | Q(reference__iexact=word)
        )
    if filters.region:
        rows = rows.filter(region__ags__startswith=filters.region)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    match filters.state:
        case "public":
            rows = rows.filter(is_confirmed=True, ended_on__isnull=True)
        case "unconfirmed":
            rows = rows.filter(is_confirmed=False)
        case "ended":
            rows = rows.filter(ended_on__isnull=False)
        case "without_holder":
            rows = rows.filter(holder__isnull=True, ended_on__isnull=True)
    return Paginator(rows.order_by("region__ags", "title", "pk"), PAGE_SIZE).get_page(number)


def states_to_choose() -> list[Region]:
    """States that have districts."""
    return list(Region.objects.states().filter(children__isnull=False).distinct().order_by("name"))
