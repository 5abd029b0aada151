"""Two people do it at once: real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.enums import MembershipRole
from accounts.models import JoinRequest, Membership, Organisation
from accounts.organisations import importing, invitations, joining, members, merging, services, verification
from accounts.organisations.merging import Transfer
from accounts.organisations.refusals import ChangedMeanwhile, LastCoordinator, Refused
from accounts.organisations.services import Data
from audit.models import AuditEntry
from tests.accounts.organisations.conftest import Scene, mails_to, person

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def scene(transactional_db) -> Scene:
    return Scene()


def at_once(*functions):
    """Run the functions in threads that start together; returns results or exceptions in their order."""
    barrier = Barrier(len(functions))

    def run(function):
        try:
            barrier.wait(10)
            return function()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


def test_two_coordinators_leave_and_one_stays(scene):
    third = person("emil")
    Membership.objects.create(organisation=scene.ours, user=third)
    Membership.objects.filter(pk=scene.of_member.pk).update(role=MembershipRole.COORDINATOR)

    results = at_once(
        lambda: members.leave(scene.ours, scene.coordinator),
        lambda: members.leave(scene.ours, scene.member),
    )

    assert sum(isinstance(result, LastCoordinator) for result in results) == 1, results
    assert scene.ours.memberships.filter(role=MembershipRole.COORDINATOR).count() == 1


def test_an_invitation_is_used_once_and_a_double_click_enters_one(scene):
    eva = person("eva")
    invitation = invitations.invite(scene.ours, eva.email, actor=scene.coordinator)
    data = Data(name="Neu", category=scene.category)

    used = at_once(*[lambda: invitations.accept(invitation, eva, real_name="Eva")] * 3)
    entered = at_once(*[lambda: services.create_organisation(data, person=scene.outsider, real_name="Dora")] * 3)

    assert sum(isinstance(result, Refused) for result in used) == 2, used
    assert len({organisation.pk for organisation in entered}) == 1
    assert len(mails_to(scene.staff)) == 1


def test_one_answer_to_a_request_and_one_decision_of_staff(scene):
    request = joining.ask_to_join(scene.ours, person=scene.outsider, real_name="Dora")
    waiting = scene.waiting()

    answers = at_once(
        lambda: joining.accept_request(request, actor=scene.coordinator),
        lambda: joining.refuse_request(request, reason="Nein", actor=scene.coordinator),
    )
    decisions = at_once(
        lambda: verification.verify(waiting, seen=0, actor=scene.staff),
        lambda: verification.refuse(waiting, reason="Nein", seen=0, actor=scene.staff),
    )

    for results in (answers, decisions):
        assert sum(isinstance(result, ChangedMeanwhile) for result in results) == 1, results
    assert JoinRequest.objects.get().state != "open"


def test_merging_both_ways_and_importing_twice(scene):
    one = merging.preview(scene.ours, scene.theirs).seen
    two = merging.preview(scene.theirs, scene.ours).seen
    text = "Name;Kategorie\r\nA;zivilgesellschaft\r\nB;zivilgesellschaft\r\n"

    merged = at_once(
        lambda: merging.merge(scene.ours, scene.theirs, transfer=Transfer.ROLES, seen=one, actor=scene.staff),
        lambda: merging.merge(scene.theirs, scene.ours, transfer=Transfer.ROLES, seen=two, actor=scene.staff),
    )
    at_once(*[lambda: importing.store(text, actor=scene.staff)] * 3)

    assert sum(isinstance(result, ChangedMeanwhile) for result in merged) == 1, merged
    assert Organisation.objects.filter(state="merged").count() == 1
    assert Organisation.objects.filter(name__in=["A", "B"]).count() == 2
    assert AuditEntry.objects.filter(action="accounts.merge_organisation").count() == 1
