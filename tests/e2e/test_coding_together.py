"""The coding screen in a real browser: by mouse, and two people side by side."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.processes import own_process, person

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

TEXT = "Abends fährt kein Bus. 🚌 Es fehlt ein Kurs am Abend. Danke für die Beteiligung."
#: Two open contributions, and what they can go to: a topic of the first field, and a finding of each.
MAKE = f"""
Topic.objects.create(action_field=fields[0], title="Kurse am Abend")
for number, (title, field) in enumerate(zip(("Kurse ausbauen", "Busse am Abend"), fields), 1):
    Finding.objects.create(process=process, number=number, title=title, summary=title, action_field=field)
category = StakeholderCategory.objects.first()
for title in ("Mit der Maus", "Zu zweit"):
    make_contribution(process, title=title, text={TEXT!r}, category=category, user=None)
"""
#: Where words begin and end on the screen: just inside their first and their last character.
ENDS = """(text, words) => {
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const from = text.textContent.indexOf(words);
  const range = document.createRange();
  let passed = 0;
  while (nodes.nextNode()) {
    const {data} = nodes.currentNode;
    const within = (place) => place - passed;
    if (within(from) >= 0 && within(from) < data.length) range.setStart(nodes.currentNode, within(from));
    const end = within(from + words.length);
    if (end > 0 && end <= data.length) range.setEnd(nodes.currentNode, end);
    passed += data.length;
  }
  const boxes = [...range.getClientRects()].filter((box) => box.width);
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  return [[first.left + 1, first.top + first.height / 2], [last.right - 1, last.top + last.height / 2]];
}"""


@pytest.fixture(scope="module")
def staff(site: Site):
    """The staff address of a process with an analyst and a moderator."""
    with own_process(site, "zuordnen", {"auswertung": "analyst", "moderation": "moderator"}, MAKE) as address:
        yield address + "auswertung/"


def draw_over(page: Page, words: str, *, backwards: bool = False) -> None:
    """Press the mouse at one end of the words, draw it to the other one, and let go."""
    text = page.locator("[data-kc-text]")
    text.scroll_into_view_if_needed()
    ends = text.evaluate(ENDS, words)
    (from_x, from_y), (to_x, to_y) = reversed(ends) if backwards else ends
    page.mouse.move(from_x, from_y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=6)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()").strip() == words


def open_claimed(page: Page, staff: str, title: str) -> None:
    """Open a contribution from the list; opening it claims it."""
    page.goto(f"{staff}?q={title}")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("[data-kc-claim]")).to_contain_text("Sie arbeiten daran")


def field_of(page: Page, name: str) -> Locator:
    return page.locator(f"[data-kc-form] [name={name}]")


def choose(page: Page, field: str, finding: str, stance: str) -> None:
    """Action field, finding and stance, from their lists."""
    field_of(page, "action_field").select_option(label=field)
    option = field_of(page, "finding").locator("option", has_text=finding)
    field_of(page, "finding").select_option(option.get_attribute("value"))
    field_of(page, "stance").select_option(stance)


def test_a_passage_is_marked_and_assigned_by_mouse_and_taken_back(open_page, staff):
    page = person(open_page, "auswertung")
    open_claimed(page, staff, "Mit der Maus")
    passages = page.locator(".kc-passages li")
    current = page.locator(".kc-passage--current")
    button = page.get_by_role("button", name="Markierte Wörter zur Passage machen")
    expect(passages).to_have_count(1)

    button.click()
    expect(page.locator("[data-kc-status]")).to_have_text(re.compile("Bitte markieren Sie zuerst Wörter im Text"))
    # Over the end of a sentence, and backwards; before it stands a character that is a pair for the browser.
    draw_over(page, "Es fehlt ein Kurs am Abend. Danke", backwards=True)
    button.click()
    expect(current).to_contain_text("„Es fehlt ein Kurs am Abend. Danke“")
    draw_over(page, "fehlt ein Kurs")
    button.click()
    expect(current).to_contain_text("„fehlt ein Kurs“")
    expect(passages).to_contain_text(
        ["„Abends fährt kein Bus. 🚌“", "„Es“", "„fehlt ein Kurs“", "„am Abend. Danke“", "„für die Beteiligung.“"]
    )

    choose(page, "Sprache", "Kurse ausbauen", "for")
    field_of(page, "topic").select_option(label="Kurse am Abend")
    address = page.url
    page.get_by_role("button", name="Zuordnen", exact=True).click()
    expect(page).not_to_have_url(address)
    expect(passages.nth(2)).to_contain_text("Sprache › Kurse am Abend")

    undo = page.get_by_role("button", name=re.compile("^Rückgängig: "))
    undo.click()
    expect(page).to_have_url(address)
    expect(current).not_to_contain_text("Sprache")
    expect(field_of(page, "action_field")).to_have_value("")
    undo.click()
    expect(passages).to_have_count(3)
    undo.click()
    expect(passages).to_have_count(1)
    expect(current).to_contain_text("Der ganze Text")


def wait_a_moment(page: Page) -> None:
    """Time passes in this window: it asks how things are every 15 seconds."""
    with page.expect_response(re.compile("/stand/")):
        page.clock.fast_forward(16_000)


def test_two_people_side_by_side_do_not_overwrite_each_other(open_page, staff):
    first, second = person(open_page, "auswertung"), person(open_page, "moderation")
    second.clock.install()
    open_claimed(first, staff, "Zu zweit")
    address = first.url
    second.goto(address)
    claim = second.locator("[data-kc-claim]")
    expect(claim).to_contain_text("In Arbeit")
    expect(claim).to_contain_text("Auswertung (Demo)")

    # Who is at work on it changes without a reload, and what is being entered stays.
    choose(second, "Mobilität", "Busse am Abend", "against")
    note = second.get_by_label(re.compile("^Neue Notiz"))
    note.fill("Der Bus ist gemeint.")
    with first.expect_navigation():
        first.get_by_role("button", name="Zurückgeben").click()
    wait_a_moment(second)
    expect(claim).to_contain_text("An diesem Beitrag arbeitet gerade niemand.")
    open_claimed(first, staff, "Zu zweit")
    wait_a_moment(second)
    expect(claim).to_contain_text("In Arbeit")
    changed = second.locator("[data-kc-changed]")
    expect(changed).to_be_hidden()

    choose(first, "Sprache", "Kurse ausbauen", "for")
    first.get_by_role("button", name="Zuordnen", exact=True).click()
    expect(first).not_to_have_url(address)
    wait_a_moment(second)
    expect(changed).to_contain_text("Was Sie eingeben, geht nicht verloren")
    expect(note).to_have_value("Der Bus ist gemeint.")

    second.get_by_role("button", name="Zuordnen", exact=True).click()
    alert = second.locator(".kd-note--error[role=alert]")
    expect(alert).to_contain_text("Jemand anderes hat diese Passage inzwischen geändert")
    expect(alert).to_contain_text("Sprache")
    expect(alert).to_contain_text("Auswertung (Demo)")
    expect(field_of(second, "action_field").locator("option:checked")).to_have_text("Mobilität")
    expect(field_of(second, "stance")).to_have_value("against")
    first.goto(address)
    expect(field_of(first, "action_field").locator("option:checked")).to_have_text("Sprache")
    expect(field_of(first, "stance")).to_have_value("for")

    # Having read it, the second one saves on purpose; now the first one's screen is the older one.
    second.get_by_label(re.compile("^Grund, falls")).fill("Es geht um den Bus.")
    second.get_by_role("button", name="Zuordnen", exact=True).click()
    expect(second).not_to_have_url(address)
    draw_over(first, "Es fehlt ein Kurs am Abend.")
    first.get_by_role("button", name="Markierte Wörter zur Passage machen").click()
    expect(first.locator("body")).to_contain_text("Es wurde nichts geteilt; so ist der Stand jetzt.")
    expect(first.locator(".kc-passages li")).to_have_count(1)
    expect(field_of(first, "action_field").locator("option:checked")).to_have_text("Mobilität")
