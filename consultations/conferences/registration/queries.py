"""Reads of registrations: for the person, for the lists of staff, for files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from accounts.organisations.rules import confirmed_address
from consultations.conferences.models import Conference
from consultations.conferences.registration import seats
from consultations.conferences.registration.models import (
    Needs,
    Registration,
    RegistrationQuerySet,
    RegistrationState,
    TablePreference,
)
from consultations.conferences.registration.tickets import readable
from consultations.process.dates import today
from consultations.process.languages import language_name
from regions.models import Region

#: Value of the filter for people who have no table yet, and for addresses that are not confirmed.
NO_TABLE, UNCONFIRMED = "ohne", "unbestaetigt"
_NEEDED = ~Q(needs=None)


def of_person(user) -> RegistrationQuerySet:
    """What an account has registered, by the account or by its confirmed address."""
    if not user.is_authenticated:
        return Registration.objects.none()
    mine = Q(user=user)
    if address := confirmed_address(user):
        mine |= Q(email=address)
    return Registration.objects.answering().filter(mine)


def coming_of_person(user) -> QuerySet[Registration]:
    """Registrations for conferences to come, the next one first, with whoever else belongs to them."""
    rows = of_person(user).active().filter(conference__date__gte=today())
    rows = rows.select_related("conference__process", "table").order_by("conference__date", "pk")
    return rows.prefetch_related(Prefetch("party", Registration.objects.active().select_related("table")))


def active_of_person(user, conference: Conference) -> Registration | None:
    """The registration of an account for one conference."""
    return of_person(user).active().filter(conference=conference).first()


def of_conference(conference: Conference) -> RegistrationQuerySet:
    """Everybody with what lists show, in the order in which they registered."""
    preferences = Prefetch("preferences", TablePreference.objects.select_related("table").order_by("rank"))
    rows = conference.registrations.select_related(
        "category", "region", "organisation", "table", "needs", "booked_by", "booked_by__needs"
    )
    return rows.prefetch_related(preferences).order_by("created_at", "pk")


@dataclass(frozen=True)
class Filter:
    """What a list of staff is narrowed to."""

    state: str = ""
    category: str = ""
    region: str = ""
    table: str = ""
    needs: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filter":
        names = ("stand", "kategorie", "kreis", "tisch", "bedarf", "q")
        return cls(*(query.get(name, "").strip()[:120] for name in names))

    def apply(self, rows: QuerySet[Registration]) -> QuerySet[Registration]:
        """Unknown values find nothing."""
        if self.state == UNCONFIRMED:
            rows = rows.active().filter(confirm_until__isnull=False)
        elif self.state:
            rows = rows.filter(state=self.state)
        if self.category:
            rows = rows.filter(category__slug=self.category)
        if self.region:
            rows = rows.filter(region__ags=self.region)
        if self.table == NO_TABLE:
            rows = rows.filter(table=None, state=RegistrationState.REGISTERED, takes_part_online=False)
        elif self.table:
            rows = rows.filter(table__number=self.table) if self.table.isdecimal() else rows.none()
        if self.needs:
            rows = rows.filter(_NEEDED)
        if self.q:
            ticket = self.q.replace(" ", "").upper()
            found = Q(name__icontains=self.q) | Q(email__icontains=self.q) | Q(organisation_name__icontains=self.q)
            rows = rows.filter(found | Q(ticket=ticket))
        return rows


def counts(conference: Conference) -> dict[str, int]:
    """People by state; under "" all."""
    states = list(conference.registrations.values_list("state", "confirm_until"))
    found = Counter(state for state, _until in states)
    found[""] = len(states)
    found[UNCONFIRMED] = sum(until is not None for _state, until in states)
    return found


@dataclass(frozen=True)
class Numbers:
    """The seats of a conference at a glance."""

    registered: int
    offered: int
    waiting: int
    online: int
    free: int | None
    without_table: int


def numbers(conference: Conference) -> Numbers:
    rows = conference.registrations
    on_site = rows.filter(seats.on_site(conference), is_walk_in=False)
    return Numbers(
        registered=on_site.filter(state=RegistrationState.REGISTERED).count(),
        offered=on_site.filter(state=RegistrationState.OFFERED).count(),
        waiting=on_site.filter(state=RegistrationState.WAITING).count(),
        online=rows.expected().filter(takes_part_online=True).count(),
        free=seats.free(conference),
        without_table=rows.expected().filter(takes_part_online=False, table=None).count(),
    )


def category_choices(conference: Conference) -> QuerySet[StakeholderCategory]:
    """Categories somebody of this conference belongs to."""
    return StakeholderCategory.objects.filter(pk__in=conference.registrations.values("category"))


def region_choices(conference: Conference) -> QuerySet[Region]:
    """Districts somebody of this conference comes from."""
    return Region.objects.filter(pk__in=conference.registrations.values("region")).order_by("name")


@dataclass(frozen=True)
class NeedsSummary:
    """What has to be prepared: languages with their numbers, and what people wrote, with who wrote it."""

    languages: list[tuple[str, int]]
    lists: list[tuple[str, list[tuple[Registration, str]]]]

    @property
    def is_empty(self) -> bool:
        return not self.languages and not any(rows for _title, rows in self.lists)


def needs_summary(conference: Conference) -> NeedsSummary:
    """Needs of everybody who has a seat or is offered one."""
    rows = Needs.objects.filter(registration__in=conference.registrations.seated())
    rows = list(rows.select_related("registration").order_by("registration__name", "pk"))
    languages = Counter(row.interpreting for row in rows if row.interpreting)
    titles = (("accessibility", _("Accessibility")), ("diet", _("Food")), ("childcare", _("Childcare")))
    lists = [
        (title, [(row.registration, getattr(row, name)) for row in rows if getattr(row, name)])
        for name, title in titles
    ]
    return NeedsSummary([(language_name(code), number) for code, number in languages.most_common()], lists)


#: Headers of the files. German whatever language the person works in: files travel between offices.
HEADERS = (
    "Name",
    "E-Mail",
    "Organisation",
    "Kategorie",
    "Kreis",
    "Stand",
    "Teilnahme",
    "Tisch",
    "Wunschtische",
    "Angemeldet von",
    "Ticket",
    "Angemeldet am",
    "Dolmetschen",
    "Barrierefreiheit",
    "Essen",
    "Kinderbetreuung",
)


def table(rows: QuerySet[Registration]) -> Iterator[tuple[str, ...]]:
    """The rows of a file, headers first."""
    yield HEADERS
    for row in rows:
        needs = getattr(row, "needs", None)
        yield (
            row.name,
            row.email,
            row.organisation_name,
            row.category.title if row.category else "",
            row.region.name if row.region else "",
            str(row.get_state_display()),
            _("online") if row.takes_part_online else _("on site"),
            f"{row.table.number} {row.table.title}" if row.table else "",
            ", ".join(str(choice.table.number) for choice in row.preferences.all()),
            row.booked_by.name if row.booked_by_id else "",
            readable(row.ticket),
            row.created_at.astimezone().strftime("%d.%m.%Y %H:%M"),
            language_name(needs.interpreting) if needs and needs.interpreting else "",
            needs.accessibility if needs else "",
            needs.diet if needs else "",
            needs.childcare if needs else "",
        )
