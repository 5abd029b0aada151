"""A meeting of a network in a real browser: announced, invited, replied to, and its minutes read by a visitor."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import assert_fits, violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

NETWORK = "/netzwerke/netz-st/"
TITLE = "Sprachförderung in der Fläche"
MEMBER = "ressort@demo.example"


def announce(page: Page) -> None:
    """Prepare a meeting of which only day and title are known, and ask to save the date."""
    page.goto(f"{NETWORK}intern/verwaltung/")
    page.get_by_role("link", name="Treffen vorbereiten").click()
    page.get_by_label("Titel", exact=True).fill(TITLE)
    page.locator("input[name=date]").fill(date.today().isoformat())
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("button", name="Ankündigen: Termin vormerken").click()
    expect(page.locator("main")).to_contain_text("Das Treffen ist angekündigt")


def invite(page: Page) -> None:
    """Add an item to the agenda, a place, and send the invitations."""
    page.get_by_role("link", name="Tagesordnungspunkt hinzufügen").click()
    page.get_by_label("Titel", exact=True).fill("Kurse auf dem Land")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Einladen", exact=True).click()
    page.locator("input[name=reply_by]").fill(date.today().isoformat())
    page.get_by_label("Text der Einladung").fill("Bitte bringen Sie Beispiele mit.")
    page.get_by_role("button", name="Einladungen senden").click()
    expect(page.locator("main")).to_contain_text("Die Einladungen sind gesendet")


def publish_minutes(page: Page) -> None:
    """Write minutes and a recommendation, and publish both."""
    page.get_by_role("link", name="Protokoll schreiben").click()
    page.get_by_label("Zahl der Teilnehmenden").fill("9")
    page.get_by_label("Protokoll", exact=False).last.fill("Kleine Kurse gelingen, wo sie **fahren**.")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Empfehlung hinzufügen").click()
    page.locator("textarea[name=text]").fill("Fahrtkosten zu Sprachkursen übernehmen")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("button", name="Protokoll veröffentlichen").click()
    expect(page.locator("main")).to_contain_text("Das Protokoll ist veröffentlicht")


def test_network_meeting_from_announcement_to_minutes(site: Site, open_page, axe_source):
    convener, member = open_page(bypass_csp=True), open_page(width=360, bypass_csp=True)
    visitor = open_page(bypass_csp=True)
    sign_in(convener, "federfuehrung@demo.example", PASSWORD)
    announce(convener)
    assert "Der Ort folgt" in site.wait_for_mail(MEMBER, "Termin vormerken")
    visitor.goto(NETWORK)
    card = visitor.get_by_role("article").filter(has_text=TITLE)
    expect(card).to_contain_text("Termin vormerken")

    invite(convener)
    assert violations(convener, axe_source) == []
    mail = site.wait_for_mail(MEMBER, "Bitte bringen Sie Beispiele mit.")
    member.goto(re.search(r"/netzwerke/antwort/\S+", mail).group(0))
    expect(member.locator("main")).to_contain_text("Kurse auf dem Land")
    assert violations(member, axe_source) == []
    assert_fits(member)
    member.get_by_label("Ich nehme teil").check()
    member.get_by_role("button", name="Antwort senden").click()
    expect(member.locator("main")).to_contain_text("Ihre Antwort ist gespeichert")
    convener.reload()
    expect(convener.locator("main")).to_contain_text("1 nimmt teil")

    publish_minutes(convener)
    visitor.reload()
    visitor.get_by_role("link", name=TITLE).first.click()
    expect(visitor.locator("main")).to_contain_text("Kleine Kurse gelingen")
    expect(visitor.locator("main")).to_contain_text("Fahrtkosten zu Sprachkursen übernehmen")
    assert violations(visitor, axe_source) == []
    visitor.goto(f"{NETWORK}archiv/?q=fahrtkosten")
    expect(visitor.get_by_role("link", name=TITLE)).to_be_visible()
