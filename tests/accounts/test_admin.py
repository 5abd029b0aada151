"""People and organisations in the admin: sign-in by address, and no way to lift oneself."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import Membership, User
from audit.models import AuditEntry
from tests.factories.accounts import OrganisationFactory, UserFactory


@pytest.fixture
def manager(db) -> User:
    """Somebody who may manage accounts without administering the site."""
    group = Group.objects.create(name="Kontenverwaltung")
    names = ["add_user", "change_user", "delete_user"]
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="accounts", codename__in=names),
    )
    user = UserFactory(email="konten@example.org")
    user.groups.add(group)
    return user


def edit_url(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def fields(user: User, **changes) -> dict:
    data = {"email": user.email, "display_name": user.display_name, "is_active": "on", **changes}
    return {name: value for name, value in data.items() if value is not None}


def test_administrator_creates_an_account_by_address(client, cast):
    client.force_login(cast.admin)
    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    address = reverse("wagtailusers_users:add")
    assert client.get(address).status_code == 200
    client.post(address, {"email": "Neu@Example.org", "display_name": "Neu"})
    person = User.objects.get(email="neu@example.org")
    assert not person.has_usable_password() and not person.is_superuser
    assert not EmailAddress.objects.get(user=person).verified
    entry = AuditEntry.objects.get(action="accounts.create_user")
    assert entry.actor == cast.admin and "example.org" not in str(entry.details)


def test_the_same_address_is_not_taken_twice(client, cast):
    client.force_login(cast.admin)
    response = client.post(reverse("wagtailusers_users:add"), {"email": "LEAD@example.org"})
    assert "email" in response.context["form"].errors


def test_weak_password_is_refused(client, cast):
    client.force_login(cast.admin)
    data = {"email": "neu@example.org", "password1": "12345", "password2": "12345"}
    assert client.post(reverse("wagtailusers_users:add"), data).context["form"].errors
    assert not User.objects.filter(email="neu@example.org").exists()


def test_a_changed_address_has_to_be_confirmed(client, cast):
    person = cast.stakeholder
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(cast.admin)
    client.post(edit_url(person), fields(person, email="anders@example.org"))
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified")) == [
        ("anders@example.org", False)
    ]


def test_manager_edits_ordinary_accounts(client, cast, manager):
    client.force_login(manager)
    assert client.get(edit_url(cast.stakeholder)).status_code == 200
    client.post(edit_url(cast.stakeholder), fields(cast.stakeholder, display_name="Umbenannt"))
    cast.stakeholder.refresh_from_db()
    assert cast.stakeholder.display_name == "Umbenannt"


def test_manager_makes_nobody_administrator(client, cast, manager):
    client.force_login(manager)
    team = Group.objects.exclude(name="Kontenverwaltung").first()
    rights = {"is_superuser": "on", "is_staff": "on", "groups": [team.pk]}
    for person in (manager, cast.stakeholder):
        client.post(edit_url(person), fields(person, **rights))
        person.refresh_from_db()
        assert not person.is_superuser and not person.is_staff and team not in person.groups.all()
    client.post(reverse("wagtailusers_users:add"), {"email": "neu@example.org", **rights})
    person = User.objects.get(email="neu@example.org")
    assert not person.is_superuser and not person.groups.exists()


@pytest.mark.parametrize("who", ["admin", "lead", "observer"])
def test_manager_does_not_take_over_staff_accounts(client, cast, manager, who):
    person = getattr(cast, who)
    client.force_login(manager)
    for address in (edit_url(person), reverse("wagtailusers_users:delete", args=[person.pk])):
        assert client.get(address).status_code in (302, 403)
        client.post(
            address,
            fields(person, email="gekapert@example.org", password1="neues-kennwort-1", password2="neues-kennwort-1"),
        )
    fresh = User.objects.get(pk=person.pk)
    assert fresh.email == person.email and fresh.check_password("geheim-und-lang")


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_ticks_in_the_list_lift_nobody(client, cast, manager, action):
    group = cast.lead.groups.first()
    client.force_login(manager)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    client.post(f"{address}?id={cast.admin.pk}&id={manager.pk}", {"role": group.pk, "mark_as_active": "False"})
    manager.refresh_from_db()
    assert group not in manager.groups.all()
    assert User.objects.filter(pk=cast.admin.pk, is_active=True).exists()


@pytest.mark.parametrize("who", ["lead", "editor", "observer", "stakeholder"])
def test_others_do_not_see_the_list_of_people(client, cast, who):
    client.force_login(getattr(cast, who))
    for name in ("wagtailusers_users:index", "wagtailusers_users:add", "accounts_organisations:index", "regions:index"):
        assert client.get(reverse(name)).status_code in (302, 403)


def test_account_page_offers_no_way_around_confirmation(client, cast):
    client.force_login(cast.observer)
    response = client.get(reverse("wagtailadmin_account"))
    html = response.content.decode()
    assert response.status_code == 200
    assert 'type="password"' not in html and 'type="email"' not in html


def test_membership_is_given_and_ended(client, cast):
    client.force_login(cast.admin)
    address = reverse("accounts_organisations:members", args=[cast.organisation.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"email": "STAKEHOLDER@example.org", "role": "coordinator", "position": "Vorstand"})
    membership = Membership.objects.get(user=cast.stakeholder)
    assert membership.role == "coordinator"
    client.post(address, {"remove": membership.pk})
    assert not Membership.objects.filter(user=cast.stakeholder).exists()
    assert client.post(address, {"remove": "9" * 40}).status_code == 404


def test_membership_of_another_organisation_is_out_of_reach(client, cast):
    other = OrganisationFactory()
    membership = Membership.objects.get(user=cast.member)
    client.force_login(cast.admin)
    address = reverse("accounts_organisations:members", args=[other.pk])
    assert client.post(address, {"remove": membership.pk}).status_code == 404
    assert Membership.objects.filter(pk=membership.pk).exists()


@pytest.mark.parametrize("who", ["lead", "coordinator", "outsider"])
def test_others_give_no_membership(client, cast, who):
    client.force_login(getattr(cast, who))
    address = reverse("accounts_organisations:members", args=[cast.organisation.pk])
    response = client.post(address, {"email": getattr(cast, who).email, "role": "coordinator"})
    assert response.status_code in (302, 403)
    assert not Membership.objects.filter(user=cast.outsider).exists()
    assert not Membership.objects.filter(user=cast.lead).exists()


def test_regions_are_read_only(client, cast):
    from tests.factories.accounts import RegionFactory

    region = RegionFactory()
    client.force_login(cast.admin)
    assert client.get(reverse("regions:index")).status_code == 200
    assert client.get(reverse("regions:inspect", args=[region.pk])).status_code == 200
    for name in ("edit", "delete"):
        client.post(reverse(f"regions:{name}", args=[region.pk]), {"name": "Anders"})
    region.refresh_from_db()
    assert region.name != "Anders"
