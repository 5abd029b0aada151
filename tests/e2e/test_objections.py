"""Moderation through the real interface: a name is removed, the author objects, a second person agrees; a report."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"
STAFF = "/admin/verfahren/zusammen-wachsen/"
AUTHOR = "person@demo.example"
TITLE = "Wartezeit im Amt"
NAME = "Herr Beispielmann"
SAID = f"{NAME} hat mir gesagt, dass die Wartezeit vier Monate beträgt."
WHY = "Herr Beispielmann spricht als Amtsleiter öffentlich; sein Name gehört zur Sache."
REASON = "Der Amtsleiter hat das öffentlich gesagt; der Name bleibt stehen."


def contribute(page: Page) -> str:
    """Comment on paragraph 2.1; returns the public code."""
    page.goto(PROCESS + "entwurf/absatz/k2-1/")
    page.check("input[name=kind][value=concern]")
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=text]", SAID)
    page.check("input[name=publication][value=category]")
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_url(re.compile("/beitrag/"))
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)", page.locator("main").inner_text()).group(0)


def add_text_module(page: Page) -> None:
    """The moderator writes down a reason to use again."""
    page.goto(STAFF + "moderation/textbausteine/")
    page.fill("input[name=rows-0-title]", "Name einer Person")
    page.select_option("select[name=rows-0-rule]", index=1)
    page.fill("textarea[name=rows-0-text]", "Wir haben den Namen einer Person entfernt.")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("fieldset.kd-row")).to_have_count(2)


def remove_the_name(page: Page) -> None:
    """The moderator publishes the contribution without the name, with the reason from the list."""
    page.goto(STAFF + "moderation/")
    page.get_by_role("link", name=TITLE).click()
    page.locator("#kw-shorten summary").click()
    page.fill("textarea[name=shorten-remove]", NAME)
    page.select_option("select[name=shorten-reason]", label="Name einer Person")
    message = page.locator("textarea[name=shorten-message]")
    expect(message).to_have_value("Wir haben den Namen einer Person entfernt.")
    message.fill("Wir haben den Namen einer Person entfernt, die nicht gefragt wurde.")
    with page.expect_navigation():
        page.get_by_role("button", name="Gekürzt veröffentlichen").click()


def test_redaction_objection_and_a_second_person(site: Site, open_page):
    author, moderator, analyst, lead, stranger = (open_page() for _ in range(5))
    sign_in(author, AUTHOR, PASSWORD)
    code = contribute(author)

    sign_in(moderator, "moderation@demo.example", PASSWORD)
    add_text_module(moderator)
    remove_the_name(moderator)
    stranger.goto(f"/beitrag/{code}/")
    expect(stranger.locator("main")).to_contain_text("[…] hat mir gesagt")
    sign_in(analyst, "auswertung@demo.example", PASSWORD)
    analyst.goto(STAFF + "auswertung/?q=Wartezeit")
    analyst.get_by_role("link", name=TITLE).first.click()
    expect(analyst.locator("main")).to_contain_text("[…] hat mir gesagt")
    expect(analyst.locator("main")).not_to_contain_text(NAME)

    mail = site.wait_for_mail(AUTHOR, "/widerspruch/")
    assert "die nicht gefragt wurde" in mail
    author.goto(re.search(rf"{re.escape(site.base_url)}/beitrag/\S+/widerspruch/", mail).group(0))
    author.fill("textarea[name=text]", WHY)
    author.get_by_role("button", name="Widerspruch senden").click()
    expect(author.locator("main")).to_contain_text(WHY)
    site.wait_for_mail(AUTHOR, "Ihr Widerspruch ist bei uns eingegangen")

    moderator.goto(STAFF + "moderation/widersprueche/")
    moderator.get_by_role("link", name=code).click()
    expect(moderator.locator("main")).to_contain_text("Diesen Widerspruch muss eine andere Person bearbeiten")
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    lead.goto(STAFF)
    lead.get_by_role("link", name=re.compile("Widerspruch zu bearbeiten")).click()
    lead.get_by_role("link", name=code).click()
    expect(lead.locator("main")).to_contain_text(WHY)
    lead.get_by_text("Stattgeben: wie eingereicht veröffentlichen").click()
    lead.fill("textarea[name=release-message]", REASON)
    with lead.expect_navigation():
        lead.get_by_role("button", name="Stattgeben und veröffentlichen").click()
    assert REASON in site.wait_for_mail(AUTHOR, "stimmt Ihnen zu")

    stranger.reload()
    expect(stranger.locator("main")).to_contain_text(SAID)
    expect(stranger.locator("main")).not_to_contain_text("Widerspruch")
    author.reload()
    expect(author.locator("main")).to_contain_text("Widerspruch stattgegeben")


def test_a_visitor_reports_and_the_moderation_finds_it(site: Site, open_page):
    visitor, moderator = open_page(width=360, java_script_enabled=False), open_page()
    visitor.goto(PROCESS + "beitraege/")
    visitor.locator("a.kd-contribution__report").first.click()
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", visitor.locator("main").inner_text()).group(0)
    visitor.check("input[name=reason][value=personal_data]")
    visitor.fill("textarea[name=text]", "Hier steht eine Telefonnummer.")
    # Programs send at once; people take a moment.
    visitor.wait_for_timeout(3500)
    visitor.get_by_role("button", name="Meldung senden").click()
    expect(visitor.locator("main, .kd-messages").first).to_contain_text(code)
    visitor.goto(f"/beitrag/{code}/")
    assert visitor.locator("h1").count() == 1, "a report hides nothing"

    sign_in(moderator, "moderation@demo.example", PASSWORD)
    moderator.goto(f"{STAFF}moderation/?state=all&q={code}")
    moderator.locator("main table a").first.click()
    expect(moderator.locator("main")).to_contain_text("Hier steht eine Telefonnummer.")
    address = moderator.url
    moderator.fill("textarea[name=order-note]", "Es ist die Nummer der Behörde.")
    moderator.get_by_role("button", name="Geprüft: in Ordnung").click()
    # It goes on with what waits next.
    moderator.wait_for_url(lambda url: url != address)
    moderator.goto(address)
    expect(moderator.locator("main")).to_contain_text("Eine frühere Meldung ist bearbeitet.")
