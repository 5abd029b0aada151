"""Two people code the same three passages without seeing each other, then talk about what differs."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

ROOT = "/admin/verfahren/zusammen-wachsen/auswertung/doppelt/"
PASSWORD = "gemeinsam-2026"


def code_all(page, link: str, keys: list[str]) -> None:
    """Code one's own work list by keys alone and hand it in."""
    page.goto(link)
    page.get_by_role("link", name="Mit dem Codieren beginnen").click()
    for key in keys:
        # The script has run when the keys have the focus.
        expect(page.locator("[data-keys]:focus")).to_be_attached()
        heading = page.locator("h1").inner_text()
        page.keyboard.press(key)
        page.keyboard.press("s")
        expect(page.locator("h1")).not_to_have_text(heading, use_inner_text=True)
    page.get_by_role("button", name="Abgeben").click()


def test_two_people_code_a_sample_and_settle_a_difference(open_page):
    lead = open_page()
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    lead.goto(ROOT)
    lead.get_by_role("link", name="Stichprobe ziehen").click()
    lead.fill("input[name=amount]", "3")
    people = {name: lead.locator(f"select[name={name}]") for name in ("first", "second")}
    people["first"].select_option(label="Auswertung (Demo) (auswertung@demo.example)")
    people["second"].select_option(label="Moderation (Demo) (moderation@demo.example)")
    lead.get_by_role("button", name="Stichprobe ziehen").click()
    lead.get_by_text("Gezogene Passagen: 3").wait_for()
    result = lead.url
    work = f"{result}codieren/"

    first, second = open_page(), open_page(width=360)
    sign_in(first, "auswertung@demo.example", PASSWORD)
    sign_in(second, "moderation@demo.example", PASSWORD)
    code_all(first, work, ["1", "2", "3"])
    expect(first.locator("main")).to_contain_text("sieht niemand")
    code_all(second, work, ["1", "2", "n"])

    expect(second.locator("main")).to_contain_text("1 Passage wurde verschieden codiert")
    assert second.evaluate("document.documentElement.scrollWidth") <= 360
    second.get_by_role("link", name="Klären").first.click()
    second.get_by_label("die zweite Codierung").check()
    second.get_by_label("Grund").fill("Die Passage dankt nur.")
    second.get_by_role("button", name="Klären und zuordnen").click()
    second.get_by_text("Geklärt: Der Beitrag hat jetzt").wait_for()
    expect(second.locator("main")).to_contain_text("noch nicht geklärt: 0")
