"""Every reachable account page has our frame, speaks polite German and does what it says."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_go_through_the_outbox(settings):
    """As in production; Django's test runner would put another backend in its place."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"


def last_mail() -> OutboxMessage:
    """The mail written last."""
    return OutboxMessage.objects.latest("pk")


@pytest.fixture
def person():
    person = UserFactory(email="person@example.org", display_name="Person")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def signed_in(person, client) -> Client:
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)
    return client


ANONYMOUS = [
    "/konto/login/",
    "/konto/signup/",
    "/konto/password/reset/",
    "/konto/password/reset/done/",
    "/konto/password/reset/key/done/",
    "/konto/password/reset/key/1-falsch/",
    "/konto/confirm-email/",
    "/konto/confirm-email/falsch/",
    "/konto/inactive/",
]
SIGNED_IN = ["/konto/email/", "/konto/password/change/", "/konto/logout/", "/konto/reauthenticate/"]


def check_page(response) -> None:
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert 'class="kd-footer"' in html
    assert 'aria-current="page"' in html.split("kd-breadcrumb")[1]
    main = html.split("<main")[1].split("</main>")[0]
    words = re.sub(r"<[^>]+>", " ", main)
    assert not re.search(r"\b(du|dein|deine|deinem|dich|dir|sign|your|please)\b", words, re.IGNORECASE)


@pytest.mark.parametrize("path", ANONYMOUS)
def test_pages_for_everybody(client, path):
    check_page(client.get(path))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_people_with_an_account(signed_in, path):
    check_page(signed_in.get(path))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_they_ask_others_to_sign_in(client, path):
    assert client.get(path).status_code == 302


def test_setting_a_password_is_for_people_who_have_none(signed_in, person):
    assert signed_in.get("/konto/password/set/").status_code == 302
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    check_page(client.get("/konto/password/set/"))


def test_wrong_password_is_answered_in_one_sentence(client, person):
    response = client.post("/konto/login/", {"login": person.email, "password": "falsch"})
    assert "passen nicht zusammen" in response.content.decode()
    unknown = client.post("/konto/login/", {"login": "niemand@example.org", "password": "falsch"})
    assert "passen nicht zusammen" in unknown.content.decode()


def test_signing_out_needs_a_post(signed_in):
    signed_in.get("/konto/logout/")
    assert "_auth_user_id" in signed_in.session
    signed_in.post("/konto/logout/")
    assert "_auth_user_id" not in signed_in.session


def test_a_switched_off_account_cannot_sign_in(client, person):
    person.is_active = False
    person.save()
    response = client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert response.url == "/konto/inactive/"
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(client, person):
    client.post("/konto/password/reset/", {"email": person.email})
    link = re.search(r"https?://[^/\s]+(/konto/password/reset/key/\S+)", last_mail().body).group(1)
    form = client.get(link, follow=True)
    check_page(form)
    path = form.redirect_chain[-1][0]
    new = {"password1": "ganz-neues-geheimnis", "password2": "ganz-neues-geheimnis"}
    check_page(client.post(path, new, follow=True))
    person.refresh_from_db()
    assert person.check_password("ganz-neues-geheimnis")
    assert "abgelaufen" in Client().get(link, follow=True).content.decode()


def change_address(client: Client, address: str, password: str = PASSWORD):
    """Ask for another address and give the password the site asks for."""
    asked = client.post("/konto/email/", {"email": address, "action_add": ""})
    assert asked.url.startswith("/konto/reauthenticate/")
    return client.post(asked.url, {"password": password, "next": "/konto/email/"})


def test_the_address_changes_when_the_new_one_is_confirmed(signed_in, person):
    change_address(signed_in, "neu@example.org")
    person.refresh_from_db()
    assert person.email == "person@example.org"
    page = signed_in.get("/konto/email/")
    check_page(page)
    assert "neu@example.org" in page.content.decode()
    link = re.search(r"https?://[^/\s]+(/konto/confirm-email/\S+)", last_mail().body).group(1)
    signed_in.post(link)
    person.refresh_from_db()
    assert person.email == "neu@example.org"
    assert [row.email for row in EmailAddress.objects.filter(user=person)] == ["neu@example.org"]


def test_without_the_password_the_address_stays(signed_in):
    response = change_address(signed_in, "neu@example.org", password="geraten")
    assert "Das ist nicht Ihr Passwort" in response.content.decode()
    assert not EmailAddress.objects.filter(email="neu@example.org").exists()
    assert not OutboxMessage.objects.exists()


def test_the_address_of_somebody_else_cannot_be_taken(signed_in, person):
    other = UserFactory(email="andere@example.org")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    change_address(signed_in, "andere@example.org")
    person.refresh_from_db()
    assert person.email == "person@example.org"
    assert not EmailAddress.objects.filter(user=person, email="andere@example.org", verified=True).exists()


def test_redirects_stay_on_the_site(client, person):
    login = {"login": person.email, "password": PASSWORD, "next": "https://boese.example/"}
    assert client.post("/konto/login/", login).url == "/"
    client.logout()
    assert client.post("/konto/login/", {**login, "next": "/verfahren/"}).url == "/verfahren/"


@pytest.mark.parametrize(
    ("path", "data", "limit"),
    [
        ("/konto/signup/", {"email": "neu@example.org"}, {"signup": "1/h/ip"}),
        ("/konto/password/reset/", {"email": "x@example.org"}, {"reset_password": "1/h/ip"}),
    ],
)
def test_limits_are_answered_in_german_with_the_time_to_wait(client, settings, path, data, limit):
    settings.ACCOUNT_RATE_LIMITS = limit
    assert client.post(path, data).status_code in {200, 302}
    response = client.post(path, data)
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Bitte versuchen Sie es in 60 Minuten noch einmal." in response.content.decode()
    # A header the visitor writes does not make a new visitor.
    assert client.post(path, data, HTTP_X_FORWARDED_FOR="198.51.100.9").status_code == 429
    assert client.post(path, data, REMOTE_ADDR="198.51.100.9").status_code in {200, 302}


def test_guessing_a_password_is_stopped_for_the_account(client, settings, person):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    for _attempt in range(3):
        client.post("/konto/login/", {"login": person.email, "password": "falsch"})
    response = client.post("/konto/login/", {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="198.51.100.9")
    assert "Zu viele Anmeldeversuche" in response.content.decode()
    assert "_auth_user_id" not in client.session
