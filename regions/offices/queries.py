"""Reads of the directory for its public pages, each with a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from regions.offices.enums import DoubleFunction, Employment, OfficeKind
from regions.offices.models import Office, OfficeChange, OfficeSite
from regions.places.models import Region, RegionLevel


def for_display(offices: QuerySet[Office]) -> QuerySet[Office]:
    """Offices with everything pages show of them."""
    sites = OfficeSite.objects.prefetch_related(
        Prefetch("municipalities", queryset=Region.objects.order_by("name", "ags"))
    )
    return offices.select_related("region__parent").prefetch_related(Prefetch("sites", queryset=sites), "versions")


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; unknown values narrow nothing."""

    text: str = ""
    state: str = ""
    kind: str = ""
    employment: str = ""
    double_function: str = ""

    @classmethod
    def of(cls, query: Any) -> "Filters":
        """The filters of a query string."""

        def chosen(name: str, choices: Any) -> str:
            return query.get(name, "") if query.get(name, "") in choices.values else ""

        return cls(
            text=" ".join(query.get("suche", "").split())[:200],
            state=query.get("land", "")[:2] if query.get("land", "").isascii() else "",
            kind=chosen("art", OfficeKind),
            employment=chosen("beschaeftigung", Employment),
            double_function=chosen("doppelfunktion", DoubleFunction),
        )

    @property
    def narrows_offices(self) -> bool:
        """Whether districts without an office have no place in the result."""
        return bool(self.text or self.kind or self.employment or self.double_function)

    def fits(self, office: Office) -> bool:
        """Whether an office is meant. SQLite compares only ASCII letters without case, so texts are compared here."""
        if self.kind and office.kind != self.kind:
            return False
        if self.employment and office.employment != self.employment:
            return False
        if self.double_function and self.double_function not in office.double_functions:
            return False
        return all(word in _searched(office) for word in self.text.casefold().split())


def _searched(office: Office) -> str:
    """Everything of an office that a search looks at."""
    region = office.region
    texts = [office.title, office.unit, office.area, office.tasks, region.name, region.ags, str(region.parent or "")]
    for site in office.sites.all():
        texts += [site.town, site.serves, *(row.name for row in site.municipalities.all())]
    return " ".join(texts).casefold()


@dataclass
class District:
    """A district with its offices, those of its municipalities included."""

    region: Region
    offices: list[Office] = field(default_factory=list)


@dataclass
class State:
    """A state with its districts."""

    region: Region
    districts: list[District] = field(default_factory=list)

    @property
    def offices(self) -> int:
        return sum(len(district.offices) for district in self.districts)

    @property
    def without_office(self) -> int:
        return sum(not district.offices for district in self.districts)


@dataclass
class Directory:
    """What the directory shows for some filters."""

    states: list[State]
    #: For the choice of a state: all that have districts.
    choices: list[Region]
    filters: Filters

    @cached_property
    def found(self) -> list[Office]:
        return [office for state in self.states for district in state.districts for office in district.offices]

    @property
    def employments(self) -> list[tuple[str, int]]:
        """How many offices there are by employment, the unknown ones last."""
        count = Counter(office.employment for office in self.found)
        return [(label, count[value]) for value, label in Employment.choices if count[value]] + (
            [("", count[""])] if count[""] else []
        )

    @property
    def with_double_function(self) -> int:
        return sum(bool(office.double_functions) for office in self.found)


def directory(filters: Filters) -> Directory:
    """All states with districts, their districts and offices, narrowed by filters."""
    offices: dict[int, list[Office]] = {}
    for office in for_display(Office.objects.public()).order_by("kind", "title", "pk"):
        if filters.fits(office):
            is_district = office.region.level == RegionLevel.DISTRICT
            offices.setdefault(office.region_id if is_district else office.region.parent_id, []).append(office)
    states: dict[int, State] = {}
    for region in Region.objects.districts().select_related("parent").order_by("parent__name", "name"):
        state = states.setdefault(region.parent_id, State(region.parent))
        own = offices.get(region.pk, [])
        if own or not filters.narrows_offices:
            state.districts.append(District(region, own))
    choices = [state.region for state in states.values()]
    shown = [state for state in states.values() if filters.state in ("", state.region.ags) and state.districts]
    return Directory(shown, choices, filters)


def offices_of(region: Region) -> list[Office]:
    """The public offices of a district with those of its municipalities, or of a municipality."""
    rows = Office.objects.public().filter(region=region)
    if region.level == RegionLevel.DISTRICT:
        rows |= Office.objects.public().filter(region__parent=region)
    return list(for_display(rows).order_by("kind", "title", "area", "pk"))


def sites_serving(region: Region) -> list[OfficeSite]:
    """Sites of public offices that serve a municipality."""
    rows = OfficeSite.objects.filter(municipalities=region, office__in=Office.objects.public())
    return list(rows.select_related("office__region").order_by("office__title", "order", "pk"))


def held_by(person: User) -> list[Office]:
    """The entries a person keeps, with the proposal that waits, if any."""
    waiting = Prefetch("changes", queryset=OfficeChange.objects.waiting(), to_attr="waiting_changes")
    rows = Office.objects.filter(holder=person, ended_on__isnull=True).select_related("region__parent")
    return list(rows.prefetch_related(waiting).order_by("region__name", "title", "pk"))
