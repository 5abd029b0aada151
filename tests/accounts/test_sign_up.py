"""Signing up: confirmed by the mailed link and a press of a button, without telling who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.forms import SignupForm
from accounts.models import User
from audit.models import AuditEntry
from notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db

SIGN_UP = "/konto/signup/"
DATA = {
    "email": "Neu@Example.org",
    "display_name": "Neugierige",
    "password1": "ein-langes-geheimnis",
    "privacy": "on",
}


@pytest.fixture(autouse=True)
def _mails_go_through_the_outbox(settings):
    """As in production; Django's test runner would put another backend in its place."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"


def last_mail() -> OutboxMessage:
    """The mail written last."""
    return OutboxMessage.objects.latest("pk")


def sign_up(client: Client, **changes):
    return client.post(SIGN_UP, {**DATA, **changes})


def mailed_link(path: str) -> str:
    """The address path of the link in the last mail, without scheme and host."""
    return re.search(rf"https?://[^/\s]+(/konto/{path}/\S+)", last_mail().body).group(1)


def test_the_form_asks_in_the_agreed_order(client):
    response = client.get(SIGN_UP)
    assert list(response.context["form"].fields) == SignupForm.field_order
    html = response.content.decode()
    places = [html.index(f'name="{name}"') for name in SignupForm.field_order]
    assert places == sorted(places)
    assert 'href="/datenschutz/"' in html


def test_the_link_confirms_only_when_the_button_is_pressed(client):
    response = sign_up(client)
    assert response.status_code == 302
    person = User.objects.get()
    address = EmailAddress.objects.get(user=person)
    assert (person.email, person.display_name, address.verified) == ("neu@example.org", "Neugierige", False)

    link = mailed_link("confirm-email")
    page = Client().get(link)  # a mail scanner opens it, too
    assert page.status_code == 200
    assert "neu@example.org" in page.content.decode()
    address.refresh_from_db()
    assert address.verified is False

    assert Client().post(link).status_code == 302
    address.refresh_from_db()
    assert address.verified is True


def test_signing_in_needs_the_confirmation_first(client):
    sign_up(client)
    login = {"login": DATA["email"], "password": DATA["password1"]}
    fresh = Client()
    fresh.post("/konto/login/", login)
    assert "_auth_user_id" not in fresh.session
    Client().post(mailed_link("confirm-email"))
    fresh.post("/konto/login/", login)
    assert fresh.session["_auth_user_id"] == str(User.objects.get().pk)


def test_a_link_works_once_and_a_wrong_one_never(client):
    sign_up(client)
    link = mailed_link("confirm-email")
    Client().post(link)
    assert "abgelaufen" in Client().get(link).content.decode()
    assert "abgelaufen" in Client().get("/konto/confirm-email/falsch:x:y/").content.decode()


def test_the_mail_is_polite_german_with_the_sites_own_address(client, settings):
    settings.BASE_URL = "https://beteiligung.example"
    sign_up(client)
    message = last_mail()
    assert message.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert message.body.startswith("Guten Tag,")
    assert "https://beteiligung.example/konto/confirm-email/" in message.body
    assert "testserver" not in message.body
    assert not re.search(r"\b(du|dein|deine|dich)\b", message.body, re.IGNORECASE)


def test_an_address_that_has_an_account_gets_the_same_page(client):
    first = sign_up(client)
    page = client.get(first.url).content.decode()
    other = Client()
    second = sign_up(other, email="neu@example.org", password1="etwas-anderes-langes")
    assert (second.status_code, second.url) == (first.status_code, first.url)
    assert without_tokens(other.get(second.url).content.decode()) == without_tokens(page)
    assert User.objects.count() == 1
    assert User.objects.get().check_password(DATA["password1"])


def test_a_confirmed_address_is_told_by_mail_that_it_has_an_account(client):
    sign_up(client)
    Client().post(mailed_link("confirm-email"))
    response = sign_up(Client())
    assert response.url == "/konto/confirm-email/"
    assert last_mail().subject == "Sie haben schon ein Konto"
    assert last_mail().address == "neu@example.org"


def test_a_known_address_takes_as_long_as_a_new_one(client, monkeypatch):
    """Hashing the password is what takes time."""
    from accounts import sign_up as form

    sign_up(client)
    hashed = []
    monkeypatch.setattr(form, "make_password", lambda password: hashed.append(password))
    sign_up(Client(), email="noch-jemand@example.org")
    assert hashed == [], "a new account is hashed by Django, once"
    sign_up(Client(), email="neu@example.org", password1="etwas-anderes-langes")
    assert hashed == ["etwas-anderes-langes"]


@pytest.mark.parametrize(("typed", "kept"), [("\u202eEva\u0007", "Eva"), ("\u200b\u200b", ""), ("رانيا", "رانيا")])
def test_a_display_name_cannot_turn_the_line_it_stands_in(client, typed, kept):
    sign_up(client, display_name=typed)
    assert User.objects.get().display_name == kept


def test_resetting_the_password_does_not_tell_who_has_an_account(client):
    sign_up(client)
    known = Client().post("/konto/password/reset/", {"email": "neu@example.org"})
    assert last_mail().subject == "Neues Passwort festlegen"
    unknown = Client().post("/konto/password/reset/", {"email": "niemand@example.org"})
    assert last_mail().subject == "Kein Konto mit dieser Adresse"
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize(
    "changes",
    [{"privacy": ""}, {"email": "kein-at"}, {"password1": "kurz"}, {"password1": "12345678901"}, {"email": ""}],
)
def test_incomplete_forms_create_nobody_and_keep_what_was_typed(client, changes):
    response = sign_up(client, **changes)
    assert response.status_code == 200
    assert User.objects.count() == 0
    html = response.content.decode()
    assert 'aria-invalid="true"' in html
    assert 'value="Neugierige"' in html
    assert "ein-langes-geheimnis" not in html


def test_sign_up_remembers_the_language(client):
    client.cookies["django_language"] = "en"
    sign_up(client)
    assert User.objects.get().language == "en"
    assert last_mail().subject == "Please confirm your e-mail address"


def test_no_ip_address_and_no_browser_is_stored_anywhere(client):
    address, browser = "203.0.113.77", "Seltener-Browser/1.0"
    client.defaults.update(REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    sign_up(client)
    client.post(mailed_link("confirm-email"))
    client.post("/konto/login/", {"login": DATA["email"], "password": DATA["password1"]})
    client.post(
        "/konto/password/change/",
        {
            "oldpassword": DATA["password1"],
            "password1": "noch-ein-geheimnis",
            "password2": "noch-ein-geheimnis",
        },
    )
    assert last_mail().subject == "Ihr Passwort wurde geändert"
    stored = [*OutboxMessage.objects.values(), *User.objects.values(), *EmailAddress.objects.values()]
    stored += [*AuditEntry.objects.values(), dict(client.session)]
    assert address not in str(stored)
    assert browser not in str(stored)


def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
