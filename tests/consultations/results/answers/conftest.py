"""What the tests of answers have in common."""

import pytest

from consultations.process.enums import TeamRole
from consultations.process.models import TeamMember
from consultations.process.services import add_team_member
from consultations.results import services, telling
from consultations.results.answers.cosigning import ask
from tests.factories.accounts import UserFactory

OTHER_BODY = "Ministerium für Soziales (Test)"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Tasks are run by the tests themselves."""
    monkeypatch.setattr(telling, "start_notification", lambda pk: None)


@pytest.fixture
def body(cast) -> str:
    """The office the cast's cosigner signs for."""
    return TeamMember.objects.get(user=cast.cosigner, role=TeamRole.COSIGNER).office


@pytest.fixture
def other_cosigner(process):
    """Somebody who signs for another body."""
    user = UserFactory(email="soziales@example.org")
    add_team_member(process, user, TeamRole.COSIGNER, actor=None, office=OTHER_BODY)
    return user


@pytest.fixture
def write(cast):
    """Answer a finding as the officer would: write(finding, reason="...")."""

    def answer(finding, *, decision="accepted", reason="Das stimmt.", actor=None, **fields):
        return services.answer_finding(finding, decision=decision, reason=reason, actor=actor or cast.officer, **fields)

    return answer


@pytest.fixture
def asked(cast, make_finding, write, body):
    """A request to the cosigner's body about the first version of an answer."""
    finding = make_finding()
    write(finding)
    return ask(finding, [body], actor=cast.officer)[0]
