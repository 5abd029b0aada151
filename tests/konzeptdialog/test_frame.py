"""What every page of the site promises: language, safety headers, landmarks, no code inside the HTML."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from webpages.services import set_up_site


@pytest.fixture(autouse=True)
def home(db):
    """The pages of the site."""
    set_up_site(hostname="localhost", port=80)


@pytest.mark.parametrize(
    "path", ["/", "/impressum/", "/konto/login/", "/konto/signup/", "/gibt-es-nicht/", "/theme.css"]
)
def test_public_pages_allow_no_inline_code_and_no_other_host(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_there_is_one_way_to_sign_in(client):
    """Wagtail's own forms know no limit of attempts and ask for no confirmed address."""
    person = UserFactory(email="eva@example.org")
    for path in ("/_util/login/", "/admin/login/"):
        response = client.post(path, {"username": person.email, "password": "geheim-und-lang"})
        assert response.status_code == 302 and response.url == "/konto/login/"
        assert "_auth_user_id" not in client.session


def test_pages_of_people_with_a_session_stay_out_of_shared_caches(client):
    assert "Cache-Control" not in client.get("/impressum/")
    client.force_login(UserFactory())
    for path in ("/", "/impressum/", "/verfahren/", "/gibt-es-nicht/"):
        assert "private" in client.get(path)["Cache-Control"], path
    # Files are the same for everybody, and a view that asks for more gets it.
    assert "private" not in client.get("/theme.css").get("Cache-Control", "")
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_the_admin_has_its_own_policy(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    policy = client.get("/admin/")["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "http" not in policy
    # Nobody gets the looser policy by an address that only looks like the admin.
    assert "unsafe-inline" not in client.get("/impressum/?/admin/")["Content-Security-Policy"]


def test_safety_headers(client):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_the_frame_has_landmarks_skip_link_and_one_heading(client):
    html = client.get("/impressum/").content.decode()
    assert '<html lang="de" dir="ltr">' in html
    assert html.index('href="#inhalt"') < html.index("<header")
    for landmark in ("<header", "<main", "<footer", "<h1"):
        assert html.count(landmark) == 1
    assert len(re.findall(r"<nav [^>]*aria-label=", html)) == html.count("<nav")
    assert 'content=\'{"includeIndicatorStyles":false,"allowEval":false' in html


def test_german_unless_somebody_chose_otherwise():
    client = Client(headers={"accept-language": "en-GB,en;q=0.9"})
    assert client.get("/")["Content-Language"] == "de"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert client.get("/")["Content-Language"] == "de"


def test_language_switch_goes_back_to_the_page_and_lasts(client):
    response = client.post("/sprache/", {"language": "en", "next": "/impressum/"})
    assert response.url == "/impressum/"
    page = client.get("/impressum/")
    assert page["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    assert "Skip to content" in page.content.decode()


def test_language_switch_writes_nothing_on_get_and_stays_on_the_site(client):
    assert client.get("/sprache/?language=en").status_code == 405
    assert client.post("/sprache/", {"language": "en", "next": "https://boese.example/"}).url == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in Client().post("/sprache/", {"language": "xx"}).cookies


def test_language_switch_is_remembered_for_mails(client):
    person = UserFactory()
    client.force_login(person)
    client.post("/sprache/", {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"


def test_account_menu_and_admin_link_by_rights(client):
    assert 'action="/konto/logout/"' not in client.get("/impressum/").content.decode()
    person = UserFactory(display_name="Kim <b>")
    client.force_login(person)
    html = client.get("/impressum/").content.decode()
    assert "Kim &lt;b&gt;" in html
    assert '<form method="post" action="/konto/logout/">' in html
    assert 'href="/admin/"' not in html
    staff = Group.objects.create(name="Redaktion der Website")
    staff.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(staff)
    assert 'href="/admin/"' in client.get("/impressum/").content.decode()


def test_the_frame_asks_the_database_little(client):
    client.get("/impressum/")
    with CaptureQueriesContext(connection) as anonymous:
        client.get("/impressum/")
    assert len(anonymous) <= 8
    client.force_login(UserFactory())
    client.get("/impressum/")
    with CaptureQueriesContext(connection) as signed_in:
        client.get("/impressum/")
    # Session, person, their rights and their groups' rights.
    assert len(signed_in) <= len(anonymous) + 4


@pytest.mark.parametrize("path", ["/imp%00ressum/", "/impressum/?q=%00", "/konto/login/?next=a%00b"])
def test_nul_bytes_are_refused(client, path):
    assert client.get(path).status_code == 400


def test_robots_keep_out_of_accounts_and_traces(client):
    text = client.get("/robots.txt").content.decode()
    for path in ("/admin/", "/konto/", "/beitrag/"):
        assert f"Disallow: {path}" in text
