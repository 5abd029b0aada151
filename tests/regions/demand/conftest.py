"""A district with its coordinator, another district with another one, and entries."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from regions.demand.enums import EntryState, Kind
from regions.demand.models import DemandField, Entry, SpokenLanguage
from regions.models import Office, Region, RegionLevel
from tests.factories.accounts import UserFactory


@dataclass
class People:
    """Who documents, who keeps the directory, and who does neither."""

    coordinator: User
    #: Holds an office of another district.
    neighbour: User
    keeper: User
    outsider: User
    office: Office


@pytest.fixture
def saxony(db) -> Region:
    return Region.objects.create(level=RegionLevel.STATE, ags="14", name="Sachsen")


@pytest.fixture
def district(saxony) -> Region:
    return Region.objects.create(level=RegionLevel.DISTRICT, ags="14522", name="Mittelsachsen", parent=saxony)


@pytest.fixture
def elsewhere(saxony) -> Region:
    return Region.objects.create(level=RegionLevel.DISTRICT, ags="14521", name="Erzgebirgskreis", parent=saxony)


@pytest.fixture
def town(district) -> Region:
    return Region.objects.create(level=RegionLevel.MUNICIPALITY, ags="14522180", name="Freiberg", parent=district)


@pytest.fixture
def people(district, elsewhere) -> People:
    coordinator, neighbour, outsider = (UserFactory(email=f"{name}@kreis.example") for name in ("ko", "nach", "aussen"))
    keeper = UserFactory(email="pflege@land.example")
    keeper.user_permissions.add(Permission.objects.get(codename="change_office"))
    EmailAddress.objects.create(user=coordinator, email=coordinator.email, verified=True, primary=True)
    office = Office.objects.create(region=district, title="Koordinierungsstelle", holder=coordinator)
    Office.objects.create(region=elsewhere, title="Beauftragte", holder=neighbour)
    return People(coordinator, neighbour, keeper, outsider, office)


@pytest.fixture
def field(db) -> DemandField:
    return DemandField.objects.get(slug="sprache")


@pytest.fixture
def make_entry(district, field):
    """Create entries as the services leave them; public and valid for a year unless told otherwise."""

    def make(title: str = "Kurs am Abend", kind: str = Kind.NEED, *, spoken=(), areas=(), **fields) -> Entry:
        values = {
            "region": district,
            "field": field,
            "text": "Öffentlicher Text.",
            "state": EntryState.PUBLISHED,
            "published_at": timezone.now(),
            "valid_until": timezone.localdate() + timedelta(days=365),
            **fields,
        }
        entry = Entry(kind=kind, title=title, **values)
        entry.fill_search_text()
        entry.save()
        entry.areas.set(areas)
        SpokenLanguage.objects.bulk_create(SpokenLanguage(entry=entry, language=code) for code in spoken)
        if spoken:
            Entry.objects.filter(pk=entry.pk).update(languages=list(spoken))
            entry.languages = list(spoken)
        return entry

    return make


@pytest.fixture
def pool(make_entry) -> Entry:
    """A pool of interpreters that takes requests."""
    return make_entry(
        "Sprachmittlerpool",
        Kind.INTERPRETING,
        spoken=["ar", "uk"],
        modes=["on_site", "phone"],
        booking_email="pool@kreis.example",
    )


@pytest.fixture
def typed(district, field):
    """What somebody fills into the form of an entry."""

    def make(**fields) -> dict:
        return {
            "region": district.pk,
            "field": field.pk,
            "title": "Wohnungen für große Familien",
            "text": "Gesucht werden Wohnungen.",
            "target_groups": ["families"],
            "languages": ["ar"],
            "valid_until": (timezone.localdate() + timedelta(days=100)).isoformat(),
            "revision": "0",
            **fields,
        }

    return make
