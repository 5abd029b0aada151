"""Reads about hearings: the list for staff, what the public is told, whom one could invite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Organisation, StakeholderCategory
from consultations.process.dates import today
from consultations.process.hearing.enums import AddresseeState, ExtensionState
from consultations.process.hearing.models import Addressee, AddresseeQuerySet, Extension, Hearing, InvitationWave
from consultations.process.hearing.services import with_coordinators
from consultations.process.models import BERLIN, Phase, Process
from regions.models import Region

#: Filter besides the states: somebody waits for a decision of the team.
WAITING = "wartet"
#: What `?sort=` says, and the order it means.
SORTING = {
    "name": ("name", "pk"),
    "kategorie": ("category__order", "category__title", "name", "pk"),
    "stand": ("rank", "name", "pk"),
    "frist": ("deadline", "name", "pk"),
}
CANDIDATES_SHOWN = 500


def hearing_phases(process: Process) -> list[Phase]:
    """The hearings of a process in order, also those that are no hearing any more but have a list."""
    rows = process.phases.filter(Q(is_formal_hearing=True) | Q(addressees__isnull=False)).distinct()
    return list(rows.order_by("order"))


def _waiting() -> Exists:
    return Exists(Extension.objects.filter(addressee=OuterRef("pk"), state=ExtensionState.WAITING))


def of_phase(phase: Phase) -> AddresseeQuerySet:
    """The list with all a row shows, in one query."""
    ranks = [When(state=state.value, then=Value(number)) for number, state in enumerate(AddresseeState)]
    return (
        Addressee.objects.filter(phase=phase)
        .select_related("category", "region", "organisation")
        .with_state()
        .annotate(waits_for_extension=_waiting(), rank=Case(*ranks, output_field=IntegerField()))
    )


@dataclass(frozen=True)
class Filter:
    """What the address of the list asks for."""

    state: str
    category: str
    region: str
    q: str
    sort: str

    @classmethod
    def of(cls, params: QueryDict) -> "Filter":
        state, sort = params.get("stand", ""), params.get("sort", "")
        return cls(
            state=state if state in {*AddresseeState.values, WAITING} else "",
            category=params.get("kategorie", "").replace("\x00", "")[:50],
            region=params.get("region", "").replace("\x00", "")[:8],
            q=" ".join(params.get("q", "").replace("\x00", "").split())[:200],
            sort=sort if sort in SORTING else "name",
        )

    def apply(self, rows: AddresseeQuerySet) -> AddresseeQuerySet:
        if self.state == WAITING:
            rows = rows.filter(Q(waits_for_extension=True) | Q(suggested_at__isnull=False))
        elif self.state:
            rows = rows.filter(state=self.state)
        if self.category:
            rows = rows.filter(category__slug=self.category)
        if self.region:
            rows = rows.filter(region__ags__startswith=self.region)
        if self.q:
            words = Q(name__icontains=self.q) | Q(contact_name__icontains=self.q)
            rows = rows.filter(words | Q(email__icontains=self.q) | Q(note__icontains=self.q))
        return rows.order_by(*SORTING[self.sort])


def counts(phase: Phase) -> dict[str, int]:
    """How many addressees are in each state, by value of the state; `WAITING` and "" (all) besides."""
    rows = Addressee.objects.filter(phase=phase).with_state().order_by()
    found = dict(rows.values_list("state").annotate(number=Count("pk")))
    waiting = rows.annotate(waits=_waiting()).filter(Q(waits=True) | Q(suggested_at__isnull=False)).count()
    return {
        "": sum(found.values()),
        **{state: found.get(state, 0) for state in AddresseeState.values},
        WAITING: waiting,
    }


def category_choices(phase: Phase) -> list[StakeholderCategory]:
    return list(StakeholderCategory.objects.filter(pk__in=phase.addressees.values("category")))


def region_choices(phase: Phase) -> list[Region]:
    return list(Region.objects.filter(pk__in=phase.addressees.values("region")))


def table(rows: Iterable[Addressee]) -> Iterator[list[Any]]:
    """The list as a table to download; the first columns are those of the import."""
    yield [
        "Organisation",
        "Ansprechperson",
        "E-Mail",
        "Kategorie",
        "Region",
        "Notiz",
        _("State"),
        _("Deadline"),
        _("Invited"),
        _("Opened"),
        _("Joined"),
        _("Statement received"),
        _("Declined"),
        _("Reason"),
    ]
    for row in rows:
        moments = (row.invited_at, row.opened_at, row.joined_at, row.submitted_at, row.declined_at)
        yield [
            row.name,
            row.contact_name,
            row.email,
            row.category.title,
            row.region.ags if row.region else "",
            row.note,
            str(AddresseeState(row.state).label),
            f"{row.deadline:%d.%m.%Y}" if row.deadline else "",
            *(f"{_in_germany(moment):%d.%m.%Y %H:%M}" if moment else "" for moment in moments),
            row.decline_reason,
        ]


def _in_germany(moment: datetime) -> datetime:
    """A moment as people in Germany read it."""
    return moment.astimezone(BERLIN)


@dataclass(frozen=True)
class Candidate:
    """A verified organisation one could invite, with the address of somebody who coordinates it."""

    organisation: Organisation
    email: str
    contact: str
    is_listed: bool


def candidates(
    phase: Phase, categories: Iterable[StakeholderCategory], regions: Iterable[Region], *, statewide: bool
) -> tuple[list[Candidate], int]:
    """Verified organisations of these categories in these regions, and how many there are in all.

    No category means every one, and so with regions; organisations without a region count as state-wide.
    """
    rows = Organisation.objects.verified()
    categories, regions = list(categories), list(regions)
    if categories:
        rows = rows.filter(category__in=categories)
    if regions:
        there = Q()
        for region in regions:
            there |= Q(region__ags__startswith=region.ags)
        rows = rows.filter(there | Q(region__isnull=True)) if statewide else rows.filter(there)
    rows = with_coordinators(rows).order_by("name", "pk")
    listed = set(phase.addressees.filter(organisation__isnull=False).values_list("organisation_id", flat=True))
    found = [
        Candidate(
            row,
            row.coordinating[0].user.email if row.coordinating else "",
            row.coordinating[0].user.real_name if row.coordinating else "",
            row.pk in listed,
        )
        for row in rows[:CANDIDATES_SHOWN]
    ]
    return found, rows.count()


def waves(phase: Phase) -> dict[int, Any]:
    """The first day on which organisations of a category are invited, by key of the category."""
    return dict(InvitationWave.objects.filter(phase=phase).values_list("category_id", "not_before"))


# --- what everybody may know ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicHearing:
    """What the page of a process says about a hearing once its deadline has passed."""

    phase: Phase
    invited: int
    submitted: int
    categories: list[dict[str, Any]]
    names: list[Addressee]
    extended: list[dict[str, Any]]


def public_hearings(phases: QuerySet[Phase]) -> list[PublicHearing]:
    """Numbers by category of hearings that are over; names only where the ministry publishes them."""
    over = [phase for phase in phases if phase.is_formal_hearing and phase.ends_on and phase.ends_on < today()]
    if not over:
        return []
    rows = list(
        Addressee.objects.filter(phase__in=over, asked_at__isnull=False, invited_at__isnull=False)
        .select_related("category")
        .order_by("category__order", "category__title", "name")
    )
    named = set(Hearing.objects.filter(phase__in=over, list_is_public=True).values_list("phase_id", flat=True))
    granted = Extension.objects.filter(addressee__in=rows, state=ExtensionState.GRANTED).order_by("ends_on", "pk")
    granted = list(granted.select_related("addressee")) if rows else []
    return [
        _public(phase, rows, phase.pk in named, granted) for phase in over if any(r.phase_id == phase.pk for r in rows)
    ]


def _public(phase: Phase, rows: list[Addressee], is_named: bool, granted: list[Extension]) -> PublicHearing:
    own = [row for row in rows if row.phase_id == phase.pk]
    categories: dict[str, dict[str, Any]] = {}
    for row in own:
        entry = categories.setdefault(row.category.title, {"title": row.category.title, "invited": 0, "submitted": 0})
        entry["invited"] += 1
        entry["submitted"] += row.submitted_at is not None
    extended = [
        {"ends_on": row.ends_on, "reason": row.published_reason, "name": row.addressee.name if is_named else ""}
        for row in granted
        if row.addressee.phase_id == phase.pk
    ]
    return PublicHearing(
        phase,
        len(own),
        sum(row.submitted_at is not None for row in own),
        list(categories.values()),
        own if is_named else [],
        extended,
    )
