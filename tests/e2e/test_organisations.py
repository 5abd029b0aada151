"""Organisations in a real browser: entered, verified, joined by invitation and by request, spoken for."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD, STAKEHOLDER_ORGANISATION
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

NAME = "Lesepaten Prignitz-Elbe e. V."
COLLEAGUE, SECRET = "kollegin@example.org", "ein-langes-kennwort-7"
PARAGRAPH = "/verfahren/zusammen-wachsen/entwurf/absatz/k1-2/"


def path_in(mail: str, beginning: str) -> str:
    return re.search(rf"{beginning}\S+", mail).group(0)


def sign_up(site: Site, page: Page) -> None:
    """Create an account and confirm its address by the mailed link."""
    page.fill("input[name=email]", COLLEAGUE)
    page.fill("input[name=display_name]", "Kolibri")
    page.fill("input[name=password1]", SECRET)
    page.check("input[name=privacy]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("confirm-email"))
    page.goto(path_in(site.wait_for_mail(COLLEAGUE, "/konto/confirm-email/"), "/konto/confirm-email/"))
    with page.expect_navigation():
        page.get_by_role("button", name="Ja, bestätigen").click()


def test_an_organisation_from_its_entry_to_its_first_contribution(site: Site, open_page):
    founder, staff, colleague = (open_page() for _ in range(3))
    sign_in(founder, "person@demo.example", PASSWORD)
    sign_in(staff, "admin@demo.example", PASSWORD)

    founder.goto("/konto/organisationen/")
    founder.locator("main input[name=q]").press_sequentially("Lesepaten", delay=20)
    founder.locator("#organisation-gefunden").get_by_role("link", name="Organisation eintragen").click()
    founder.fill("input[name=name]", NAME)
    founder.select_option("select[name=category]", index=1)
    founder.fill("input[name=real_name]", "Frieda Freund")
    founder.locator("main form button[type=submit]").last.click()
    expect(founder.locator("main")).to_contain_text("wartet auf Prüfung")
    address = founder.url

    staff.goto("/admin/organisationen/pruefung/")
    staff.get_by_role("link", name=NAME).click()
    staff.get_by_role("button", name="Bestätigen", exact=True).click()
    expect(staff.locator("body")).to_contain_text("Die Mitglieder haben eine E-Mail bekommen")
    site.wait_for_mail("person@demo.example", f"„{NAME}“ bestätigt")

    founder.goto(address)
    founder.fill("input[name=email]", COLLEAGUE)
    founder.get_by_role("button", name="Einladung senden").click()
    expect(founder.locator("main")).to_contain_text(f"Die Einladung an {COLLEAGUE} ist unterwegs")

    link = path_in(
        site.wait_for_mail(COLLEAGUE, "/konto/organisationen/einladung/"), "/konto/organisationen/einladung/"
    )
    colleague.goto(link)
    expect(colleague.locator("main")).to_contain_text(NAME)
    colleague.get_by_role("link", name="Konto anlegen").click()
    sign_up(site, colleague)
    sign_in(colleague, COLLEAGUE, SECRET)
    colleague.goto(link)
    colleague.fill("input[name=real_name]", "Karla Kollegin")
    colleague.get_by_role("button", name="Der Organisation beitreten").click()
    expect(colleague.locator("main")).to_contain_text("Sie können jetzt für")
    expect(colleague.locator("main")).to_contain_text("Frieda Freund")

    colleague.goto(PARAGRAPH)
    colleague.locator("form:has(textarea[name=text])").get_by_label(NAME).check()
    colleague.check("input[name=kind][value=proposal]")
    colleague.fill("textarea[name=text]", "Lesepaten brauchen Räume in jeder Bibliothek.")
    colleague.check("input[name=publication][value=named]")
    colleague.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    colleague.wait_for_url(re.compile("/beitrag/"))
    expect(colleague.locator("main")).to_contain_text(NAME)


def test_somebody_asks_to_join_and_is_let_in(site: Site, open_page):
    stranger, coordinator = open_page(width=360), open_page()
    sign_in(stranger, "neu@demo.example", PASSWORD)
    sign_in(coordinator, "verein@demo.example", PASSWORD)

    stranger.goto("/konto/organisationen/suche/?q=willkommensinitiative")
    stranger.get_by_role("link", name=STAKEHOLDER_ORGANISATION).click()
    stranger.fill("textarea[name=message]", "Ich leite den Sprachkurs.")
    stranger.get_by_role("button", name="Aufnahme anfragen").click()
    expect(stranger.locator("main")).to_contain_text("Ihre Anfrage ist unterwegs")

    mail = site.wait_for_mail("verein@demo.example", "Cem Colbitz (Demo) möchte")
    coordinator.goto(path_in(mail, "/konto/organisationen/"))
    expect(coordinator.locator("main")).to_contain_text("Ich leite den Sprachkurs.")
    coordinator.get_by_role("button", name="Annehmen").click()
    expect(coordinator.locator("main")).to_contain_text("Angenommen.")
    site.wait_for_mail("neu@demo.example", "wurde angenommen")
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("Ben Biese (Demo)")
