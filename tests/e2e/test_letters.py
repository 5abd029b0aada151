"""A letter from the upload of its original to the moderation, and a list with an error, corrected and imported."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from consultations.process.dates import today
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import RUN, assert_fits

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

STAFF = "/admin/verfahren/zusammen-wachsen/"
SENDER = "vogt@landkreis.example"
FIRST = "Im Absatz 1.2 fehlen uns die Auszubildenden."
SECOND = "Die Kurse müssen auch abends stattfinden."


def letter() -> dict:
    """An e-mail as a mail program saves it."""
    message = EmailMessage()
    message["From"] = f"Sabine Vogt <{SENDER}>"
    message["Date"] = f"{today() - timedelta(days=1):%a, %d %b %Y} 10:00:00 +0100"
    message["Subject"] = "Zum Entwurf"
    message.set_content(f"Guten Tag,\n\n{FIRST}\n\n{SECOND}\n\nViele Grüße\nSabine Vogt")
    return {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": message.as_bytes()}


def violations(page: Page, axe_source: str) -> list[str]:
    """What axe-core finds in our part of the staff screens; the sidebar is Wagtail's."""
    page.evaluate(axe_source)
    return page.evaluate(RUN.replace("document", "document.querySelector('.kd-admin')"))


def give_late_reason(page: Page) -> None:
    """Say why it counts although no phase is on: the demonstration's phases move with the calendar."""
    if page.locator("textarea[name=late_reason]").count():
        page.fill("textarea[name=late_reason]", "Die Frist wurde für diese Organisation verlängert.")


def record_letter(page: Page, axe_source: str) -> list[str]:
    """Upload, fill in, split, hand over; returns what axe-core finds on the way."""
    page.goto(STAFF + "erfassung/")
    page.get_by_role("link", name="Schreiben erfassen").click()
    page.set_input_files("input[name=file]", letter())
    page.get_by_role("button", name="Hochladen und weiter").click()
    expect(page.locator("input[name=contact_email]")).to_have_value(SENDER)
    expect(page.locator("textarea[name=full_text]")).to_have_value(re.compile(re.escape(FIRST)))
    found = violations(page, axe_source)
    page.fill("input[name=organisation_name]", "Landkreis Beispiel (Test)")
    page.get_by_role("button", name="Speichern und weiter").click()
    # The first passage by the link beside it, the second one typed.
    page.locator(".kr-rest li", has_text=FIRST).get_by_role("link").click()
    expect(page.locator("textarea[name=text]")).to_have_value(FIRST)
    page.fill("input[name=place]", "99.99")
    page.get_by_role("button", name="Beitrag hinzufügen").click()
    expect(page.locator("textarea[name=text]")).to_have_value(FIRST)
    page.fill("input[name=place]", "1.2")
    page.fill("input[name=title]", "Auszubildende nennen")
    page.get_by_role("button", name="Beitrag hinzufügen").click()
    page.fill("textarea[name=text]", SECOND)
    page.fill("input[name=place]", "Entwurf")
    page.get_by_role("button", name="Beitrag hinzufügen").click()
    expect(page.locator(".kr-parts > li")).to_have_count(2)
    expect(page.locator(".kr-rest")).not_to_contain_text(SECOND)
    found += violations(page, axe_source)
    page.get_by_role("link", name="Prüfen und übergeben").click()
    page.get_by_role("button", name="Übergeben").click()
    expect(page.locator("main")).to_contain_text("weshalb der Rest des Textes kein Beitrag ist")
    page.fill("textarea[name=remainder_reason]", "Betreff, Anrede und Gruß")
    give_late_reason(page)
    page.get_by_role("button", name="Übergeben").click()
    expect(page.locator("main")).to_contain_text("2 Beiträge")
    return found + violations(page, axe_source)


def test_a_letter_reaches_the_moderation_and_its_sender(site: Site, open_page, axe_source):
    recorder, moderator, stranger = open_page(bypass_csp=True), open_page(), open_page()
    sign_in(recorder, "erfassung@demo.example", PASSWORD)
    assert record_letter(recorder, axe_source) == []
    text = site.wait_for_mail(SENDER, "/beitrag/")
    links = re.findall(rf"{re.escape(site.base_url)}(/beitrag/\S+)", text)
    assert len(links) == 2
    stranger.goto(links[0])
    expect(stranger.locator("main")).to_contain_text(FIRST)

    sign_in(moderator, "moderation@demo.example", PASSWORD)
    moderator.goto(STAFF + "moderation/?q=Auszubildende+nennen")
    moderator.get_by_role("link", name="Auszubildende nennen").click()
    expect(moderator.locator("main")).to_contain_text("Landkreis Beispiel (Test)")
    with moderator.expect_download() as download:
        moderator.get_by_role("link", name="mail.eml").click()
    assert download.value.suggested_filename == "mail.eml"
    with moderator.expect_navigation():
        moderator.get_by_role("button", name="Veröffentlichen", exact=True).click()
    stranger.goto("/verfahren/zusammen-wachsen/beitraege/?weg=email")
    expect(stranger.locator("main")).to_contain_text(FIRST)
    expect(stranger.locator("main")).not_to_contain_text("Sabine Vogt")


def table(*rows: str) -> dict:
    day = f"{today() - timedelta(days=1):%d.%m.%Y}"
    lines = ["Eingang am;Kanal;Name;Bezug;Art;Text", *[f"{day};{row}" for row in rows]]
    return {"name": "liste.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode("cp1252")}


def test_a_list_with_an_error_is_corrected_and_imported(open_page):
    page = open_page(width=360)
    sign_in(page, "erfassung@demo.example", PASSWORD)
    page.goto(STAFF + "erfassung/import/")
    good = "per Brief;Herr Größe;1.1;Vorschlag;Züge müssen öfter fahren."
    page.set_input_files("input[name=file]", table(good, "per Brief;Frau B;88.8;Vorschlag;Mehr Busse."))
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Nichts wurde gespeichert")
    expect(page.locator("main table").first).to_contain_text("88.8")
    assert_fits(page)
    page.get_by_role("link", name="Korrigierte Datei hochladen").click()
    corrected = table(good, "per Brief;Frau B;1.2;Vorschlag;Mehr Busse.")
    page.set_input_files("input[name=file]", corrected)
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Herr Größe")
    give_late_reason(page)
    page.get_by_role("button", name="2 Beiträge übernehmen").click()
    expect(page.locator("main")).to_contain_text("2 Beiträge wurden übernommen")
    page.goto(STAFF + "erfassung/import/")
    page.set_input_files("input[name=file]", corrected)
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Nichts ist neu")
