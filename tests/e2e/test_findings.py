"""A finding in a real browser: cited for and against, an opposing passage kept, taken out with a reason, released."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.processes import own_process, person
from tests.e2e.test_accessibility import assert_fits
from tests.e2e.test_letters import violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

FOR, AGAINST = "Kinderbetreuung am Abend", "Keine Betreuung am Abend"

#: Two admitted contributions in one action field, from two categories.
MAKE = f"""
for title, category in zip(("{FOR}", "{AGAINST}"), StakeholderCategory.objects.order_by("pk")):
    row = make_contribution(process, title=title, text=title + ", bitte.", category=category, user=None)
    Segment.objects.filter(contribution=row).update(action_field=fields[0])
"""


@pytest.fixture
def staff(site: Site):
    """The staff address of the evaluation."""
    with own_process(site, "abends", {"auswertung": "analyst", "moderation": "moderator"}, MAKE) as address:
        yield address + "auswertung/"


def write(page: Page, staff: str) -> str:
    """The analyst writes a finding of the field; returns its address."""
    page.goto(f"{staff}ergebnisse/neu/")
    page.fill("input[name=title]", "Betreuung am Abend")
    page.fill("textarea[name=summary]", "Die einen wünschen Betreuung am Abend, die anderen lehnen sie ab.")
    page.locator("select[name=action_field]").select_option(index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Ergebnis anlegen").click()
    return page.url


def take_in(page: Page, title: str, stance: str) -> None:
    """What the text does not reflect yet is taken in with one click."""
    entry = page.locator("#kw-uncovered article", has_text=title).first
    entry.locator("select[name=stance]").select_option(stance)
    with page.expect_navigation():
        entry.get_by_role("button", name="Hierher").click()


def test_a_finding_keeps_what_stands_against_it(staff, open_page, axe_source):
    analyst = person(open_page, "auswertung")
    address = write(analyst, staff)
    take_in(analyst, FOR, "for")
    take_in(analyst, AGAINST, "against")

    cited = analyst.locator("article[id^=segment-]", has_text=AGAINST)
    expect(cited.locator(".kd-chip").first).to_have_text("dagegen")
    assert violations(analyst, axe_source) == []

    # Another stance without a reason: refused, and what was chosen stands there again.
    cited.locator("select[name=stance]").select_option("for")
    cited.get_by_role("button", name="Haltung speichern").click()
    expect(analyst.locator("body")).to_contain_text("Bitte geben Sie an, warum die Passage nicht mehr gegen")
    expect(cited.locator(".kd-chip").first).to_have_text("dagegen")
    expect(cited.locator("select[name=stance]")).to_have_value("for")

    # Who stands where: a number leads to its passages.
    table = analyst.get_by_role("table", name=re.compile("Nach Gruppe der Beteiligten"))
    table.locator("tbody a[href*='haltung=against']").click()
    expect(analyst.locator("article[id^=segment-]")).to_have_count(1)

    # Nobody releases a text of their own; a second person does.
    expect(analyst.get_by_role("button", name="Text freigeben")).to_have_count(0)
    second = person(open_page, "moderation", width=360)
    second.goto(address)
    assert_fits(second)
    second.get_by_role("button", name="Text freigeben").click()
    expect(second.locator("#kw-release")).to_contain_text("freigegeben")

    # With a reason it leaves, stays on the list, and the text has to be released again.
    analyst.goto(address)
    cited.get_by_text("Herausnehmen").first.click()
    cited.locator("details input[name=reason]").fill("Gehört zu einem anderen Thema.")
    cited.locator("details button").click()
    expect(analyst.locator("#kw-removed")).to_contain_text("Gehört zu einem anderen Thema.")
    expect(analyst.locator("#kw-removed")).to_contain_text(AGAINST)
    expect(analyst.locator("#kw-release")).to_contain_text("wartet auf Freigabe")
