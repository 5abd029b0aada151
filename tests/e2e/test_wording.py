"""Another wording with attachments: written, released in part, read and downloaded by the public."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import sign_in
from tests.factories.files import image, pdf

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PARAGRAPH = "/verfahren/zusammen-wachsen/entwurf/absatz/k1-1/"
MODERATION = "/admin/verfahren/zusammen-wachsen/moderation/"
TITLE = "Studierende zuerst nennen"
ADDED = "Viele Studierende wollen bleiben."


def a_file(name: str, kind: str, data: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": data}


def write(page: Page) -> None:
    """Comment with another wording and three files, one of which is refused; the others are still there."""
    page.goto(PARAGRAPH)
    page.get_by_text("Anderen Wortlaut vorschlagen").click()
    wording = page.locator("textarea[name=proposed_text]")
    wording.fill(f"{wording.input_value()} {ADDED}")
    expect(page.locator("input[name=kind][value=proposal]")).to_be_checked()
    page.fill("input[name=title]", TITLE)
    text = page.locator("textarea[name=text]")
    text.fill("wichtig")
    text.select_text()
    page.get_by_role("button", name="Fett").press("Enter")
    expect(text).to_have_value("**wichtig**")
    files = [
        a_file("brief.pdf", "application/pdf", pdf()),
        a_file("plan.png", "image/png", image(size=(60, 40))),
        a_file("boese.svg", "image/svg+xml", b"<svg/>"),
    ]
    page.set_input_files("input[name=attachments]", files)
    page.check("input[name=publication][value=named]")
    page.get_by_role("button", name="Beitrag senden").click()
    expect(page.locator("#id_attachments_error")).to_contain_text("boese.svg")
    expect(page.locator("main")).to_contain_text("Bereits hochgeladen")
    expect(text).to_have_value("**wichtig**")
    page.get_by_role("button", name="Beitrag senden").click()
    page.wait_for_url(re.compile("/beitrag/"))
    expect(page.locator("main ins")).to_contain_text(ADDED)
    expect(page.get_by_role("link", name="plan.png")).to_be_visible()


def test_a_wording_is_proposed_released_and_read(open_page):
    author, moderator, visitor = open_page(), open_page(), open_page(width=360)
    sign_in(author, "person@demo.example", PASSWORD)
    write(author)

    visitor.goto(PARAGRAPH)
    expect(visitor.locator("main")).not_to_contain_text(TITLE)

    sign_in(moderator, "moderation@demo.example", PASSWORD)
    moderator.goto(MODERATION)
    moderator.get_by_role("link", name=TITLE).click()
    expect(moderator.locator("main ins")).to_contain_text(ADDED)
    held_back = moderator.get_by_role("link", name="plan.png").get_attribute("href")
    moderator.get_by_label("plan.png").first.uncheck()
    with moderator.expect_navigation():
        moderator.get_by_role("button", name="Veröffentlichen", exact=True).click()

    visitor.goto(PARAGRAPH)
    shown = visitor.locator("article", has_text=TITLE)
    expect(shown.locator("ins")).to_contain_text(ADDED)
    expect(shown.locator("strong", has_text="wichtig")).to_be_visible()
    expect(shown).not_to_contain_text("plan.png")
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with visitor.expect_download() as download:
        shown.get_by_role("link", name="brief.pdf").click()
    assert download.value.suggested_filename == "brief.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert visitor.request.get(held_back).status == 404
    assert author.request.get(held_back).status == 200
