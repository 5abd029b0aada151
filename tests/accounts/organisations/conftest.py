"""People and organisations for the tests of organisations."""

import pytest
from allauth.account.models import EmailAddress

from accounts.enums import MembershipRole, VerificationState
from accounts.models import User
from notifications.models import OutboxMessage
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StakeholderCategoryFactory, UserFactory


@pytest.fixture(autouse=True)
def _mails_go_through_the_outbox(settings):
    """As in production; Django's test runner would put another backend in its place."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"


def person(name: str, **fields) -> User:
    """Somebody with a confirmed address."""
    user = UserFactory(email=f"{name}@example.org", display_name=name.capitalize(), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def mails_to(user_or_address) -> list[OutboxMessage]:
    """Mails to somebody, oldest first."""
    address = getattr(user_or_address, "email", user_or_address)
    return list(OutboxMessage.objects.filter(address=address).order_by("pk"))


class Scene:
    """Two organisations with people, somebody of neither, and staff."""

    def __init__(self) -> None:
        self.category = StakeholderCategoryFactory()
        self.ours = OrganisationFactory(name="Willkommensinitiative Altmark e. V.")
        self.theirs = OrganisationFactory(name="Sportverein Börde e. V.")
        self.coordinator, self.member, self.other, self.outsider = (
            person(name) for name in ("anna", "ben", "carla", "dora")
        )
        self.of_coordinator = MembershipFactory(
            user=self.coordinator, organisation=self.ours, role=MembershipRole.COORDINATOR
        )
        self.of_member = MembershipFactory(user=self.member, organisation=self.ours)
        self.of_other = MembershipFactory(user=self.other, organisation=self.theirs, role=MembershipRole.COORDINATOR)
        self.staff = person("staff", is_staff=True, is_superuser=True)

    def waiting(self, name: str = "Neuer Verein e. V.", **fields):
        """An organisation that waits, entered by the outsider."""
        organisation = OrganisationFactory(
            name=name, state=VerificationState.WAITING, created_by=self.outsider, **fields
        )
        MembershipFactory(user=self.outsider, organisation=organisation, role=MembershipRole.COORDINATOR)
        return organisation


@pytest.fixture
def scene(db) -> Scene:
    return Scene()
