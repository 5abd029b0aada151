"""Two entries of one organisation become one."""

import pytest

from accounts.enums import InvitationState, MembershipRole, RequestState, VerificationState
from accounts.extensions import organisation_parts
from accounts.models import Invitation, JoinRequest, Membership, Organisation
from accounts.organisations import invitations, joining, merging, rules
from accounts.organisations.merging import Transfer
from accounts.organisations.refusals import ChangedMeanwhile, Refused
from audit.models import AuditEntry
from tests.accounts.organisations.conftest import mails_to, person
from tests.factories.accounts import MembershipFactory


def merge(source, target, actor, transfer=Transfer.MEMBERS) -> Organisation:
    seen = merging.preview(source, target).seen
    return merging.merge(source, target, transfer=transfer, seen=seen, actor=actor)


def test_every_relation_from_above_is_handed_over():
    """Whoever adds a foreign key to an organisation says in `organisation_parts` what merging does with it."""
    above = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model._meta.app_label != "accounts"
    }
    assert above == {part.relation for part in organisation_parts}


def test_contributions_move_and_keep_what_they_said(scene, process, make_contribution):
    contribution = make_contribution(organisation=scene.theirs, organisation_name="Sportverein (alt)")
    others = make_contribution(organisation=scene.ours)

    assert sorted(number for _label, number in merging.preview(scene.theirs, scene.ours).parts)[-2:] == [0, 1]
    merge(scene.theirs, scene.ours, scene.staff)

    contribution.refresh_from_db()
    assert (contribution.organisation, contribution.organisation_name) == (scene.ours, "Sportverein (alt)")
    details = AuditEntry.objects.get(action="accounts.merge_organisation").details
    assert details["moved"]["consultations.Contribution.organisation"] == [contribution.pk] != [others.pk]
    assert details["members"][0]["person"] == scene.other.pk and details["members"][0]["role"] == "coordinator"


def test_the_old_one_leads_to_the_one_that_stays(scene, client):
    merge(scene.theirs, scene.ours, scene.staff)
    scene.theirs.refresh_from_db()

    assert scene.theirs.state == VerificationState.MERGED and not rules.is_member(scene.other, scene.theirs)
    client.force_login(scene.other)
    assert client.get(scene.theirs.get_absolute_url())["Location"] == scene.ours.get_absolute_url()
    third = scene.waiting()
    type(third).objects.filter(pk=third.pk).update(state="verified")
    third.refresh_from_db()
    merge(scene.ours, third, scene.staff)
    scene.theirs.refresh_from_db()
    assert scene.theirs.merged_into == third, "no chains"


@pytest.mark.parametrize(
    ("transfer", "role"), [(Transfer.ROLES, MembershipRole.COORDINATOR), (Transfer.MEMBERS, MembershipRole.MEMBER)]
)
def test_roles_of_members(scene, transfer, role):
    merge(scene.theirs, scene.ours, scene.staff, transfer)

    assert Membership.objects.get(user=scene.other, organisation=scene.ours).role == role
    assert mails_to(scene.other)


def test_whoever_entered_a_double_asks_to_join(scene):
    """Else anybody could enter a second "ministry" and become its coordinator by a merge."""
    double = scene.waiting("Willkommensinitiative Altmark")
    assert merging.preview(double, scene.ours).suggested == Transfer.REQUESTS
    merge(double, scene.ours, scene.staff, Transfer.REQUESTS)

    assert not rules.is_member(scene.outsider, scene.ours)
    request = JoinRequest.objects.get(user=scene.outsider, organisation=scene.ours)
    assert mails_to(scene.coordinator) and mails_to(scene.outsider)
    joining.accept_request(request, actor=scene.coordinator)
    assert rules.is_member(scene.outsider, scene.ours)


def test_who_belongs_to_both_keeps_the_higher_role_only_if_roles_move(scene):
    MembershipFactory(user=scene.member, organisation=scene.theirs, role=MembershipRole.COORDINATOR)
    merge(scene.theirs, scene.ours, scene.staff, Transfer.MEMBERS)
    assert not rules.coordinates(scene.member, scene.ours)
    assert Membership.objects.filter(user=scene.member).count() == 1


def test_invitations_and_requests_go_along(scene):
    for organisation, actor in ((scene.ours, scene.coordinator), (scene.theirs, scene.other)):
        invitations.invite(organisation, "beide@example.org", actor=actor)
    invitations.invite(scene.theirs, "eine@example.org", role=MembershipRole.COORDINATOR, actor=scene.other)
    joining.ask_to_join(scene.theirs, person=scene.outsider, real_name="Dora")
    joining.ask_to_join(scene.theirs, person=scene.member, real_name="Ben")
    merge(scene.theirs, scene.ours, scene.staff)

    moved = Invitation.objects.get(email="eine@example.org")
    assert moved.organisation == scene.ours and moved.role == MembershipRole.MEMBER
    assert Invitation.objects.filter(email="beide@example.org", state=InvitationState.OPEN).count() == 1
    assert JoinRequest.objects.get(user=scene.outsider).organisation == scene.ours
    assert JoinRequest.objects.get(user=scene.member).state == RequestState.WITHDRAWN
    eve = person("eine")
    invitations.accept(moved, eve, real_name="Eva")
    assert rules.is_member(eve, scene.ours)


def test_what_was_not_seen_is_not_merged(scene):
    seen = merging.preview(scene.theirs, scene.ours).seen
    MembershipFactory(organisation=scene.theirs)

    with pytest.raises(ChangedMeanwhile):
        merging.merge(scene.theirs, scene.ours, transfer=Transfer.MEMBERS, seen=seen, actor=scene.staff)
    merge(scene.theirs, scene.ours, scene.staff)
    scene.theirs.refresh_from_db()
    with pytest.raises(ChangedMeanwhile):
        merging.merge(scene.theirs, scene.ours, transfer=Transfer.MEMBERS, seen=seen, actor=scene.staff)


def test_what_cannot_be_merged(scene):
    waiting = scene.waiting()
    refused = scene.waiting("Abgelehnt")
    refused.state = "refused"
    refused.save()
    for source, target in ((scene.ours, scene.ours), (scene.ours, waiting), (scene.ours, refused)):
        with pytest.raises(Refused):
            merging.preview(source, target)


def test_what_came_late_follows(scene, make_contribution):
    merge(scene.theirs, scene.ours, scene.staff)
    late = make_contribution(organisation=scene.theirs)

    assert merging.move_what_came_late() == 1 and merging.move_what_came_late() == 0
    late.refresh_from_db()
    assert late.organisation == scene.ours
