"""A named cast, so that each test can try the outsider."""

from dataclasses import dataclass

from accounts.enums import MembershipRole
from accounts.models import Organisation, User
from consultations.process.enums import TeamRole
from consultations.process.models import Process
from consultations.process.services import add_team_member
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StakeholderCategoryFactory, UserFactory


@dataclass
class Cast:
    """The people of the tests: a team, an organisation, somebody on their own, and an outsider."""

    admin: User
    lead: User
    editor: User
    moderator: User
    analyst: User
    officer: User
    recorder: User
    observer: User
    coordinator: User
    member: User
    stakeholder: User
    #: Member of the team of another process.
    outsider: User
    organisation: Organisation


def make_cast(process: Process, other_process: Process) -> Cast:
    """Create everybody, with their roles in the process; the outsider leads the other one."""
    StakeholderCategoryFactory(slug="privatperson", title="Einzelpersonen", is_individual=True)

    def person(name: str) -> User:
        return UserFactory(email=f"{name}@example.org", display_name=name.capitalize())

    admin = UserFactory(email="admin@example.org", display_name="Admin", is_staff=True, is_superuser=True)
    team = {
        role.value: person(role.value)
        for role in (
            TeamRole.LEAD,
            TeamRole.EDITOR,
            TeamRole.MODERATOR,
            TeamRole.ANALYST,
            TeamRole.OFFICER,
            TeamRole.RECORDER,
            TeamRole.OBSERVER,
        )
    }
    for role, user in team.items():
        add_team_member(process, user, role, actor=admin, office=f"Referat {role}")
    organisation = OrganisationFactory(name="Willkommensinitiative (Test)")
    coordinator, member = person("coordinator"), person("member")
    MembershipFactory(user=coordinator, organisation=organisation, role=MembershipRole.COORDINATOR)
    MembershipFactory(user=member, organisation=organisation)
    outsider = person("outsider")
    add_team_member(other_process, outsider, TeamRole.LEAD, actor=admin)
    return Cast(
        admin=admin,
        **team,
        coordinator=coordinator,
        member=member,
        stakeholder=person("stakeholder"),
        outsider=outsider,
        organisation=organisation,
    )
