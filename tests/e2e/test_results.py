"""What the public sees of the results in a real browser: filter, one result, what is behind it, and the synopsis."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"


def test_from_a_filter_to_a_contribution_and_back_and_to_the_synopsis(open_page):
    page: Page = open_page()
    page.goto(PROCESS + "ergebnisse/")
    page.get_by_label("Handlungsfeld", exact=True).select_option("hf3")
    page.get_by_role("button", name="Ergebnisse anzeigen").click()
    expect(page).to_have_url(re.compile(r"[?&]feld=hf3"))
    expect(page.locator("#liste")).to_contain_text(re.compile(r"\d+ von \d+ Ergebnissen"))

    page.locator(".kd-finding .kd-preline a").first.click()
    expect(page).to_have_url(re.compile(r"/ergebnisse/\d+/"))
    title = page.get_by_role("heading", level=1).inner_text()
    page.locator("#beitraege ~ .kd-sources a").first.click()
    expect(page).to_have_url(re.compile("/beitrag/"))
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.goto(PROCESS + "ergebnisse/")
    page.get_by_role("link", name="Synopse: jeder Beitrag mit seiner Antwort").click()
    page.get_by_role("columnheader", name="Ergebnis").get_by_role("link").click()
    sorted_by = page.locator("th[aria-sort]")
    expect(sorted_by).to_have_attribute("aria-sort", "ascending")
    expect(sorted_by).to_contain_text("Ergebnis")
    sorted_by.get_by_role("link").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")

    page.get_by_role("link", name="Druckansicht").click()
    page.emulate_media(media="print")
    expect(page.locator("header.kd-header")).to_be_hidden()
    expect(page.locator(".kd-synopse thead")).to_have_css("display", "table-header-group")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Zurück zur Synopse").click()
    expect(page).to_have_url(re.compile(r"sort=-ergebnis"))
