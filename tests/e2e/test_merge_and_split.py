"""Findings in a real browser: one is split, two become one, and what happened to them can be read afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.processes import own_process, person
from tests.e2e.test_accessibility import assert_fits
from tests.e2e.test_letters import violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

SPLIT_REASON = "Der Bus ist ein Thema für sich."
MERGE_REASON = "Beide wollen den Bus am Abend."
#: A finding with three passages, one of them against it, and one that says the same as a part of it.
MAKE = """
from django.utils import timezone
category = StakeholderCategory.objects.first()
said = {
    1: (("Kurse fehlen", "for"), ("Kein Bus am Abend", "for"), ("Busse reichen", "against")),
    2: (("Bus bis 22 Uhr", "for"),),
}
for number, title in enumerate(("Kurse und Busse", "Busse am Abend"), 1):
    finding = Finding.objects.create(
        process=process, number=number, title=title, summary=title + ".", action_field=fields[1],
        released_at=timezone.now(),
    )
    for heading, stance in said[number]:
        row = make_contribution(process, title=heading, text=heading + ".", category=category, user=None)
        Segment.objects.filter(contribution=row).update(finding=finding, stance=stance, action_field=fields[1])
"""


@pytest.fixture
def findings(site: Site):
    """The staff address of the findings."""
    with own_process(site, "zwei-busse", {"auswertung": "analyst", "moderation": "moderator"}, MAKE) as address:
        yield address + "auswertung/ergebnisse/"


def split(page: Page, findings: str) -> None:
    """The two passages about the bus become a finding of their own; not all may go, and nothing typed is lost."""
    page.goto(f"{findings}1/")
    page.locator("main a[href$='/teilen/']").click()
    page.get_by_label("Titel des neuen Ergebnisses").fill("Kein Bus nach dem Kurs")
    page.get_by_label("Zusammenfassung des neuen Ergebnisses").fill("Nach dem Kurs fährt kein Bus.")
    page.get_by_label("Grund").fill(SPLIT_REASON)
    for title in ("Kurse fehlen", "Kein Bus am Abend", "Busse reichen"):
        page.get_by_role("checkbox", name=title).check()
    button = page.get_by_role("button", name="Angehakte Passagen abtrennen")
    button.click()
    expect(page.locator("main")).to_contain_text("Mindestens eine Passage bleibt in diesem Ergebnis.")
    expect(page.get_by_label("Grund")).to_have_value(SPLIT_REASON)
    page.get_by_role("checkbox", name="Kurse fehlen").uncheck()
    button.click()
    expect(page.locator("body")).to_contain_text("Ergebnis 3 ist abgetrennt.")


def merge(page: Page) -> None:
    """The new finding goes into the other one about buses."""
    page.locator("main a[href$='/zusammenfuehren/']").click()
    expect(page.locator("main")).to_contain_text("2 Passagen ziehen mit ihrer Haltung um.")
    option = page.get_by_label("Aufgehen lassen in").locator("option", has_text="Busse am Abend")
    page.get_by_label("Aufgehen lassen in").select_option(option.get_attribute("value"))
    page.get_by_label("Grund").fill(MERGE_REASON)
    page.get_by_role("button", name="Zusammenführen", exact=True).click()
    expect(page.locator("body")).to_contain_text("Ergebnis 3 ist in Ergebnis 2 aufgegangen.")


def history(page: Page):
    return page.get_by_role("region", name="Verlauf")


def test_a_finding_is_split_and_merged_and_nothing_is_forgotten(open_page, findings, axe_source):
    analyst, second = person(open_page, "auswertung"), person(open_page, "moderation", width=360)
    split(analyst, findings)
    cited = analyst.locator("article[id^=segment-]")
    expect(cited).to_have_count(2)
    expect(cited.filter(has_text="Busse reichen").locator(".kd-chip").first).to_have_text("dagegen")
    expect(history(analyst)).to_contain_text("Abgetrennt von Ergebnis 1")
    assert violations(analyst, axe_source) == []

    # The first one says where they went and why; an opposing passage left it, so its text waits for a second person.
    second.goto(f"{findings}1/")
    expect(second.locator("article[id^=segment-]")).to_have_count(1)
    expect(history(second)).to_contain_text("Geteilt: Passagen gingen in Ergebnis 3")
    expect(history(second)).to_contain_text(SPLIT_REASON)
    expect(second.locator("#kw-removed")).to_contain_text("Busse reichen")
    expect(second.locator("#kw-release")).to_contain_text("wartet auf Freigabe")
    assert_fits(second)

    merge(analyst)
    expect(cited).to_have_count(3)
    expect(cited.filter(has_text="Busse reichen").locator(".kd-chip").first).to_have_text("dagegen")
    expect(history(analyst)).to_contain_text("Hat Ergebnis 3 aufgenommen")
    expect(history(analyst)).to_contain_text(MERGE_REASON)
    expect(analyst.locator("#kw-release")).to_contain_text("wartet auf Freigabe")

    # Its number leads on, its text and its history stay, and it can neither be split nor released any more.
    second.goto(f"{findings}3/")
    expect(second.locator("main")).to_contain_text("Dieses Ergebnis ist in Ergebnis 2 aufgegangen.")
    expect(second.locator("main")).to_contain_text("Nach dem Kurs fährt kein Bus.")
    expect(history(second)).to_contain_text("Aufgegangen in Ergebnis 2")
    expect(second.get_by_role("link", name="Teilen", exact=True)).to_have_count(0)
    expect(second.get_by_role("button", name="Text freigeben")).to_have_count(0)
    second.get_by_role("link", name="Alle Fassungen vergleichen").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("3")
    expect(second.locator("main")).to_contain_text("Kein Bus nach dem Kurs")
    expect(history(second)).to_contain_text(MERGE_REASON)
    second.goto(f"{findings}3/")
    second.get_by_role("link", name=re.compile("Busse am Abend")).first.click()
    expect(second).to_have_url(re.compile(r"/ergebnisse/2/$"))
    second.get_by_role("button", name="Text freigeben").click()
    expect(history(second)).to_contain_text("Text freigegeben")
