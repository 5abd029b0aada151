"""Requests to join, and who answers them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.enums import RequestState
from accounts.models import JoinRequest
from accounts.organisations import joining, rules
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from tests.accounts.organisations.conftest import mails_to


def ask(scene, organisation=None) -> JoinRequest:
    return joining.ask_to_join(
        organisation or scene.ours, person=scene.outsider, real_name="Dora Draußen", position="Büro", message="Hallo"
    )


def test_asked_told_accepted(scene):
    request = ask(scene)
    assert ask(scene) == request, "asking twice is asking once"
    assert len(mails_to(scene.coordinator)) == 1 and "Dora Draußen" in mails_to(scene.coordinator)[0].body
    assert not mails_to(scene.member) and not mails_to(scene.staff)

    joining.accept_request(request, actor=scene.coordinator)

    assert rules.may_speak_for(scene.outsider, scene.ours) and not rules.coordinates(scene.outsider, scene.ours)
    assert len(mails_to(scene.outsider)) == 1
    with pytest.raises(ChangedMeanwhile):
        joining.refuse_request(request, reason="Zu spät", actor=scene.coordinator)


def test_refused_with_a_reason(scene):
    request = ask(scene)
    with pytest.raises(Refused):
        joining.refuse_request(request, reason="  ", actor=scene.coordinator)

    joining.refuse_request(request, reason="Wir kennen Sie nicht.", actor=scene.coordinator)

    assert "Wir kennen Sie nicht." in mails_to(scene.outsider)[0].body
    assert not rules.is_member(scene.outsider, scene.ours)
    with pytest.raises(Refused):
        ask(scene)
    JoinRequest.objects.update(answered_at=timezone.now() - timedelta(days=8))
    assert ask(scene).pk != request.pk


def test_only_its_coordinators_answer(scene):
    request = ask(scene)
    for actor in (scene.member, scene.other, scene.outsider, scene.staff):
        with pytest.raises(Refused):
            joining.accept_request(request, actor=actor)
        with pytest.raises(Refused):
            joining.refuse_request(request, reason="Nein", actor=actor)
    assert JoinRequest.objects.get().state == RequestState.OPEN


def test_staff_answer_where_nobody_coordinates(scene):
    type(scene.coordinator).objects.filter(pk=scene.coordinator.pk).update(is_active=False)
    request = ask(scene)

    mail = mails_to(scene.staff)[0]
    assert f"/admin/organisationen/{scene.ours.pk}/mitglieder/" in mail.body and not mails_to(scene.coordinator)
    joining.accept_request(request, actor=scene.staff)
    assert rules.is_member(scene.outsider, scene.ours)


def test_who_asks_has_a_confirmed_address(scene):
    EmailAddress.objects.filter(user=scene.outsider).update(verified=False)
    with pytest.raises(AddressNotConfirmed):
        ask(scene)
    EmailAddress.objects.filter(user=scene.outsider).update(verified=True)
    request = ask(scene)
    EmailAddress.objects.filter(user=scene.outsider).update(verified=False)
    with pytest.raises(AddressNotConfirmed):
        joining.accept_request(request, actor=scene.coordinator)


def test_a_withdrawn_request_is_not_accepted(scene):
    request = ask(scene)
    joining.withdraw_request(request, person=scene.outsider)

    with pytest.raises(ChangedMeanwhile):
        joining.accept_request(request, actor=scene.coordinator)
    joining.withdraw_request(request, person=scene.outsider)


def test_refused_organisations_and_too_many_requests(scene, monkeypatch):
    scene.theirs.state = "refused"
    scene.theirs.save()
    with pytest.raises(Refused):
        ask(scene, scene.theirs)
    monkeypatch.setattr(joining, "OPEN_AT_ONCE", 1)
    ask(scene)
    scene.theirs.state = "verified"
    scene.theirs.save()
    with pytest.raises(Refused):
        ask(scene, scene.theirs)
