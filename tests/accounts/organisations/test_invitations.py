"""Invitations: one link, one use, one address, for a while."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.enums import InvitationState, MembershipRole
from accounts.models import Invitation, Membership
from accounts.organisations import invitations, rules
from accounts.organisations.refusals import AddressNotConfirmed, Refused
from tests.accounts.organisations.conftest import mails_to, person

JOIN = {"action": "accept", "real_name": "Eva Eigen", "position": "Büro"}


def link_in(mail) -> str:
    return re.search(r"/konto/organisationen/einladung/\S+/", mail.body).group(0)


def invited(scene, email: str = "eva@example.org", **options) -> str:
    """Invite somebody and return the address in the mail."""
    invitations.invite(scene.ours, email, actor=scene.coordinator, **options)
    return link_in(mails_to(email.lower())[-1])


def test_an_account_accepts_and_may_speak(scene, client):
    eva = person("eva")
    link = invited(scene, "EVA@example.org")
    client.force_login(eva)

    page = client.get(link)
    assert page.status_code == 200 and not rules.is_member(eva, scene.ours), "GET changes nothing"
    assert page.headers["Referrer-Policy"] == "strict-origin" and "no-store" in page.headers["Cache-Control"]
    assert client.head(link).status_code == 200 and not rules.is_member(eva, scene.ours)
    answer = client.post(link, JOIN)

    assert answer.status_code == 302 and rules.may_speak_for(eva, scene.ours)
    eva.refresh_from_db()
    assert eva.real_name == "Eva Eigen" and Membership.objects.get(user=eva).position == "Büro"
    assert mails_to(scene.coordinator), "the coordinator is told"
    assert client.get(link).status_code == 302, "who has joined is led to the organisation"


def test_the_link_is_kept_as_a_hash(scene):
    token = invited(scene).split("/")[-2]

    assert token not in str(list(Invitation.objects.values()))


def test_a_name_is_required(scene, client):
    eva, link = person("eva"), invited(scene)
    client.force_login(eva)

    page = client.post(link, {**JOIN, "real_name": " \u200b "})
    assert page.status_code == 200 and "real_name" in page.context["form"].errors
    assert not rules.is_member(eva, scene.ours)


def test_without_an_account_the_page_says_what_to_do(scene, client):
    page = client.get(invited(scene))

    html = page.content.decode()
    assert page.status_code == 200 and reverse("account_signup") in html and "eva@example.org" not in html
    assert client.post(invited(scene), JOIN).status_code == 403


def test_it_works_once(scene, client):
    eva, link = person("eva"), invited(scene)
    client.force_login(eva)
    client.post(link, JOIN)
    Membership.objects.filter(user=eva).delete()

    assert client.get(link).status_code == 410 and client.post(link, JOIN).status_code == 410
    assert not rules.is_member(eva, scene.ours)


def test_expired_revoked_replaced_and_changed_links_do_nothing(scene, client):
    eva = person("eva")
    client.force_login(eva)
    link = invited(scene)
    row = Invitation.objects.get()

    newer = invited(scene)
    assert Invitation.objects.count() == 1 and client.post(link, JOIN).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(newer).status_code == 410 and client.post(newer, JOIN).status_code == 410
    invitations.resend(row, actor=scene.coordinator)
    newest = link_in(mails_to("eva@example.org")[-1])
    assert client.post(newer, JOIN).status_code == 404
    changed = newest[:-3] + ("x" if newest[-3] != "x" else "y") + newest[-2:]
    assert client.post(changed, JOIN).status_code == 404
    invitations.revoke(row, actor=scene.coordinator)
    assert client.post(newest, JOIN).status_code == 410
    with pytest.raises(Refused):
        invitations.resend(row, actor=scene.coordinator)
    assert not rules.is_member(eva, scene.ours)


def test_another_account_cannot_use_it(scene, client):
    link = invited(scene)
    client.force_login(scene.outsider)

    page = client.get(link)
    assert page.status_code == 403 and "eva@example.org" not in page.content.decode()
    assert client.post(link, JOIN).status_code == 403
    assert client.get(reverse("accounts:own_invitation", args=[Invitation.objects.get().pk])).status_code == 404
    with pytest.raises(Refused):
        invitations.accept(Invitation.objects.get(), scene.outsider, real_name="Wer")
    with pytest.raises(Refused):
        invitations.decline(Invitation.objects.get(), scene.outsider)
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_an_unconfirmed_address_is_not_enough(scene, client):
    eva, link = person("eva"), invited(scene)
    EmailAddress.objects.filter(user=eva).update(verified=False)
    client.force_login(eva)

    assert client.get(link).status_code == 403 and client.post(link, JOIN).status_code == 403
    with pytest.raises(AddressNotConfirmed):
        invitations.accept(Invitation.objects.get(), eva, real_name="Eva")
    assert not rules.is_member(eva, scene.ours)


def test_who_lost_the_link_finds_the_invitation_in_the_account(scene, client):
    eva = person("eva")
    invited(scene)
    client.force_login(eva)
    address = reverse("accounts:own_invitation", args=[Invitation.objects.get().pk])

    assert address in client.get(reverse("accounts:organisations")).content.decode()
    assert address in client.get(reverse("accounts:overview")).content.decode()
    client.post(address, {"action": "decline"})
    assert Invitation.objects.get().state == InvitationState.DECLINED
    assert client.post(address, JOIN).status_code == 410


def test_only_coordinators_of_verified_organisations_invite(scene):
    for actor in (scene.member, scene.other, scene.outsider, scene.staff):
        with pytest.raises(Refused):
            invitations.invite(scene.ours, "eva@example.org", actor=actor)
    with pytest.raises(Refused):
        invitations.invite(scene.waiting(), "eva@example.org", actor=scene.outsider)
    with pytest.raises(Refused):
        invitations.invite(scene.ours, "BEN@example.org", actor=scene.coordinator)
    assert not Invitation.objects.exists() and not mails_to("eva@example.org")


def test_the_number_of_mails_in_a_day_is_limited(scene, monkeypatch):
    monkeypatch.setattr(invitations, "MAILS_A_DAY", 2)
    for name in ("e", "f"):
        invitations.invite(scene.ours, f"{name}@example.org", actor=scene.coordinator)

    with pytest.raises(Refused):
        invitations.invite(scene.ours, "g@example.org", actor=scene.coordinator)
    with pytest.raises(Refused):
        invitations.resend(Invitation.objects.first(), actor=scene.coordinator)


def test_an_invitation_takes_no_role_away(scene):
    scene.ours.memberships.filter(user=scene.member).update(role=MembershipRole.MEMBER)
    eva = person("eva")
    invited(scene, role=MembershipRole.COORDINATOR)
    invitations.accept(Invitation.objects.get(), eva, real_name="Eva")

    assert rules.coordinates(eva, scene.ours)


def test_a_refused_organisation_takes_nobody(scene, client):
    eva, link = person("eva"), invited(scene)
    type(scene.ours).objects.filter(pk=scene.ours.pk).update(state="refused")
    client.force_login(eva)

    assert client.post(link, JOIN).status_code == 410 and not rules.is_member(eva, scene.ours)


def test_old_addresses_are_forgotten(scene):
    invited(scene)
    assert invitations.forget_old() == 0
    Invitation.objects.update(expires_at=timezone.now() - invitations.KEPT_FOR - timedelta(days=1))
    assert invitations.forget_old() == 1


def test_sending_one_invitation_again_and_again_is_limited_too(scene, monkeypatch):
    monkeypatch.setattr(invitations, "MAILS_A_DAY", 3)
    invitations.invite(scene.ours, "eva@example.org", actor=scene.coordinator)
    row = Invitation.objects.get()
    for _time in range(2):
        invitations.resend(row, actor=scene.coordinator)

    with pytest.raises(Refused):
        invitations.resend(row, actor=scene.coordinator)
    assert len(mails_to("eva@example.org")) == 3
