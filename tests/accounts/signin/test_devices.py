"""Signed-in devices: what is shown, what is never stored, and signing out elsewhere."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.signin import devices
from accounts.signin.devices import browser_family
from konzeptdialog.tasks import forget_expired_sessions
from tests.accounts.signin.conftest import browser, is_signed_in, person_with_address, sign_in
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
DEVICES = "/konto/geraete/"


@pytest.fixture
def person():
    return person_with_address()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (IPHONE, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("Seltener-Browser/1.0 (Windows; Referat 21)", ""),
        ("", ""),
    ],
)
def test_browsers_in_plain_words(agent, name):
    assert browser_family(agent) == name


def test_no_ip_address_and_no_full_browser_name_is_stored(person):
    client = browser(FIREFOX)
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    sign_in(person, client)
    # A form that waits for the password is kept with the session, too.
    client.post("/konto/email/", {"email": "neu@example.org", "action_add": ""})
    client.get("/konto/geraete/")
    stored = str(list(UserSession.objects.values())) + str([s.get_decoded() for s in Session.objects.all()])
    assert "neu%40example.org" in stored, "the form waits"
    assert "203.0.113.77" not in stored
    assert FIREFOX not in stored
    assert UserSession.objects.get().ip == "::"


def test_the_form_that_waited_is_still_sent(person):
    client = sign_in(person, browser(FIREFOX))
    asked = client.post("/konto/email/", {"email": "neu@example.org", "action_add": ""})
    client.post(asked.url, {"password": PASSWORD, "next": "/konto/email/"})
    assert "neu@example.org" in client.get("/konto/email/").content.decode()


def test_the_list_marks_this_device_and_signs_out_another(person):
    here, there = sign_in(person, browser(FIREFOX)), sign_in(person, browser(IPHONE))
    html = here.get(DEVICES).content.decode()
    assert html.index("Safari, iPhone") and html.index("Dieses Gerät") > html.index("Firefox, Linux")
    assert html.count('name="device"') == 1
    other = UserSession.objects.get(user_agent="Safari, iPhone")
    page = here.post(DEVICES, {"device": other.pk}, follow=True)
    assert "Auf 1 Gerät abgemeldet" in page.content.decode()
    assert is_signed_in(here)
    assert there.get("/konto/uebersicht/").status_code == 302


def test_all_others_at_once(person):
    here, *others = [sign_in(person, browser(agent)) for agent in (FIREFOX, IPHONE, EDGE)]
    page = here.post(DEVICES, {"others": "1"}, follow=True)
    assert "Auf 2 Geräten abgemeldet" in page.content.decode()
    assert here.get("/konto/uebersicht/").status_code == 200
    assert [client.get("/konto/uebersicht/").status_code for client in others] == [302, 302]


def test_nobody_signs_out_others(person):
    victim = sign_in(person)
    outsider = sign_in(person_with_address("outsider@example.org"))
    page = outsider.post(DEVICES, {"device": UserSession.objects.get(user=person).pk}, follow=True)
    assert "niemand mehr angemeldet" in page.content.decode()
    assert victim.get("/konto/uebersicht/").status_code == 200
    assert browser().post(DEVICES, {"others": "1"}).url.startswith("/konto/login/")


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
def test_rubbish_signs_out_nobody(person, value):
    here, there = sign_in(person), sign_in(person)
    here.post(DEVICES, {"device": value})
    assert is_signed_in(here)
    assert there.get("/konto/uebersicht/").status_code == 200


def test_this_device_is_signed_out_at_the_button_for_it_only(person):
    here = sign_in(person)
    here.post(DEVICES, {"device": UserSession.objects.get().pk})
    assert is_signed_in(here)


def test_looking_changes_nothing(person):
    here = sign_in(person)
    sign_in(person)
    here.get(DEVICES, {"others": "1", "device": "1"})
    assert UserSession.objects.count() == 2


def test_sessions_from_before_the_password_changed_are_not_listed(person):
    here, there = sign_in(person), sign_in(person)
    new = {"oldpassword": PASSWORD, "password1": "ein-neues-geheimnis", "password2": "ein-neues-geheimnis"}
    here.post("/konto/reauthenticate/", {"password": PASSWORD})
    here.post("/konto/password/change/", new)
    assert there.get("/konto/uebersicht/").status_code == 302
    assert len(here.get(DEVICES).context["devices"]) == 1


def test_the_page_costs_the_same_however_many_devices(person):
    here = sign_in(person)
    here.get(DEVICES)
    with CaptureQueriesContext(connection) as alone:
        here.get(DEVICES)
    kept = Session.objects.get(session_key=here.session.session_key)
    for number in range(30):
        Session.objects.create(session_key=f"key{number}", session_data=kept.session_data, expire_date=kept.expire_date)
        UserSession.objects.create(user=person, session_key=f"key{number}", ip="::", user_agent="Firefox, Linux")
    with CaptureQueriesContext(connection) as among_many:
        page = here.get(DEVICES)
    assert len(page.context["devices"]) == 31
    assert len(among_many) == len(alone)


def test_last_use_is_written_down_once_in_a_quarter_of_an_hour(person, monkeypatch):
    client = sign_in(person)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    client.get("/konto/uebersicht/")
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(hours=23)
    session = client.session
    session[devices.NOTED_KEY] -= devices.NOTE_EVERY_SECONDS
    session.save()
    client.get("/konto/uebersicht/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_what_is_kept_goes_with_the_session(person):
    sign_in(person)
    sign_in(person)
    first, second = UserSession.objects.order_by("pk")
    UserSession.objects.update(created_at=timezone.now() - timedelta(hours=2))
    Session.objects.filter(session_key=first.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    forget_expired_sessions()
    assert list(UserSession.objects.all()) == [second]


def test_signing_out_takes_the_device_from_the_list(person):
    here, there = sign_in(person, browser(FIREFOX)), sign_in(person, browser(IPHONE))
    there.post("/konto/logout/")
    assert [device.name for device in here.get(DEVICES).context["devices"]] == ["Firefox, Linux"]
