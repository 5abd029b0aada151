"""A conference people register for."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from consultations.conferences.registration import services
from consultations.conferences.registration.models import Registration
from consultations.conferences.registration.particulars import Particulars
from consultations.process.enums import TeamRole
from consultations.process.services import add_team_member
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConferenceFactory


@pytest.fixture
def conference(process):
    """Two seats, in twenty days, open to everybody."""
    return ConferenceFactory(process=process, slug="nord", capacity=2, registration="open")


@pytest.fixture
def office(cast, process):
    """Somebody of the conference office."""
    user = UserFactory(email="konferenzbuero@example.org", display_name="Konferenzbüro")
    add_team_member(process, user, TeamRole.CONFERENCE_OFFICE, office="", actor=cast.admin)
    return user


@pytest.fixture
def register():
    """Register a name whose address is known to be theirs, unless told otherwise."""

    def make(conference, name="Ada", *, email="", is_confirmed=True, user=None, **fields) -> Registration:
        email = email or f"{name.lower()}@example.org"
        particulars = Particulars(name=name, **fields)
        return services.register(
            conference, particulars, email=email, user=user, is_confirmed=is_confirmed
        ).registration

    return make


@pytest.fixture
def confirmed(cast):
    """The stakeholder, whose address is confirmed."""
    EmailAddress.objects.create(user=cast.stakeholder, email=cast.stakeholder.email, verified=True, primary=True)
    return cast.stakeholder


@pytest.fixture
def pass_time(monkeypatch):
    """Let hours pass."""
    real = timezone.now

    def later(**span) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(**span))

    return later
