"""A named cast, so that each test can try the outsider."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation, User
from audit.models import AuditEntry
from consultations.process.enums import Action, TeamRole
from consultations.process.models import Process, TeamMember
from consultations.process.rules import MATRIX
from consultations.process.services import editors_group, team_group
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
    cosigner: User
    measure_office: User
    observer: User
    coordinator: User
    member: User
    stakeholder: User
    #: Member of the team of another process.
    outsider: User
    organisation: Organisation


#: Roles of the team, in the order they are given.
TEAM = (
    TeamRole.LEAD,
    TeamRole.EDITOR,
    TeamRole.MODERATOR,
    TeamRole.ANALYST,
    TeamRole.OFFICER,
    TeamRole.RECORDER,
    TeamRole.COSIGNER,
    TeamRole.MEASURE_OFFICE,
    TeamRole.OBSERVER,
)


def make_cast(process: Process, other_process: Process) -> Cast:
    """Create everybody, with their roles in the process; the outsider leads the other one.

    More than half of all tests ask for the cast: it is written with few queries, and `tests/test_cast.py` proves that
    it is what the services would leave behind.
    """
    StakeholderCategoryFactory(slug="privatperson", title="Einzelpersonen", is_individual=True)
    names = [*(role.value for role in TEAM), "coordinator", "member", "outsider", "stakeholder"]
    admin, *others = User.objects.bulk_create(
        [
            UserFactory.build(email="admin@example.org", display_name="Admin", is_staff=True, is_superuser=True),
            *(UserFactory.build(email=f"{name}@example.org", display_name=name.capitalize()) for name in names),
        ]
    )
    people = dict(zip(names, others, strict=True))
    _join_teams(
        [
            *(
                TeamMember(process=process, user=people[role], role=role.value, office=f"Referat {role}")
                for role in TEAM
            ),
            TeamMember(process=other_process, user=people["outsider"], role=TeamRole.LEAD.value),
        ],
        actor=admin,
    )
    organisation = OrganisationFactory(name="Willkommensinitiative (Test)")
    Membership.objects.bulk_create(
        MembershipFactory.build(user=people[name], organisation=organisation, role=role)
        for name, role in (("coordinator", MembershipRole.COORDINATOR), ("member", MembershipRole.MEMBER))
    )
    return Cast(admin=admin, organisation=organisation, **people)


def _join_teams(members: list[TeamMember], *, actor: User) -> None:
    """What `add_team_member` does, for several people at once."""
    TeamMember.objects.bulk_create(members)
    everybody = team_group()
    joined = [(member.user, everybody) for member in members]
    joined += [
        (member.user, editors_group(member.process)) for member in members if Action.EDIT_DRAFT in MATRIX[member.role]
    ]
    User.groups.through.objects.bulk_create(User.groups.through(user=user, group=group) for user, group in joined)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor=actor,
            actor_label=str(actor),
            action="process.add_team_member",
            target_type=ContentType.objects.get_for_model(member),
            target_id=str(member.pk),
            target_label=str(member),
            scope=member.process.slug,
            details={"role": member.role, "office": member.office},
        )
        for member in members
    )
