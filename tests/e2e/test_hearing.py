"""A hearing in a real browser: list, invitation, statement of the invited organisation, and more time for another."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import RUN, assert_fits

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

STAFF = "/admin/verfahren/zusammen-wachsen/anhoerung/"
NAME, ADDRESS = "Landesverband der Sprachmittlung (Test)", "sprachmittlung@verband.example"
OTHER, OTHER_ADDRESS = "Bund der Dorfläden (Test)", "dorf@verband.example"
SECRET = "ganz-anders-gemeint-26"


def table(*rows: str) -> dict:
    lines = ["Organisation;Ansprechperson;E-Mail;Kategorie;Region;Notiz", *rows]
    return {"name": "liste.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode("cp1252")}


def violations(page: Page, axe_source: str, part: str = "document") -> list[str]:
    """What axe-core finds; of staff screens in our part only, the sidebar is Wagtail's."""
    page.evaluate(axe_source)
    return page.evaluate(RUN.replace("document", part))


def fill_the_list(page: Page) -> None:
    """Import a table with an error, correct it, and put it on the list."""
    page.goto(STAFF)
    page.get_by_role("link", name="Tabelle importieren").click()
    good = f"{NAME};Frau Größe;{ADDRESS};Zivilgesellschaft und Vereine;;"
    page.set_input_files("input[name=file]", table(good, f"{OTHER};;kein-at;Unbekannt;;"))
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Nichts wurde gespeichert")
    expect(page.locator("main table")).to_contain_text("Das ist keine E-Mail-Adresse")
    page.get_by_role("link", name="Korrigierte Datei hochladen").click()
    page.set_input_files("input[name=file]", table(good, f"{OTHER};;{OTHER_ADDRESS};Zivilgesellschaft und Vereine;;"))
    page.get_by_role("button", name="Datei prüfen").click()
    page.get_by_role("button", name="2 Organisationen auf die Liste setzen").click()
    expect(page.locator("main")).to_contain_text("Auf die Liste gesetzt: 2")


def link_in(text: str) -> str:
    return re.search(r"/anhoerung/\S+", text).group(0)


def sign_up(page: Page, site: Site, link: str) -> None:
    """Create an account from the invitation, confirm the address, and come back by the link."""
    page.get_by_role("link", name="Konto anlegen").click()
    page.fill("input[name=email]", ADDRESS)
    page.fill("input[name=password1]", SECRET)
    page.check("input[name=privacy]")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    mail = site.wait_for_mail(ADDRESS, "/konto/confirm-email/")
    page.goto(re.search(r"/konto/confirm-email/\S+", mail).group(0))
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    sign_in(page, ADDRESS, SECRET)
    page.goto(link)


def test_invited_by_a_table_the_organisation_comments_and_staff_sees_it(site: Site, open_page, axe_source):
    staff, invited = open_page(bypass_csp=True), open_page(width=360, bypass_csp=True)
    sign_in(staff, "federfuehrung@demo.example", PASSWORD)
    fill_the_list(staff)
    assert violations(staff, axe_source, "document.querySelector('.kd-admin')") == []
    staff.get_by_role("link", name=re.compile("Einladungen senden")).click()
    staff.get_by_role("button", name=re.compile("Einladungen jetzt senden")).click()
    expect(staff.locator("main")).to_contain_text("Einladungen sind unterwegs")

    link = link_in(site.wait_for_mail(ADDRESS, "/anhoerung/"))
    invited.goto(link)
    invited.get_by_role("button", name="Einladung ansehen").click()
    expect(invited.locator("main")).to_contain_text("Ihre Frist")
    assert violations(invited, axe_source) == []
    assert_fits(invited)
    sign_up(invited, site, link)
    invited.get_by_role("button", name="Für diese Organisation Stellung nehmen").click()
    expect(invited.locator("main")).to_contain_text(f"Sie können jetzt für „{NAME}“ sprechen")
    invited.goto("/verfahren/zusammen-wachsen/entwurf/absatz/k1-2/")
    invited.check("input[name=kind][value=proposal]")
    invited.fill("textarea[name=text]", "Bitte nennen Sie auch die Sprachmittlung.")
    invited.get_by_label(f"für {NAME}").check()
    invited.check("input[name=publication][value=named]")
    invited.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    invited.wait_for_url(re.compile("/beitrag/"))
    invited.goto(link)
    expect(invited.locator("main")).to_contain_text("Ihre Stellungnahme ist am")
    staff.goto(STAFF)
    row = staff.get_by_role("row", name=re.compile(re.escape(NAME)))
    expect(row).to_contain_text("Eingegangen")


def test_more_time_is_asked_for_and_given(site: Site, open_page):
    """Goes on with the list of the test before."""
    staff, other = open_page(), open_page()
    other.goto(link_in(site.wait_for_mail(OTHER_ADDRESS, "/anhoerung/")))
    other.get_by_role("button", name="Einladung ansehen").click()
    other.get_by_role("link", name="Um mehr Zeit bitten").click()
    sign_in(staff, "redaktion@demo.example", PASSWORD)
    staff.goto(STAFF)
    staff.get_by_role("link", name=OTHER).click()
    suggested = staff.locator("input[name=ends_on]").input_value()
    other.fill("input[name=until]", suggested)
    other.fill("textarea[name=reason]", "Unser Vorstand tagt erst danach.")
    other.get_by_role("button", name="Bitte absenden").click()
    expect(other.locator("main")).to_contain_text("Ihre Bitte ist angekommen")
    staff.reload()
    expect(staff.locator("main")).to_contain_text("Unser Vorstand tagt erst danach.")
    staff.fill("input[name=published_reason]", "Gremium tagt später")
    staff.get_by_role("button", name="Frist verlängern").click()
    expect(staff.locator("main")).to_contain_text("Die Frist ist bis")
    site.wait_for_mail(OTHER_ADDRESS, "neue Frist")
    other.reload()
    expect(other.locator("main")).to_contain_text("Sie wurde für Sie verlängert")
