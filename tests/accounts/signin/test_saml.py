"""Signing in at a real SAML identity provider, with everything that must not work: the signature decides."""

import base64
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from konzeptdialog.settings import providers
from tests.accounts.signin.conftest import SITE, browser, is_signed_in, person_with_address, sign_in

pytestmark = pytest.mark.django_db

LOGIN = "/konto/saml/amt/login/"
SIGN_UP = "/konto/anderswo/signup/"
MFA = "https://refeds.org/profile/mfa"
PASSWORD_ONLY = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"


def begin(client: Client, **data) -> str:
    """Press the button; returns the address at the provider."""
    return client.post(LOGIN, {"process": "login", **data}).context["address"]


def hand_in(client: Client, form: dict[str, str]):
    """Bring the provider's answer, and follow to where it is checked."""
    kept = client.post(form["path"], {name: value for name, value in form.items() if name != "path"})
    return client.get(kept.url)


def come_back(client: Client, provider, person: str = "anna", **wishes):
    """The whole way there and back."""
    return hand_in(client, provider.visit(begin(client), person=person, **wishes))


def connected(uid: str = "number-of-anna", **fields) -> User:
    """Somebody who signs in with the provider already."""
    person = person_with_address(**fields)
    SocialAccount.objects.create(user=person, provider="amt", uid=uid)
    return person


def change(form: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The answer with a part replaced on its way through the browser."""
    xml = base64.b64decode(form["SAMLResponse"]).decode()
    assert old in xml
    return {**form, "SAMLResponse": base64.b64encode(xml.replace(old, new).encode()).decode()}


def assert_refused(client: Client, answer) -> None:
    assert answer.status_code == 401
    assert "nicht geklappt" in answer.content.decode()
    assert not is_signed_in(client)


def test_who_was_here_before_is_signed_in_and_led_on(saml_provider):
    person = connected()
    client = browser()
    back = hand_in(client, saml_provider.visit(begin(client, next="/konto/email/"), person="anna"))
    assert back.url == "/konto/email/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_somebody_new_confirms_the_address_that_nobody_confirmed(saml_provider):
    client = browser()
    assert come_back(client, saml_provider, mail="anna@example.org").url == SIGN_UP
    answer = client.post(SIGN_UP, {"email": "anna@example.org", "display_name": "Pseudonym", "privacy": "on"})
    assert answer.url == "/konto/confirm-email/"
    person = User.objects.get()
    assert (person.display_name, person.get_full_name()) == ("Pseudonym", "")
    assert not EmailAddress.objects.get().verified
    assert SocialAccount.objects.get().extra_data == {"second_factor": False}


def test_an_operator_may_trust_the_addresses_of_a_provider(saml_provider, saml_environment):
    saml_environment(EMAIL_VERIFIED="1")
    client = browser()
    come_back(client, saml_provider, mail="anna@example.org")
    client.post(SIGN_UP, {"display_name": "", "privacy": "on"})
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified


def test_even_a_trusted_address_joins_only_when_the_person_signs_in_to_the_account(saml_provider, saml_environment):
    saml_environment(EMAIL_VERIFIED="1")
    person = person_with_address()
    client = browser()
    assert come_back(client, saml_provider, mail="anna@example.org").url == "/konto/verbinden/"
    assert not is_signed_in(client)
    sign_in(person, client)
    client.post("/konto/verbinden/")
    assert SocialAccount.objects.get().user == person


def test_an_address_nobody_confirmed_takes_no_account(saml_provider):
    owner = person_with_address()
    client = browser()
    come_back(client, saml_provider, mail="anna@example.org")
    client.post(SIGN_UP, {"email": "anna@example.org", "display_name": "", "privacy": "on"})
    assert not is_signed_in(client)
    assert not SocialAccount.objects.filter(user=owner).exists()


# --- What must not work -----------------------------------------------------------------------------------------------


def test_a_changed_assertion_is_refused(saml_provider):
    connected("number-of-admin", is_superuser=True)
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    assert_refused(client, hand_in(client, change(form, "number-of-anna", "number-of-admin")))


def test_an_assertion_without_signature_is_refused(saml_provider):
    connected()
    client = browser()
    assert_refused(client, come_back(client, saml_provider, sign="nothing"))


def test_a_signed_envelope_is_no_signed_assertion(saml_provider):
    connected()
    client = browser()
    assert_refused(client, come_back(client, saml_provider, sign="response"))


def test_a_signature_taken_off_is_refused(saml_provider):
    connected()
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    xml = base64.b64decode(form["SAMLResponse"]).decode()
    bare = re.sub(r"<(\w+:)?Signature\b.*?</\1Signature>", "", xml, flags=re.DOTALL)
    assert bare != xml
    assert_refused(client, hand_in(client, {**form, "SAMLResponse": base64.b64encode(bare.encode()).decode()}))


def test_a_second_assertion_slipped_in_is_refused(saml_provider):
    """Signature wrapping: the genuine assertion stays, another one stands before it."""
    connected("number-of-admin", is_superuser=True)
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    xml = base64.b64decode(form["SAMLResponse"]).decode()
    genuine = re.search(r"<(\w+:)Assertion\b.*?</\1Assertion>", xml, re.DOTALL).group(0)
    forged = re.sub(r"<(\w+:)Signature\b.*?</\1Signature>", "", genuine, flags=re.DOTALL)
    forged = forged.replace("number-of-anna", "number-of-admin")
    forged = re.sub(r'\bID="[^"]+"', 'ID="forged"', forged, count=1)
    assert_refused(client, hand_in(client, change(form, genuine, forged + genuine)))


def test_another_key_is_refused(saml_provider, saml_environment, tmp_path):
    from tests.accounts.signin.conftest import make_certificate

    connected()
    make_certificate(tmp_path)
    saml_environment(CERTIFICATE=(tmp_path / "certificate.pem").read_text())
    client = browser()
    assert_refused(client, come_back(client, saml_provider))


def test_an_answer_for_another_site_is_refused(saml_provider):
    connected()
    client = browser()
    assert_refused(client, come_back(client, saml_provider, audience="https://elsewhere.example/metadata"))


def test_an_answer_sent_to_another_address_is_refused(saml_provider, settings):
    settings.ALLOWED_HOSTS = ["testserver", "elsewhere.example"]
    connected()
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    elsewhere = {"host": "elsewhere.example"}
    kept = client.post(form["path"], {"SAMLResponse": form["SAMLResponse"]}, headers=elsewhere)
    assert_refused(client, client.get(kept.url, headers=elsewhere))


def test_an_answer_works_once(saml_provider):
    connected()
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    hand_in(client, form)
    assert is_signed_in(client)
    client.logout()
    assert_refused(client, hand_in(client, form))


def test_an_answer_works_in_the_browser_that_asked_only(saml_provider):
    connected()
    form = saml_provider.visit(begin(browser()), person="anna")
    thief = browser()
    assert_refused(thief, hand_in(thief, form))


def test_an_answer_nobody_asked_for_is_refused(saml_provider):
    connected()
    client = browser()
    assert_refused(client, come_back(client, saml_provider, in_response_to=""))
    assert_refused(client, come_back(client, saml_provider, in_response_to="id-made-up"))


def test_an_old_answer_is_refused(saml_provider, monkeypatch):
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    connected()
    client = browser()
    form = saml_provider.visit(begin(client), person="anna")
    later = OneLogin_Saml2_Utils.now() + 3600
    monkeypatch.setattr(OneLogin_Saml2_Utils, "now", staticmethod(lambda: later))
    assert_refused(client, hand_in(client, form))


@pytest.mark.parametrize("rubbish", ["%%%", "bm8geG1s", base64.b64encode(b"<a/>").decode(), "x" * 100])
def test_rubbish_is_answered_with_a_page(saml_provider, rubbish):
    client = browser()
    begin(client)
    assert_refused(client, hand_in(client, {"path": "/konto/saml/amt/acs/", "SAMLResponse": rubbish}))


def test_what_is_no_answer_at_all_is_not_kept(saml_provider):
    client = browser()
    assert client.post("/konto/saml/amt/acs/", {"SAMLResponse": "x" * 300_000}).status_code == 400
    assert client.post("/konto/saml/amt/acs/").status_code == 400
    assert client.get("/konto/saml/amt/acs/").status_code == 405
    assert client.get("/konto/saml/amt/acs/finish/").status_code == 401


def test_entities_from_elsewhere_are_not_read(saml_provider, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("very secret")
    xml = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    client = browser()
    form = {"path": "/konto/saml/amt/acs/", "SAMLResponse": base64.b64encode(xml.encode()).decode()}
    answer = hand_in(client, form)
    assert_refused(client, answer)
    assert "very secret" not in answer.content.decode()


def test_nobody_is_signed_out_by_a_link(saml_provider):
    connected()
    client = browser()
    come_back(client, saml_provider)
    assert client.get("/konto/saml/amt/sls/?SAMLRequest=x").status_code == 404
    assert is_signed_in(client)


def test_no_address_of_the_visitor_is_kept_while_the_answer_waits(saml_provider):
    client = Client(headers={"host": "testserver", "user-agent": "Seltener-Browser/1.0"}, REMOTE_ADDR="203.0.113.77")
    form = saml_provider.visit(begin(client), person="anna")
    client.post(form["path"], {"SAMLResponse": form["SAMLResponse"]})
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "saml" in kept
    assert "203.0.113.77" not in kept
    assert "Seltener-Browser" not in kept


# --- Second factor, metadata, settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "opens"), [(MFA, True), ("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", False)]
)
def test_staff_need_no_second_factor_here_if_the_provider_asked_for_one(saml_provider, settings, context, opens):
    settings.STAFF_SECOND_FACTOR = True
    connected(is_superuser=True)
    client = browser()
    come_back(client, saml_provider, context=context)
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == (200 if opens else 302)


def test_the_metadata_says_what_the_provider_was_told(saml_provider):
    metadata = browser().get("/konto/saml/amt/metadata/").content.decode()
    assert f'entityID="{SITE}/konto/saml/amt/metadata/"' in metadata
    assert f'Location="{SITE}/konto/saml/amt/acs/"' in metadata
    assert 'WantAssertionsSigned="true"' in metadata
    assert "SingleLogoutService" not in metadata


def test_requests_are_signed_with_the_key_of_the_site(saml_provider, saml_environment):
    folder = saml_provider.folder
    saml_environment(PRIVATE_KEY=str(folder / "key.pem"), OWN_CERTIFICATE=str(folder / "certificate.pem"))
    assert "&Signature=" in begin(browser())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SAML_AMT_CERTIFICATE", "/nowhere/certificate.pem", "cannot be read"),
        ("SAML_AMT_SSO_URL", "http://login.example.org/sso", "https://"),
        ("OIDC", "amt", "OpenID Connect provider already"),
    ],
)
def test_a_bad_environment_stops_the_start_with_one_sentence(saml_provider, monkeypatch, name, value, said):
    monkeypatch.setenv(f"KONZEPTDIALOG_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=said):
        providers.saml()
