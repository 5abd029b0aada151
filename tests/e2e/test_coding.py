"""The coding screen in a real browser, by keyboard only: mark a sentence, assign it, go on, take it back."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site
from tests.e2e.processes import own_process, person
from tests.e2e.test_letters import violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

#: Two contributions that wait for the analysts, and a topic and a finding they can go to.
MAKE = """
Topic.objects.create(action_field=fields[0], title="Kurse am Abend")
Finding.objects.create(process=process, number=7, title="Kurse", summary="Kurse", action_field=fields[0])
category = StakeholderCategory.objects.first()
for title in ("Tasten eins", "Tasten zwei"):
    text = "Abends fährt kein Bus. 🚌 Es fehlt ein Kurs am Abend. Danke für die Beteiligung."
    make_contribution(process, title=title, text=text, category=category, user=None)
"""


@pytest.fixture(scope="module")
def staff(site: Site):
    """The staff address of a process with an analyst."""
    with own_process(site, "tasten", {"auswertung": "analyst"}, MAKE) as address:
        yield address + "auswertung/"


def test_coding_by_keyboard(staff, open_page, axe_source):
    page = person(open_page, "auswertung")
    page.goto(f"{staff}?q=Tasten")
    page.get_by_role("link", name="Tasten eins").focus()
    # Keys work once the script of the next page has run.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-kc-claim]")).to_contain_text("Sie arbeiten daran")

    # A sentence becomes a passage; the place is right although a character before it is a pair for the browser.
    page.keyboard.press("p")
    expect(page.locator("[data-kc-sentence]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    passages = page.locator(".kc-passages li")
    expect(passages).to_have_count(3)
    expect(page.locator(".kc-passage--current")).to_contain_text("Es fehlt ein Kurs am Abend.")
    assert not violations(page, axe_source)

    # Field, topic, finding and stance by typing; Escape gives the keys back.
    for key, name, typed in (
        ("f", "action_field", "Spr"),
        ("t", "topic", ""),
        ("e", "finding", "7"),
        ("s", "stance", "daf"),
    ):
        page.keyboard.press(key)
        field = page.locator(f"[data-kc-form] [name={name}]")
        expect(field).to_be_focused()
        if typed:
            page.keyboard.type(typed)
        else:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert field.input_value(), f"nothing is chosen in {name}"
    with page.expect_navigation():
        page.keyboard.press("a")

    # The rest of the contribution comes next; then the step before is taken back.
    expect(page.locator(".kc-passage--current")).to_contain_text("Danke für die Beteiligung.")
    expect(passages.nth(1)).to_contain_text("Kurse")
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.locator(".kc-passage--current")).to_contain_text("Es fehlt ein Kurs am Abend.")
    expect(page.locator(".kc-passage--current")).to_contain_text("offen")

    # Help, and keys that can be switched off.
    page.keyboard.press("?")
    expect(page.locator("#kc-help")).to_be_visible()
    expect(page.locator("#kc-help")).to_contain_text("zuordnen und den nächsten laden")
    page.locator("[data-kc-switch]").press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(passages).to_have_count(3)
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#kc-help")).to_be_hidden()
