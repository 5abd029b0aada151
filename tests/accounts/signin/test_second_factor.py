"""Second factor: every door of the admin asks for it, wrong codes are limited, secrets are not readable."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from accounts.signin.second_factor import Step, needs_second_factor, next_step
from notifications.models import OutboxMessage
from tests.accounts.signin.conftest import browser, is_signed_in, person_with_address, sign_in
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

SET_UP = "/konto/zweiter-faktor/"


@pytest.fixture
def required(settings) -> None:
    """As in production."""
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def admin():
    return person_with_address("admin@example.org", is_superuser=True, is_staff=True)


def give_app(person, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> str:
    """An authenticator app; returns its key."""
    totp.TOTP.activate(person, secret)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in_with_code(person, secret: str):
    """Both steps."""
    client = sign_in(person)
    assert client.last.url == "/konto/anmeldung/authenticate/"
    assert not is_signed_in(client)
    client.last = client.post(client.last.url, {"code": code_of(secret)})
    return client


def confirm_password(client) -> None:
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


# --- Every door -------------------------------------------------------------------------------------------------------

DOORS = [
    "/admin/",
    "/admin/pages/",
    "/admin/account/",
    "/admin/users/",
    "/admin/reports/site-history/",
    "/admin/reports/page-types-usage/",
    "/admin/images/chooser/",
    "/admin/pages/1/edit/preview/",
    "/admin/documents/multiple/add/",
    "/admin/organisationen/",
    "/admin/gibt-es-nicht/",
]


@pytest.mark.parametrize("door", DOORS)
def test_every_door_leads_to_the_second_factor_and_remembers_the_way(required, admin, door):
    client = browser()
    client.force_login(admin)
    answer = client.get(door, {"q": "1"})
    assert answer.status_code == 302
    assert answer.url == f"{SET_UP}?next={door.replace('/', '%2F')}%3Fq%3D1"
    assert client.post(door, {"x": "1"}).url == f"{SET_UP}?next=%2Fadmin%2F"


def test_the_doors_of_processes_ask_too(required, cast, process):
    client = browser()
    client.force_login(cast.lead)
    assert client.get(f"/admin/verfahren/{process.slug}/").url.startswith(SET_UP)
    assert client.get(f"/admin/verfahren/{process.slug}/moderation/").url.startswith(SET_UP)


def test_scripts_of_the_admin_get_a_sentence_instead_of_a_page(required, admin):
    client = browser()
    client.force_login(admin)
    answer = client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert "zweiten Faktor" in answer.json()["error"]


def test_signing_out_of_the_admin_is_no_door(required, admin):
    client = browser()
    client.force_login(admin)
    client.post(reverse("wagtailadmin_logout"))
    assert not is_signed_in(client)


def test_who_has_no_business_there_is_not_asked(required, cast):
    client = browser()
    client.force_login(cast.stakeholder)
    assert not needs_second_factor(cast.stakeholder)
    assert client.get("/admin/").url.startswith("/konto/login/")
    assert client.get(SET_UP).url == "/konto/anmeldung/"
    assert browser().get(SET_UP).url.startswith("/konto/login/")
    assert browser().get("/admin/").url.startswith("/konto/login/")


def test_pages_for_everybody_stay_open(required, admin):
    client = browser()
    client.force_login(admin)
    assert client.get("/konto/uebersicht/").status_code == 200


def test_the_question_costs_one_query(required, admin, django_assert_num_queries):
    client = sign_in_with_code(admin, give_app(admin))
    request = RequestFactory().get("/admin/")
    request.user, request.session = admin, client.session
    str(request.session.session_key), dict(request.session)
    with django_assert_num_queries(1):
        assert next_step(request) is Step.NONE


def test_a_demonstration_may_do_without_and_says_so(settings, admin):
    settings.STAFF_SECOND_FACTOR = False
    client = browser()
    client.force_login(admin)
    assert "KONZEPTDIALOG_STAFF_SECOND_FACTOR" in client.get("/admin/").content.decode()
    assert "accounts.W001" in [warning.id for warning in run_checks(include_deployment_checks=True)]
    settings.STAFF_SECOND_FACTOR = True
    assert "accounts.W001" not in [warning.id for warning in run_checks(include_deployment_checks=True)]


def test_it_is_required_unless_switched_off():
    from konzeptdialog.settings import base

    assert base.STAFF_SECOND_FACTOR is True


# --- Setting up -------------------------------------------------------------------------------------------------------


@pytest.fixture
def commits_happen(monkeypatch) -> None:
    """What waits for the commit is done within the request, as it is outside tests."""
    monkeypatch.setattr(transaction, "on_commit", lambda function, *arguments, **named: function())


def test_setting_up_an_app_opens_the_admin_and_leads_back(required, admin, commits_happen):
    client = sign_in(admin)
    page = client.get(client.get("/admin/pages/").url)
    assert "Ein Passwort allein" in page.content.decode()
    confirm_password(client)
    form = client.get("/konto/anmeldung/totp/activate/")
    secret = form.context["form"].secret
    assert secret in form.content.decode()
    done = client.post("/konto/anmeldung/totp/activate/", {"code": code_of(secret)})
    assert done.url == "/konto/anmeldung/recovery-codes/"
    codes = client.get(done.url)
    assert codes.context["can_view_codes"]
    assert len(codes.context["unused_codes"]) == 10
    assert 'href="/admin/pages/"' in codes.content.decode()
    assert client.get("/admin/pages/").status_code == 200
    assert OutboxMessage.objects.latest("pk").subject == "Authenticator-App eingerichtet"
    again = client.get(done.url)
    assert not again.context["can_view_codes"]
    assert codes.context["unused_codes"][0] not in again.content.decode()


def test_setting_up_asks_for_the_password_first(admin):
    client = sign_in(admin)
    for path in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        assert client.get(f"/konto/anmeldung/{path}").url.startswith("/konto/reauthenticate/")


def test_setting_up_leads_nowhere_else(required, admin):
    client = browser()
    client.force_login(admin)
    client.get(SET_UP, {"next": "https://boese.example/"})
    assert client.session["second_factor_next"] == "/admin/"


def test_a_wrong_code_sets_nothing_up(admin):
    client = sign_in(admin)
    confirm_password(client)
    client.get("/konto/anmeldung/totp/activate/")
    answer = client.post("/konto/anmeldung/totp/activate/", {"code": "000000"})
    assert "nicht gepasst" in answer.content.decode()
    assert not Authenticator.objects.exists()


# --- Signing in with it -----------------------------------------------------------------------------------------------


def test_signing_in_takes_both_steps(required, admin):
    client = sign_in_with_code(admin, give_app(admin))
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(admin, steps):
    secret = give_app(admin)
    client = sign_in(admin)
    client.post(client.last.url, {"code": code_of(secret, steps=steps)})
    assert is_signed_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_but_not_more(admin, steps):
    secret = give_app(admin)
    client = sign_in(admin)
    client.post(client.last.url, {"code": code_of(secret, steps=steps)})
    assert not is_signed_in(client)


def test_a_code_works_once_however_it_is_written(admin):
    secret = give_app(admin)
    code = code_of(secret)
    first, second = sign_in(admin), sign_in(admin)
    first.post(first.last.url, {"code": f"{code[:3]} {code[3:]}"})
    assert is_signed_in(first)
    refused = second.post(second.last.url, {"code": code})
    assert "nicht gepasst" in refused.content.decode()
    assert not is_signed_in(second)


def test_a_recovery_code_works_once_and_opens_the_admin(required, admin):
    give_app(admin)
    code = RecoveryCodes.activate(admin).get_unused_codes()[0]
    first, second = sign_in(admin), sign_in(admin)
    first.post(first.last.url, {"code": code})
    assert first.get("/admin/").status_code == 200
    second.post(second.last.url, {"code": code})
    assert not is_signed_in(second)


def test_a_session_from_before_the_factor_shows_it_first(required, admin):
    """Somebody signed in elsewhere with the password before; the new factor is not shown there yet."""
    before = browser()
    before.force_login(admin)
    secret = give_app(admin)
    asked = before.get("/admin/pages/")
    assert asked.url == "/konto/anmeldung/reauthenticate/?next=%2Fadmin%2Fpages%2F"
    assert before.get(asked.url).status_code == 200
    done = before.post("/konto/anmeldung/reauthenticate/", {"code": code_of(secret), "next": "/admin/pages/"})
    assert done.url == "/admin/pages/"
    assert before.get("/admin/pages/").status_code == 200


def test_the_password_again_is_no_second_factor(required, admin):
    give_app(admin)
    client = browser()
    client.force_login(admin)
    confirm_password(client)
    assert client.get("/admin/").status_code == 302


def test_removing_the_factor_closes_sessions_that_had_shown_it(required, admin):
    client = sign_in_with_code(admin, give_app(admin))
    elsewhere = sign_in(admin)
    elsewhere.post(elsewhere.last.url, {"code": RecoveryCodes.activate(admin).get_unused_codes()[0]})
    confirm_password(client)
    client.post("/konto/anmeldung/totp/deactivate/")
    assert not Authenticator.objects.exists(), "recovery codes alone are no factor"
    for session in (client, elsewhere):
        assert session.get("/admin/").url.startswith(SET_UP)
    assert OutboxMessage.objects.latest("pk").subject == "Authenticator-App entfernt"


def test_a_form_that_waited_for_the_password_is_carried_out_and_told(admin):
    client = sign_in_with_code(admin, give_app(admin))
    asked = client.post("/konto/anmeldung/totp/deactivate/")
    assert asked.url.startswith("/konto/reauthenticate/")
    assert Authenticator.objects.exists()
    client.post("/konto/reauthenticate/", {"password": PASSWORD, "next": "/konto/anmeldung/totp/deactivate/"})
    assert not Authenticator.objects.exists()
    assert OutboxMessage.objects.latest("pk").subject == "Authenticator-App entfernt"


def test_what_another_person_showed_counts_for_nobody_else(required, admin):
    other = person_with_address("andere@example.org", is_superuser=True)
    client = sign_in_with_code(other, give_app(other))
    give_app(admin, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    client.force_login(admin)
    assert client.get("/admin/").status_code == 302


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_guessing_codes_is_stopped_for_the_account_wherever_it_comes_from(admin, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,3/5m/key"}
    secret = give_app(admin)
    client = sign_in(admin)
    for _attempt in range(3):
        client.post(client.last.url, {"code": "000000"})
    other = sign_in(admin, browser())
    refused = other.post(
        other.last.url, {"code": code_of(secret)}, REMOTE_ADDR="198.51.100.9", headers={"x-forwarded-for": "192.0.2.1"}
    )
    assert "Zu viele Anmeldeversuche" in refused.content.decode()
    assert not is_signed_in(other)


def test_entering_the_password_again_is_limited(admin, settings):
    client = sign_in(admin)
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "2/5m/user"}
    answers = [client.post("/konto/reauthenticate/", {"password": "falsch"}).status_code for _attempt in range(3)]
    assert answers == [200, 200, 429]
    assert client.post("/konto/reauthenticate/", {"password": PASSWORD}, REMOTE_ADDR="192.0.2.1").status_code == 429


def test_passkeys_are_limited_by_address_whatever_the_visitor_writes(settings):
    settings.MFA_RATE_LIMITS = {"webauthn_login": "1/5m/ip"}
    client = browser()
    assert client.post("/konto/anmeldung/webauthn/login/", {"credential": "{}"}).status_code == 302
    assert client.post("/konto/anmeldung/webauthn/login/", {"credential": "{}"}).status_code == 429
    forwarded = {"x-forwarded-for": "198.51.100.9"}
    assert client.post("/konto/anmeldung/webauthn/login/", {"credential": "{}"}, headers=forwarded).status_code == 429


def test_the_limits_in_force():
    from konzeptdialog.settings import people

    assert people.ACCOUNT_RATE_LIMITS["login_failed"] == "10/5m/ip,5/5m/key"
    assert people.ACCOUNT_RATE_LIMITS["reauthenticate"] == "10/5m/user"
    assert people.MFA_RATE_LIMITS["webauthn_login"] == "20/5m/ip"


# --- What is stored ---------------------------------------------------------------------------------------------------


def test_secrets_cannot_be_read_from_the_database(admin):
    secret = give_app(admin)
    codes = RecoveryCodes.activate(admin)
    seed = RecoveryCodes(codes.instance).instance.data["seed"]
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert len(seed) > 100, "encrypted"
    assert not any(code in stored for code in codes.get_unused_codes())


def test_a_changed_secret_key_locks_out_instead_of_letting_anybody_in(admin, settings):
    secret = give_app(admin)
    settings.SECRET_KEY = "another"
    client = sign_in(admin)
    # The code of an empty key would be the same for everybody.
    for guess in (code_of(secret), code_of("")):
        client.post(client.last.url, {"code": guess})
        assert not is_signed_in(client)
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]
    client.post(client.last.url, {"code": code_of(secret)})
    assert is_signed_in(client)


def test_people_with_a_second_factor_can_still_change_their_address(admin):
    client = sign_in_with_code(admin, give_app(admin))
    confirm_password(client)
    client.post("/konto/email/", {"email": "neu@example.org", "action_add": ""})
    assert "neu@example.org" in client.get("/konto/email/").content.decode()


def test_a_new_administrator_gets_in(required):
    """`createsuperuser`, sign in, confirm the address, set up the factor."""
    call_command("createsuperuser", email="chef@example.org", interactive=False, verbosity=0)
    person = User.objects.get(email="chef@example.org")
    person.set_password(PASSWORD)
    person.save()
    client = sign_in(person)
    assert client.last.url == "/konto/confirm-email/"


# --- Pages ------------------------------------------------------------------------------------------------------------

PAGES = [
    "/konto/anmeldung/",
    "/konto/anmeldung/webauthn/",
    "/konto/anmeldung/webauthn/add/",
    "/konto/anmeldung/totp/deactivate/",
    "/konto/anmeldung/recovery-codes/",
    "/konto/anmeldung/recovery-codes/generate/",
    "/konto/anmeldung/reauthenticate/",
    "/konto/geraete/",
    "/konto/anderswo/",
    "/konto/anderswo/login/cancelled/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_german_without_scripts_of_their_own(admin, path):
    from tests.accounts.test_account_pages import check_page

    secret = give_app(admin)
    RecoveryCodes.activate(admin)
    client = sign_in_with_code(admin, secret)
    confirm_password(client)
    page = client.get(path)
    check_page(page)
    html = page.content.decode()
    assert "<script>" not in html
    assert " style=" not in html
    assert "onclick" not in html


def test_the_second_step_names_the_ways(admin):
    give_app(admin)
    client = sign_in(admin)
    html = client.get(client.last.url).content.decode()
    assert "Zweiter Schritt" in html
    assert 'autocomplete="one-time-code"' in html
    assert "Wiederherstellungscode" in html


def test_the_outsider_cannot_touch_the_passkeys_of_others(admin):
    passkey = Authenticator.objects.create(user=admin, type="webauthn", data={"name": "Laptop", "credential": {}})
    outsider = sign_in(person_with_address("outsider@example.org"))
    confirm_password(outsider)
    for verb in ("edit", "remove"):
        path = f"/konto/anmeldung/webauthn/keys/{passkey.pk}/{verb}/"
        assert outsider.get(path).status_code == 404
        assert outsider.post(path, {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
