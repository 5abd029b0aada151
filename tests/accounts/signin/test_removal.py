"""Losing the second factor: a site administrator removes it, everybody else cannot; log and mail tell."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.signin.services import NothingToRemove, remove_second_factor
from audit.models import AuditEntry
from notifications.models import OutboxMessage
from tests.accounts.signin.conftest import browser, is_signed_in, person_with_address, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return person_with_address("person@example.org", display_name="Person")


@pytest.fixture
def admin():
    return person_with_address("admin@example.org", is_superuser=True)


def give_factors(person) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "x", "used_mask": 0})


def path_of(person) -> str:
    return f"/admin/personen/{person.pk}/zweiter-faktor/"


def signed_in(person):
    client = browser()
    client.force_login(person)
    return client


def test_the_administrator_removes_it_and_the_person_is_told(admin, person):
    session = sign_in(person)
    give_factors(person)
    client = signed_in(admin)
    assert path_of(person) in client.get(f"/admin/users/edit/{person.pk}/").content.decode()
    assert "wirklich diese Person" in client.get(path_of(person)).content.decode()
    assert Authenticator.objects.count() == 2, "looking removes nothing"
    client.post(path_of(person))
    assert not Authenticator.objects.exists()
    entry = AuditEntry.objects.get(action="accounts.remove_second_factor")
    assert (entry.actor, entry.details["kinds"]) == (admin, ["recovery_codes", "totp"])
    mail = OutboxMessage.objects.latest("pk")
    assert (mail.address, mail.subject) == ("person@example.org", "Ihr zweiter Faktor wurde entfernt")
    assert session.get("/konto/uebersicht/").status_code == 302


def test_nothing_to_remove_is_no_error_and_no_entry(admin, person):
    client = signed_in(admin)
    assert "keinen zweiten Faktor" in client.get(path_of(person)).content.decode()
    assert "keinen zweiten Faktor" in client.post(path_of(person), follow=True).content.decode()
    with pytest.raises(NothingToRemove):
        remove_second_factor(person, actor=admin)
    assert not AuditEntry.objects.filter(action="accounts.remove_second_factor").exists()
    assert not OutboxMessage.objects.exists()


def test_the_own_factor_is_removed_in_the_own_account(admin):
    give_factors(admin)
    client = signed_in(admin)
    assert path_of(admin) not in client.get(f"/admin/users/edit/{admin.pk}/").content.decode()
    assert client.post(path_of(admin)).url == "/konto/anmeldung/"
    assert Authenticator.objects.count() == 2


def test_team_and_outsiders_cannot(cast, person):
    give_factors(person)
    for role in (cast.lead, cast.editor, cast.moderator, cast.outsider, cast.stakeholder):
        client = signed_in(role)
        assert client.get(path_of(person)).status_code in {302, 403}
        assert client.post(path_of(person)).status_code in {302, 403}
    assert browser().post(path_of(person)).url.startswith("/konto/login/")
    assert Authenticator.objects.count() == 2


def test_afterwards_the_password_opens_the_account_and_the_admin_asks_for_a_new_factor(admin, settings):
    settings.STAFF_SECOND_FACTOR = True
    other = person_with_address("andere@example.org", is_superuser=True)
    give_factors(other)
    remove_second_factor_through_admin = signed_in(admin)
    settings.STAFF_SECOND_FACTOR = False
    remove_second_factor_through_admin.post(path_of(other))
    settings.STAFF_SECOND_FACTOR = True
    client = sign_in(other)
    assert is_signed_in(client)
    assert client.get("/admin/").url.startswith("/konto/zweiter-faktor/")
