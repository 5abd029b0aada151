"""A conference with one seat in a real browser: registered, on the waiting list, cancelled, moved up."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_accessibility import RUN, assert_fits

pytestmark = pytest.mark.e2e

CONFERENCE = "/verfahren/zusammen-wachsen/konferenzen/halle-abschluss/"
FIRST, SECOND = "zuerst@anmeldung.example", "danach@anmeldung.example"
ONE_SEAT = (
    "from consultations.conferences.models import Conference; "
    "Conference.objects.filter(slug='halle-abschluss').update(capacity=1, registered=0)"
)


def violations(page: Page, axe_source: str) -> list[str]:
    page.evaluate(axe_source)
    return page.evaluate(RUN)


def fill_in(page: Page, name: str, address: str) -> None:
    page.goto(f"{CONFERENCE}anmelden/")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", address)
    page.select_option("select[name=table1]", index=1)


def register(page: Page) -> None:
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Bitte sehen Sie in Ihr Postfach")


def personal_page(page: Page, site: Site, address: str, containing: str) -> None:
    mail = site.wait_for_mail(address, containing)
    page.goto(re.search(r"/anmeldung/\S+", mail).group(0))


def test_one_seat_two_people_and_the_second_moves_up(site: Site, open_page, axe_source):
    site.run(ONE_SEAT)
    first, second = open_page(bypass_csp=True), open_page(width=360, bypass_csp=True)
    first.goto(f"{CONFERENCE}anmelden/")
    assert violations(first, axe_source) == []
    fill_in(first, "Ada Zuerst", FIRST)
    fill_in(second, "Bo Danach", SECOND)
    # As long as a person needs to read the form.
    second.wait_for_timeout(3_200)
    register(first)
    personal_page(first, site, FIRST, "Platz ist für Sie reserviert")
    first.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(first.locator("main")).to_contain_text("Sie sind angemeldet")
    code = first.locator("img.kr-ticket__code")
    # The picture comes after the page.
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("image => image.naturalWidth") > 100
    assert violations(first, axe_source) == []
    site.wait_for_mail(FIRST, "angemeldet:")
    mail = next(mail for mail in site.mails_to(FIRST) if "angemeldet:" in str(mail["Subject"]))
    assert {part.get_content_type() for part in mail.iter_attachments()} == {"text/calendar", "image/png"}

    register(second)
    assert_fits(second)
    personal_page(second, site, SECOND, "Warteliste")
    second.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(second.locator("main")).to_contain_text("auf der Warteliste auf Platz 1")

    first.get_by_role("link", name="Anmeldung absagen").click()
    first.get_by_role("button", name="Anmeldung absagen").click()
    expect(first.locator("main")).to_contain_text("Ihre Anmeldung ist abgesagt")

    personal_page(second, site, SECOND, "frei geworden")
    second.get_by_role("button", name="Ich komme: Platz annehmen").click()
    expect(second.locator("main")).to_contain_text("Der Platz gehört Ihnen")
    assert violations(second, axe_source) == []
    assert_fits(second)
    second.goto(CONFERENCE)
    expect(second.locator("main")).to_contain_text("Alle Plätze sind vergeben")
