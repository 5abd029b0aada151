"""Signing up and in, as people do it: confirmation by mail, second factor of staff, passkeys, devices."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import ROOT, Site, _free_port, _wait_until_up, sign_in
from tests.e2e.test_accessibility import assert_fits, violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

#: People of their own: who has a second factor is asked for it in every test that follows.
ADMIN, TRAVELLER = "mit-app@demo.example", "mit-passkey@demo.example"
MADE = f"""
from allauth.account.models import EmailAddress
from accounts.models import User
for email in {ADMIN, TRAVELLER}:
    user = User.objects.create_superuser(email, {PASSWORD!r})
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
"""
NEW_PASSWORD = "ein-langes-geheimnis"


@pytest.fixture(scope="module")
def strict_site(site: Site) -> Iterator[Site]:
    """The same site with a second web process, in which staff need their second factor.

    Its name is localhost, because passkeys belong to names and not to numbers.
    """
    port = _free_port()
    strict = replace(
        site,
        base_url=f"http://localhost:{port}",
        env=site.env | {"KONZEPTDIALOG_STAFF_SECOND_FACTOR": "1", "KONZEPTDIALOG_BASE_URL": f"http://localhost:{port}"},
    )
    log = site.var / "strict.log"
    with log.open("wb") as output:
        program = [Path(sys.executable).parent / "gunicorn", "konzeptdialog.wsgi", "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(
            [*program, "--workers", "1", "--threads", "4"], cwd=ROOT, env=strict.env, stdout=output, stderr=output
        )
        try:
            _wait_until_up(f"http://127.0.0.1:{port}", [process], log)
            site.run(MADE)
            yield strict
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def open_strict(browser: Browser, strict_site: Site) -> Iterator[Callable[[], Page]]:
    """A fresh browser window on that site; scripts the policy refuses, and requests elsewhere, fail the test."""
    contexts, wrong = [], []

    def open_window(width: int = 1280) -> Page:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(base_url=strict_site.base_url, locale="de-DE", viewport=viewport)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda m: "Content Security Policy" in m.text and "/admin/" not in page.url and wrong.append(m)
        )
        page.on("request", lambda r: r.url.startswith((strict_site.base_url, "data:", "blob:")) or wrong.append(r.url))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not wrong


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or in some half minutes."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def expect_admin(page: Page) -> None:
    """The first page of the admin is there, and not only in the address as the place to go to."""
    expect(page).to_have_url(re.compile(r"^[^?]+/admin/$"))
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    press(page, "Abmelden")
    page.wait_for_url("**/")


def confirm_password(page: Page, password: str = PASSWORD) -> None:
    page.fill("main input[name=password]", password)
    press(page, "Weiter")


def second_step(page: Page, code: str) -> None:
    """Password, then a code."""
    page.goto("/konto/login/?next=/admin/")
    page.fill("input[name=login]", ADMIN)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    page.fill("input[name=code]", code)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()


def sign_up(page: Page, site: Site, email: str) -> None:
    """A new account, confirmed by the link in the mail."""
    page.goto("/konto/signup/")
    page.fill("input[name=email]", email)
    page.fill("input[name=display_name]", "Neugierige")
    page.fill("input[name=password1]", NEW_PASSWORD)
    page.check("input[name=privacy]")
    press(page, "Konto anlegen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bestätigen")
    mail = site.wait_for_mail(email, "confirm-email")
    page.goto(re.search(r"https?://[^/\s]+(/konto/confirm-email/\S+)", mail).group(1))
    press(page, "Ja, bestätigen")


def test_signing_up_with_the_mail_and_seeing_where_one_is_signed_in(site: Site, open_page):
    here, there = open_page(), open_page(width=360)
    sign_up(here, site, "neugierige@example.org")
    for page in (here, there):
        sign_in(page, "neugierige@example.org", NEW_PASSWORD, by_form=True)
    here.goto("/konto/geraete/")
    expect(here.get_by_text("Dieses Gerät")).to_be_visible()
    expect(here.locator(".kd-device")).to_have_count(2)
    press(here, "Auf allen anderen Geräten abmelden")
    expect(here.get_by_text("Auf 1 Gerät abgemeldet.")).to_be_visible()
    there.goto("/konto/geraete/")
    expect(there).to_have_url(re.compile("/konto/login/"))
    expect(here.locator(".kd-device")).to_have_count(1)


def test_staff_set_up_an_app_and_sign_in_with_code_and_recovery_code(open_strict, axe_source):
    page = open_strict()
    sign_in(page, ADMIN, PASSWORD, by_form=True)
    page.goto("/admin/reports/site-history/")
    expect(page.get_by_role("heading", name="Zweiter Faktor für die Verwaltung")).to_be_visible()
    assert not violations(page, axe_source)
    page.get_by_role("link", name="App einrichten").click()
    confirm_password(page)
    secret = page.locator("#schluessel").inner_text()
    assert not violations(page, axe_source)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_fits(page)
    page.fill("input[name=code]", code_of(secret))
    press(page, "Fertigstellen")
    expect(page.locator("#codes code")).to_have_count(10)
    codes = page.locator("#codes code").all_inner_texts()
    assert not violations(page, axe_source)
    assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="weiter zur Verwaltung").click()
    expect(page).to_have_url(re.compile("/admin/reports/site-history/$"))

    sign_out(page)
    second_step(page, "000000")
    expect(page.locator("main")).to_contain_text("Das hat nicht gepasst")
    assert not violations(page, axe_source)
    # The code that set the app up is used; the app shows the next one soon.
    page.fill("input[name=code]", code_of(secret, 1))
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    expect_admin(page)

    sign_out(page)
    second_step(page, codes[0])
    expect_admin(page)


def test_a_passkey_replaces_the_password_and_opens_the_admin(open_strict, axe_source):
    page = open_strict()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    passkey = {**options, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": passkey})
    sign_in(page, TRAVELLER, PASSWORD, by_form=True)
    page.goto("/admin/")
    page.get_by_role("link", name="Passkey hinzufügen").click()
    confirm_password(page)
    assert not violations(page, axe_source)
    page.fill("input[name=name]", "Dienst-Laptop")
    press(page, "Passkey hinzufügen")
    page.get_by_role("link", name="weiter zur Verwaltung").click()
    expect_admin(page)
    page.goto("/konto/anmeldung/webauthn/")
    expect(page.get_by_role("heading", name="Dienst-Laptop")).to_be_visible()

    sign_out(page)
    page.goto("/konto/login/?next=/admin/")
    press(page, "Mit Passkey anmelden")
    expect_admin(page)

    sign_out(page)
    page.goto("/konto/login/")
    page.fill("input[name=login]", TRAVELLER)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    press(page, "Passkey benutzen")
    page.wait_for_url(lambda url: "authenticate" not in url)
    page.goto("/admin/")
    expect_admin(page)


def test_without_scripts_there_is_a_password_and_no_button_that_does_nothing(browser: Browser, strict_site: Site):
    context = browser.new_context(base_url=strict_site.base_url, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto("/konto/login/")
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    expect(page.locator("input[name=password]")).to_be_visible()
    context.close()
