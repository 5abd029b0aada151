"""Roles, leaving, and the last coordinator."""

import pytest

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation
from accounts.organisations import members, rules
from accounts.organisations.refusals import LastCoordinator, Refused
from audit.models import AuditEntry
from tests.accounts.organisations.conftest import mails_to
from tests.factories.accounts import MembershipFactory


def test_rules_know_who_belongs_to_what(scene):
    assert rules.is_member(scene.member, scene.ours) and not rules.coordinates(scene.member, scene.ours)
    assert rules.coordinates(scene.coordinator, scene.ours) and not rules.is_member(scene.coordinator, scene.theirs)
    assert rules.may_speak_for(scene.member, scene.ours)
    waiting = scene.waiting()
    assert rules.coordinates(scene.outsider, waiting) and not rules.may_speak_for(scene.outsider, waiting)
    assert not Organisation.objects.of(scene.outsider).exists()
    scene.member.is_active = False
    assert not rules.is_member(scene.member, scene.ours)


def test_who_left_speaks_for_it_no_more(scene):
    members.leave(scene.ours, scene.member)

    assert not rules.may_speak_for(scene.member, scene.ours)
    assert not Organisation.objects.of(scene.member).exists()
    assert [mail.address for mail in mails_to(scene.coordinator)] == [scene.coordinator.email]
    assert AuditEntry.objects.filter(action="accounts.leave_organisation", actor=scene.member).exists()
    with pytest.raises(Refused):
        members.leave(scene.ours, scene.member)


def test_the_last_coordinator_stays_while_there_are_others(scene):
    with pytest.raises(LastCoordinator):
        members.leave(scene.ours, scene.coordinator)
    with pytest.raises(LastCoordinator):
        members.change_role(scene.of_coordinator, MembershipRole.MEMBER, actor=scene.coordinator)
    with pytest.raises(LastCoordinator):
        members.end_membership(scene.of_coordinator, actor=scene.staff)
    with pytest.raises(LastCoordinator):
        members.set_membership(scene.ours, scene.coordinator, role=MembershipRole.MEMBER, actor=scene.staff)

    members.change_role(scene.of_member, MembershipRole.COORDINATOR, actor=scene.coordinator)
    members.leave(scene.ours, scene.coordinator)
    assert list(scene.ours.memberships.values_list("user", flat=True)) == [scene.member.pk]


def test_a_coordinator_whose_account_is_off_does_not_count(scene):
    second = MembershipFactory(organisation=scene.ours, role=MembershipRole.COORDINATOR, user__is_active=False)

    with pytest.raises(LastCoordinator):
        members.leave(scene.ours, scene.coordinator)
    assert second.organisation == scene.ours


def test_who_is_alone_may_leave(scene):
    members.leave(scene.theirs, scene.other)

    assert not scene.theirs.memberships.exists()
    assert mails_to(scene.staff), "nobody coordinates it any more, so staff are told"


def test_a_changed_role_is_told(scene):
    members.change_role(scene.of_member, MembershipRole.COORDINATOR, actor=scene.coordinator)

    assert len(mails_to(scene.member)) == 1
    members.end_membership(Membership.objects.get(user=scene.member), actor=scene.coordinator)
    assert len(mails_to(scene.member)) == 2 and not rules.is_member(scene.member, scene.ours)


def test_an_ended_membership_is_not_changed(scene):
    stale = Membership.objects.get(user=scene.member)
    members.leave(scene.ours, scene.member)

    with pytest.raises(Refused):
        members.change_role(stale, MembershipRole.COORDINATOR, actor=scene.coordinator)


def test_people_others_need_are_known(scene):
    assert list(rules.left_without_coordinator([scene.coordinator])) == [scene.ours]
    assert not rules.left_without_coordinator([scene.member]).exists()
    assert not rules.left_without_coordinator([scene.other]).exists(), "nobody else belongs to it"
    assert not rules.left_without_coordinator([scene.coordinator, scene.member]).exists()
