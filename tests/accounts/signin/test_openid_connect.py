"""Signing in at a real OpenID provider: the whole way there and back, and everything that must not work."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from accounts.signin.openid_connect import Adapter
from konzeptdialog.settings import providers
from notifications.models import OutboxMessage
from tests.accounts.signin.conftest import SITE, browser, is_signed_in, person_with_address, sign_in

pytestmark = pytest.mark.django_db

LOGIN = "/konto/oidc/land/login/"
SIGN_UP = "/konto/anderswo/signup/"


def begin(client: Client, **data) -> str:
    """Press the button; returns the address at the provider."""
    return client.post(LOGIN, {"process": "login", **data}).context["address"]


def come_back(client: Client, provider, person: str, **wishes):
    """The whole way there and back."""
    return client.get(provider.visit(begin(client), person=person, **wishes))


def connected(provider_id: str = "land", uid: str = "anna", **fields) -> User:
    """Somebody who signs in with the provider already."""
    person = person_with_address(**fields)
    SocialAccount.objects.create(user=person, provider=provider_id, uid=uid)
    return person


def test_the_button_is_on_the_page_and_a_link_alone_begins_nothing(openid_provider):
    client = browser()
    page = client.get("/konto/login/").content.decode()
    assert "Mit Landeskonto anmelden" in page
    assert f'action="{LOGIN}"' in page
    opened = client.get(LOGIN)
    assert opened.status_code == 200
    assert openid_provider.issuer not in opened.content.decode()


def test_the_request_is_bound_to_this_sign_in(openid_provider):
    address = begin(browser())
    for part in ("code_challenge=", "code_challenge_method=S256", "nonce=", "state=", "response_type=code"):
        assert part in address
    assert sorted(parse_qs(urlsplit(address).query)["scope"][0].split()) == ["email", "openid"]


def test_somebody_new_chooses_a_name_and_agrees_to_nothing_more(openid_provider):
    client = browser()
    back = come_back(client, openid_provider, "anna")
    assert back.url == SIGN_UP
    page = client.get(SIGN_UP)
    assert page.context["form"].fields["email"].disabled
    assert "Echtname" not in page.content.decode()
    client.post(SIGN_UP, {"email": "andere@example.org", "display_name": "Pseudonym", "privacy": "on"})
    person = User.objects.get()
    assert (person.email, person.display_name, person.get_full_name()) == ("anna@example.org", "Pseudonym", "")
    assert EmailAddress.objects.get().verified
    assert not person.has_usable_password()
    assert is_signed_in(client)
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("anna", {"second_factor": False})
    assert not SocialToken.objects.exists()


def test_an_address_the_provider_did_not_confirm_is_confirmed_here_first(openid_provider):
    client = browser()
    come_back(client, openid_provider, "bert")
    answer = client.post(SIGN_UP, {"email": "bert@example.org", "display_name": "", "privacy": "on"})
    assert answer.url == "/konto/confirm-email/"
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified
    assert "/konto/confirm-email/" in OutboxMessage.objects.get().body


def test_who_was_here_before_is_signed_in_and_led_on(openid_provider):
    person = connected()
    client = browser()
    address = begin(client, next="/konto/email/")
    back = client.get(openid_provider.visit(address, person="anna"))
    assert back.url == "/konto/email/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_way_back_never_leads_to_another_site(openid_provider):
    connected()
    client = browser()
    back = client.get(openid_provider.visit(begin(client, next="https://boese.example/"), person="anna"))
    assert back.url == "/"


def test_a_confirmed_address_joins_an_account_only_when_the_person_signs_in_to_it(openid_provider):
    person = person_with_address()
    client = browser()
    assert come_back(client, openid_provider, "anna").url == "/konto/verbinden/"
    assert not is_signed_in(client)
    assert "Es gibt hier schon ein Konto" in client.get("/konto/verbinden/").content.decode()
    assert not SocialAccount.objects.exists()

    sign_in(person, client, next="/konto/verbinden/")
    assert client.last.url == "/konto/verbinden/"
    client.get("/konto/verbinden/")
    assert not SocialAccount.objects.exists(), "looking at the page connects nothing"
    client.post("/konto/verbinden/")
    assert SocialAccount.objects.get().user == person
    assert "Landeskonto" in OutboxMessage.objects.latest("pk").body
    again = browser()
    come_back(again, openid_provider, "anna")
    assert again.session["_auth_user_id"] == str(person.pk)


def test_somebody_else_cannot_take_the_waiting_sign_in(openid_provider):
    person_with_address()
    client = browser()
    come_back(client, openid_provider, "anna")
    sign_in(person_with_address("outsider@example.org"), client)
    page = client.get("/konto/verbinden/").content.decode()
    assert "eine andere E-Mail-Adresse" in page
    assert client.post("/konto/verbinden/").status_code == 409
    assert not SocialAccount.objects.exists()


def test_a_waiting_sign_in_is_forgotten_after_half_an_hour(openid_provider):
    person = person_with_address()
    client = browser()
    come_back(client, openid_provider, "anna")
    session = client.session
    session["joining"] = {**session["joining"], "until": 0}
    session.save()
    sign_in(person, client)
    assert client.post("/konto/verbinden/").url == "/konto/login/"
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("person", ["bert", "text"])
def test_an_unconfirmed_address_takes_no_account_and_tells_nothing(openid_provider, person):
    """The same pages whether the address has an account or not; the owner is told by mail."""
    email = "bert@example.org" if person == "bert" else "anna@example.org"
    data = {"email": email, "display_name": "", "privacy": "on"}
    with_account, without = browser(), browser()
    stranger = come_back(without, openid_provider, person)
    created = without.post(SIGN_UP, data)
    User.objects.all().delete()
    owner = person_with_address(email)
    attacker = come_back(with_account, openid_provider, person)
    refused = with_account.post(SIGN_UP, data)
    assert (attacker.status_code, attacker.url) == (stranger.status_code, stranger.url)
    assert (refused.status_code, refused.url) == (created.status_code, created.url)
    assert not is_signed_in(with_account)
    assert not SocialAccount.objects.filter(user=owner).exists()
    assert OutboxMessage.objects.latest("pk").subject == "Sie haben schon ein Konto"


def test_an_answer_works_once_and_in_the_browser_that_asked(openid_provider):
    connected()
    client, thief = browser(), browser()
    path = openid_provider.visit(begin(client), person="anna")
    assert thief.get(path).status_code == 401
    assert not is_signed_in(thief)
    assert client.get(path).status_code == 302
    client.logout()
    replayed = client.get(path)
    assert replayed.status_code == 401
    assert "war abgelaufen, schon benutzt" in replayed.content.decode()
    assert not is_signed_in(client)


def test_a_token_made_for_another_sign_in_is_refused(openid_provider):
    connected()
    client = browser()
    path = openid_provider.visit(begin(client), person="anna")
    session = client.session
    for state, *_rest in session["socialaccount_states"].values():
        state["nonce"] = "of-another-sign-in"
    session.save()
    assert client.get(path).status_code == 401
    assert not is_signed_in(client)


def test_a_code_stolen_on_the_way_is_worth_nothing(openid_provider):
    """The provider refuses it without the verifier, which never leaves this site."""
    connected()
    client = browser()
    path = openid_provider.visit(begin(client), person="anna")
    session = client.session
    for state, *_rest in session["socialaccount_states"].values():
        state["pkce_code_verifier"] = "x" * 43
    session.save()
    assert client.get(path).status_code == 401


def test_user_info_about_somebody_else_is_refused(openid_provider, monkeypatch):
    connected()
    client = browser()
    path = openid_provider.visit(begin(client), person="anna")
    monkeypatch.setattr(Adapter, "_fetch_user_info", lambda self, token: {"sub": "bert", "email": "x@example.org"})
    assert client.get(path).status_code == 401


def test_a_token_signed_by_somebody_else_is_refused(openid_provider, monkeypatch):
    connected()
    client = browser()
    path = openid_provider.visit(begin(client), person="anna")
    genuine = Adapter._id_token

    def tampered(self, app, id_token):
        head, _body, signature = id_token.split(".")
        return genuine(self, app, f"{head}.eyJzdWIiOiJhZG1pbiJ9.{signature}")

    monkeypatch.setattr(Adapter, "_id_token", tampered)
    assert client.get(path).status_code == 401
    assert not is_signed_in(client)


def test_cancelling_there_is_no_error(openid_provider):
    client = browser()
    back = client.get(openid_provider.visit(begin(client)))
    assert "abgebrochen" in client.get(back.url).content.decode()


def test_a_provider_that_is_away_is_said_to_be_away(openid_provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9/.well-known/openid-configuration"
    answer = browser().post(LOGIN, {"process": "login"})
    assert answer.status_code == 503
    assert "Landeskonto antwortet gerade nicht" in answer.content.decode()


def test_a_provider_with_another_name_than_configured_is_refused(openid_provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["issuer"] = "http://127.0.0.1:1/other"
    assert browser().post(LOGIN, {"process": "login"}).status_code == 401


def test_an_account_without_an_address_there_gives_one_here(openid_provider):
    client = browser()
    assert come_back(client, openid_provider, "nobody").url == SIGN_UP
    assert not client.get(SIGN_UP).context["form"].fields["email"].disabled


@pytest.mark.parametrize("path", ["/konto/oidc/anderes/login/", "/konto/saml/land/login/", "/konto/saml/land/acs/"])
def test_unknown_providers_are_not_found(openid_provider, path):
    assert browser().post(path, {"SAMLResponse": "x"}).status_code == 404


def test_the_limit_of_signing_in_holds_here_too_whatever_the_visitor_writes(openid_provider, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client = browser()
    assert client.post(LOGIN).status_code == 200
    assert client.post(LOGIN).status_code == 429
    assert client.post(LOGIN, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 429


# --- Connecting and disconnecting -------------------------------------------------------------------------------------


def test_connecting_from_the_account_and_taking_it_back(openid_provider):
    person = person_with_address("bert@example.org")
    client = sign_in(person)
    client.post("/konto/reauthenticate/", {"password": "geheim-und-lang"})
    address = client.post(LOGIN, {"process": "connect"}).context["address"]
    client.get(openid_provider.visit(address, person="anna"))
    account = SocialAccount.objects.get()
    assert account.user == person
    assert "Landeskonto" in client.get("/konto/anderswo/").content.decode()
    client.post("/konto/anderswo/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_nobody_disconnects_for_others_or_locks_themselves_out(openid_provider):
    person = connected()
    person.set_unusable_password()
    person.save()
    account = SocialAccount.objects.get()
    outsider = sign_in(person_with_address("outsider@example.org"))
    outsider.post("/konto/anderswo/", {"account": account.pk})
    client = browser()
    come_back(client, openid_provider, "anna")
    refused = client.post("/konto/anderswo/", {"account": account.pk})
    assert "zuerst ein Passwort" in refused.content.decode()
    assert SocialAccount.objects.filter(pk=account.pk).exists()


# --- Second factor of staff -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "opens"),
    [({"amr": ("pwd", "otp")}, True), ({"acr": "high"}, True), ({"amr": ("pwd",)}, False), ({}, False)],
)
def test_staff_need_no_second_factor_here_if_the_provider_asked_for_one(openid_provider, settings, wishes, opens):
    settings.STAFF_SECOND_FACTOR = True
    connected(is_superuser=True)
    client = browser()
    come_back(client, openid_provider, "anna", **wishes)
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == (200 if opens else 302)


def test_a_second_factor_elsewhere_counts_for_its_own_session_and_while_it_is_trusted(openid_provider, settings):
    settings.STAFF_SECOND_FACTOR = True
    connected(is_superuser=True)
    with_factor, without = browser(), browser()
    come_back(with_factor, openid_provider, "anna", amr=("otp",))
    come_back(without, openid_provider, "anna")
    assert with_factor.get("/admin/").status_code == 200
    assert without.get("/admin/").status_code == 302
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["second_factor"] = []
    assert with_factor.get("/admin/").status_code == 302


# --- Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OIDC", "Land!", "small letters"),
        ("OIDC", "land,land", "twice"),
        ("OIDC_LAND_ISSUER", "http://login.example.org", "https://"),
        ("OIDC_LAND_ISSUER", "login.example.org", "https://"),
        ("OIDC_LAND_CLIENT_SECRET", "", "is not set"),
        ("OIDC_LAND_NAME", "", "is not set"),
    ],
)
def test_a_bad_environment_stops_the_start_with_one_sentence(openid_provider, monkeypatch, name, value, said):
    monkeypatch.setenv(f"KONZEPTDIALOG_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=said):
        providers.openid_connect()


def test_the_site_is_the_one_the_provider_knows(openid_provider):
    assert f"redirect_uri={SITE.replace(':', '%3A').replace('/', '%2F')}" in begin(browser())
