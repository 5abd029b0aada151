"""A conference of today with people who are expected, and a link for its door."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from accounts.models import StakeholderCategory
from consultations.conferences.attendance import links
from consultations.conferences.attendance.models import DoorAccess
from consultations.conferences.registration.models import Registration
from consultations.process.models import BERLIN
from regions.models import Region
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, today


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The tests begin at noon of the day: what happened twenty minutes ago is of today, also just after midnight."""
    real = timezone.now
    offset = datetime.combine(today(), time(12), tzinfo=BERLIN) - real()
    monkeypatch.setattr(timezone, "now", lambda: real() + offset)


@pytest.fixture
def conference(process):
    conference = ConferenceFactory(process=process, slug="heute", date=today(), capacity=3, registered=2)
    table = ThematicTableFactory(conference=conference, number=7, title="Sprache")
    school = StakeholderCategory.objects.create(slug="schule", title="Schulen", order=1)
    district = Region.objects.get_or_create(ags="15090", defaults={"level": "district", "name": "Stendal"})[0]
    expect(
        conference,
        "Ada Ärmel",
        "AAAA2222",
        organisation_name="Kreis Süd",
        category=school,
        region=district,
        table=table,
    )
    expect(conference, "Berta Groß", "BBBB3333")
    return conference


@pytest.fixture
def access(conference):
    return DoorAccess.objects.create(conference=conference, label="Haupteingang")


@pytest.fixture
def door(access):
    """The address of the check-in page."""
    return links.path_of(access)


def expect(conference, name, ticket, state="registered", **values) -> Registration:
    """Somebody who registered."""
    return Registration.objects.create(conference=conference, name=name, ticket=ticket, state=state, **values)
