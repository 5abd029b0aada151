"""The pages below /konto/organisationen/: what they show, and to whom."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import Invitation, JoinRequest, Membership, Organisation
from accounts.organisations import invitations, joining, rules
from tests.accounts.organisations.conftest import mails_to, person
from tests.factories.accounts import MembershipFactory, OrganisationFactory

NEW = {"region": "", "seat": "Stendal", "website": "", "register_number": "", "real_name": "Dora D.", "position": ""}


def url(name: str, *args) -> str:
    return reverse(f"accounts:{name}", args=args)


def test_all_pages_need_an_account(scene, client):
    pk = scene.ours.pk
    gets = [url("organisations"), url("organisation_search"), url("organisation_create"), url("profile")]
    gets += [url(name, pk) for name in ("organisation", "organisation_change", "organisation_leave")]
    for address in gets:
        answer = client.get(address)
        assert answer.status_code == 302 and reverse("account_login") in answer["Location"], address
    for name in ("organisation_join", "organisation_invite"):
        assert reverse("account_login") in client.post(url(name, pk))["Location"]
        assert client.get(url(name, pk)).status_code in (302, 405)


def test_a_new_organisation_is_entered(scene, client):
    client.force_login(scene.outsider)
    page = client.get(url("organisation_create"), {"name": "Neu & Co"})
    assert 'value="Neu &amp; Co"' in page.content.decode()

    answer = client.post(url("organisation_create"), {**NEW, "name": "Neu & Co", "category": scene.category.pk})

    organisation = Organisation.objects.get(name="Neu & Co")
    assert answer["Location"] == organisation.get_absolute_url() and organisation.is_waiting
    again = client.post(url("organisation_create"), {**NEW, "name": "Neu & Co", "category": scene.category.pk})
    assert again["Location"] == answer["Location"], "a second click leads to what the first one entered"
    page = client.get(answer["Location"]).content.decode()
    assert "Dora D." in page and url("organisation_invite", organisation.pk) not in page


def test_doubles_are_shown_before_anything_is_stored(scene, client):
    client.force_login(scene.outsider)
    data = {**NEW, "name": "WILLKOMMENSINITIATIVE Altmark eV", "category": scene.category.pk}

    page = client.post(url("organisation_create"), data)

    assert scene.ours.get_absolute_url() in page.content.decode() and Organisation.objects.count() == 2
    assert 'value="Dora D."' in page.content.decode(), "what was typed is kept"
    seen = page.context["form"].similar_seen
    assert client.post(url("organisation_create"), {**data, "is_another": "1-2"}).status_code == 200
    assert client.post(url("organisation_create"), {**data, "is_another": seen}).status_code == 302
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 201},
        {"category": "999"},
        {"region": "999"},
        {"website": "javascript:alert(1)"},
        {"website": "ftp://verein.example"},
        {"real_name": ""},
        {"name": "Nul\x00"},
    ],
)
def test_bad_input_stores_nothing(scene, client, wrong):
    client.force_login(scene.outsider)
    data = {**NEW, "name": "Neu", "category": scene.category.pk, **wrong}

    page = client.post(url("organisation_create"), data)
    assert page.status_code == 200 and page.context["form"].errors
    assert not Membership.objects.filter(user=scene.outsider).exists()


def test_an_unconfirmed_address_neither_enters_nor_joins(scene, client):
    EmailAddress.objects.filter(user=scene.outsider).update(verified=False)
    client.force_login(scene.outsider)

    client.post(url("organisation_create"), {**NEW, "name": "Neu", "category": scene.category.pk})
    client.post(url("organisation_join", scene.ours.pk), {"real_name": "Dora"})
    assert Organisation.objects.count() == 2 and not JoinRequest.objects.exists()
    assert reverse("account_email") in client.get(scene.ours.get_absolute_url()).content.decode()


def test_search_with_and_without_scripts(scene, client):
    client.force_login(scene.outsider)
    page = client.get(url("organisation_search"), {"q": "altmark"})
    part = client.get(url("organisation_search"), {"q": "altmark"}, headers={"HX-Request": "true"})

    assert scene.ours.name in page.content.decode() and "<html" in page.content.decode()
    assert scene.ours.name in part.content.decode() and "<html" not in part.content.decode()
    for nonsense in ("", "%", "x" * 5000, "'\"<script>", "ä" * 300):
        assert client.get(url("organisation_search"), {"q": nonsense}).status_code == 200


def test_strangers_see_what_is_public_only(scene, client):
    scene.coordinator.real_name = "Anna Amtlich"
    scene.coordinator.save()
    client.force_login(scene.outsider)
    html = client.get(scene.ours.get_absolute_url()).content.decode()

    assert scene.ours.name in html and "Amtlich" not in html and scene.coordinator.email not in html
    refused = OrganisationFactory(name="Abgelehnt", state="refused")
    assert client.get(refused.get_absolute_url()).status_code == 404
    assert client.get(url("organisation", 10**30)).status_code == 404


def test_members_see_names_and_only_coordinators_addresses(scene, client):
    scene.coordinator.real_name = "Anna Amtlich"
    scene.coordinator.save()
    client.force_login(scene.member)
    html = client.get(scene.ours.get_absolute_url()).content.decode()
    assert "Anna Amtlich" in html and scene.coordinator.email not in html
    assert url("organisation_invite", scene.ours.pk) not in html
    client.force_login(scene.coordinator)
    html = client.get(scene.ours.get_absolute_url()).content.decode()
    assert scene.member.email in html and url("organisation_invite", scene.ours.pk) in html


def actions(scene) -> list[tuple[str, dict]]:
    """Every address of what belongs to `ours`, with what a coordinator would send there."""
    invitation = invitations.invite(scene.ours, "eva@example.org", actor=scene.coordinator)
    request = joining.ask_to_join(scene.ours, person=person("frida"), real_name="Frida")
    pk = scene.ours.pk
    return [
        (url("organisation_change", pk), {"seat": "Gekapert", "website": "", "seen": 0}),
        (url("organisation_invite", pk), {"email": "fremd@example.org", "role": "coordinator"}),
        (url("organisation_member", pk, scene.of_member.pk), {"action": "end"}),
        (url("organisation_member", pk, scene.of_member.pk), {"action": "coordinator"}),
        (url("organisation_invitation", pk, invitation.pk), {"action": "revoke"}),
        (url("organisation_invitation", pk, invitation.pk), {"action": "resend"}),
        (url("organisation_request", pk, request.pk), {"action": "accept"}),
        (url("organisation_request", pk, request.pk), {"action": "refuse", "reason": "Nein"}),
    ]


@pytest.mark.parametrize("who", ["other", "outsider", "member", "staff"])
def test_what_belongs_to_one_organisation_is_not_there_for_others(scene, client, who):
    """As coordinator of another one, as stranger, as plain member, and as staff on the public page."""
    addresses = actions(scene)
    before = snapshot()
    client.force_login(getattr(scene, who))

    for address, data in addresses:
        assert client.post(address, data).status_code == 404, address
        assert client.get(address).status_code in (404, 405), address
    assert snapshot() == before
    if who != "member":
        assert client.post(url("organisation_leave", scene.ours.pk)).status_code == 404


def test_rows_of_one_organisation_are_not_reached_through_another(scene, client):
    addresses = actions(scene)[2:]
    before = snapshot()
    client.force_login(scene.other)

    for address, data in addresses:
        through = address.replace(f"/organisationen/{scene.ours.pk}/", f"/organisationen/{scene.theirs.pk}/")
        assert client.post(through, data).status_code == 404, through
    assert snapshot() == before
    request = JoinRequest.objects.get()
    assert client.post(url("join_request_withdraw", request.pk)).status_code == 404


def snapshot() -> list:
    return [
        list(model.objects.order_by("pk").values()) for model in (Organisation, Membership, Invitation, JoinRequest)
    ]


def test_the_coordinator_does_all_of_it(scene, client):
    client.force_login(scene.coordinator)
    addresses = actions(scene)
    for address, data in (addresses[0], addresses[1], addresses[3], addresses[5], addresses[7]):
        assert client.post(address, data).status_code == 302, address
    scene.ours.refresh_from_db()
    assert scene.ours.seat == "Gekapert" and rules.coordinates(scene.member, scene.ours)
    assert mails_to("fremd@example.org") and JoinRequest.objects.get().state == "refused"
    page = client.post(addresses[0][0], {**addresses[0][1], "seat": "Alt", "seen": 0})
    assert page.status_code == 200 and page.context["form"].errors, "somebody else was faster"
    assert (
        client.post(url("organisation_member", scene.ours.pk, scene.of_member.pk), {"action": "x"}).status_code == 404
    )


def test_refusing_a_request_needs_a_reason(scene, client):
    request = joining.ask_to_join(scene.ours, person=scene.outsider, real_name="Dora")
    client.force_login(scene.coordinator)

    page = client.post(url("organisation_request", scene.ours.pk, request.pk), {"action": "refuse", "reason": " "})
    assert page.status_code == 200 and page.context["refused_request"] == request.pk
    request.refresh_from_db()
    assert request.state == "open"


def test_leaving_asks_and_protects(scene, client):
    client.force_login(scene.member)
    assert client.get(url("organisation_leave", scene.ours.pk)).status_code == 200
    assert rules.is_member(scene.member, scene.ours)
    client.post(url("organisation_leave", scene.ours.pk))
    assert not rules.is_member(scene.member, scene.ours)
    MembershipFactory(user=scene.member, organisation=scene.ours)
    client.force_login(scene.coordinator)
    client.post(url("organisation_leave", scene.ours.pk))
    assert rules.coordinates(scene.coordinator, scene.ours)


def test_one_changes_only_ones_own_position(scene, client):
    address = url("organisation_position", scene.ours.pk)
    client.force_login(scene.member)
    client.post(address, {"position": " Büro "})
    assert client.post(address, {"position": "x" * 200}).context["position_form"].errors
    scene.of_member.refresh_from_db()
    scene.of_coordinator.refresh_from_db()
    assert (scene.of_member.position, scene.of_coordinator.position) == ("Büro", "Vorstand")
    client.force_login(scene.other)
    assert client.post(address, {"position": "Fremd"}).status_code == 404


def test_a_refused_one_is_corrected_by_its_coordinator(scene, client):
    refused = scene.waiting()
    Organisation.objects.filter(pk=refused.pk).update(state="refused", state_reason="Kein <b>Eintrag</b>.")
    client.force_login(scene.outsider)
    html = client.get(refused.get_absolute_url()).content.decode()
    assert "Kein &lt;b&gt;Eintrag&lt;/b&gt;." in html
    page = client.get(url("organisation_change", refused.pk))
    data = {field.name: field.value() for field in page.context["form"] if field.value() is not None}
    answer = client.post(url("organisation_change", refused.pk), {**data, "seat": "Burg"})
    assert answer.status_code == 302, answer.context["form"].errors
    refused.refresh_from_db()
    assert refused.is_waiting and refused.seat == "Burg"


def test_names_are_texts_on_every_page(scene, client):
    evil = "<script>alert(1)</script>\"'>"
    Organisation.objects.filter(pk=scene.ours.pk).update(name=evil, seat=evil)
    type(scene.member).objects.filter(pk=scene.member.pk).update(real_name=evil)
    client.force_login(scene.coordinator)
    for name in ("organisation", "organisation_change", "organisation_leave"):
        assert "<script>alert" not in client.get(url(name, scene.ours.pk)).content.decode()
    assert "<script>alert" not in client.get(url("organisations")).content.decode()


def test_own_data_are_changed(scene, client):
    client.force_login(scene.member)
    assert client.get(url("profile")).status_code == 200
    answer = client.post(url("profile"), {"display_name": "Benni", "real_name": "Ben B.", "language": "en"})
    scene.member.refresh_from_db()
    assert (scene.member.display_name, scene.member.real_name, scene.member.language) == ("Benni", "Ben B.", "en")
    assert answer.cookies["django_language"].value == "en"
    page = client.post(url("profile"), {"display_name": "Benni", "real_name": "", "language": "xx"})
    assert set(page.context["form"].errors) == {"real_name", "language"}, "members keep their name"


def test_many_members_and_organisations_take_the_same_queries(scene, client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    client.force_login(scene.coordinator)
    joining.ask_to_join(scene.ours, person=scene.outsider, real_name="Dora")
    invitations.invite(scene.ours, "a0@example.org", actor=scene.coordinator)
    addresses = [url("organisations"), scene.ours.get_absolute_url(), url("organisation_create"), url("overview")]
    queries(addresses[0])  # what the first page of a process fills in for all
    before = [queries(address) for address in addresses]
    for number in range(12):
        MembershipFactory(organisation=scene.ours, role=MembershipRole.COORDINATOR)
        MembershipFactory(user=scene.coordinator)
        JoinRequest.objects.create(organisation=scene.ours, user=MembershipFactory().user)
        invitations.invite(scene.ours, f"a{number}@example.org", actor=scene.coordinator)
    assert [queries(address) for address in addresses] == before
