"""The cast of the tests is written with few queries, and is what the services would have left behind."""

import pytest

from audit.models import AuditEntry
from consultations.process.models import TeamMember
from consultations.process.services import add_team_member
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cast import TEAM

ROLES = [(role.value, role.value) for role in TEAM]


def left_behind(member: TeamMember) -> dict:
    """Everything a membership consists of, except names and times."""
    entry = AuditEntry.objects.about(member).get()
    return {
        "team": TeamMember.objects.filter(pk=member.pk).values("role", "office", "deputises_for", "ends_on").get(),
        "groups": sorted(member.user.groups.values_list("name", flat=True)),
        "trace": (entry.action, entry.scope, entry.details, entry.reason, entry.actor, entry.actor_label),
        "named": (entry.target_label, str(member)),
    }


@pytest.mark.parametrize(("who", "role"), [*ROLES, ("outsider", "lead")])
def test_the_team_is_as_the_service_would_leave_it(cast, who, role):
    made = TeamMember.objects.get(user=getattr(cast, who))
    somebody = UserFactory(display_name=made.user.display_name)
    served = add_team_member(made.process, somebody, role, actor=cast.admin, office=made.office)
    assert left_behind(made) == left_behind(served)


def test_everybody_can_sign_in(cast, client):
    assert client.login(username="stakeholder@example.org", password=PASSWORD)
