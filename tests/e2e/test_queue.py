"""The moderators' queue in a real browser: keys, claims that colleagues see, several at once, a campaign confirmed."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.consultations.moderation.campaign_texts import different, varied
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_letters import violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

QUEUE = "/admin/verfahren/zusammen-wachsen/moderation/"
#: Makes contributions as the software would leave them behind.
MAKE = """

from consultations.process.models import Process
from consultations.moderation.screening import screen
from tests.factories.consultations import make_contribution
from accounts.models import StakeholderCategory
process = Process.objects.get(slug="zusammen-wachsen")
category = StakeholderCategory.objects.first()
for title, text in {texts!r}:
    row = make_contribution(process, state="pending", title=title, text=text, category=category, user=None)
    screen(row.pk)
"""


def make(site: Site, *texts: tuple[str, str]) -> None:
    """Put waiting contributions into the running site."""
    site.run(MAKE.format(texts=list(texts)))


def person(open_page, name: str) -> Page:
    page = open_page()
    sign_in(page, f"{name}@demo.example", PASSWORD)
    page.goto(QUEUE)
    return page


def row(page: Page, title: str):
    return page.locator("tr", has=page.get_by_role("link", name=title, exact=True))


def test_by_keyboard_through_the_queue(site, open_page):
    make(site, ("Tastatur eins", different(101)), ("Tastatur zwei", different(102)))
    page = person(open_page, "moderation")
    page.goto(f"{QUEUE}?q=Tastatur")
    links = page.locator("[data-kw-open]")
    expect(links).to_have_count(2)
    links.first.focus()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("x")
    expect(page.locator("input[name=seen]").first).to_be_checked()
    page.keyboard.press("?")
    expect(page.locator("#kw-keyhelp")).to_be_visible()
    # Typing in a field is typing.
    page.locator("#f_q").focus()
    page.keyboard.type("jx?")
    expect(page.locator("#kw-keyhelp")).to_be_visible()
    expect(page.locator("#f_q")).to_have_value(re.compile(r"jx\?"))
    # Switched off, the keys do nothing.
    page.locator("[data-kw-switch]").click()
    links.first.focus()
    page.keyboard.press("j")
    expect(links.first).to_be_focused()
    page.locator("[data-kw-switch]").click()
    links.first.focus()
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_contain_text("veröffentlichen?")
    page.get_by_role("button", name="Veröffentlichen", exact=True).click()
    expect(page.locator("body")).to_contain_text("1 veröffentlicht")
    page.locator("[data-kw-open]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tastatur zwei")


def test_a_colleague_sees_who_is_at_work(site, open_page):
    make(site, ("In zwei Fenstern", different(103)))
    mine, other = person(open_page, "moderation"), person(open_page, "federfuehrung")
    mine.goto(f"{QUEUE}?q=Fenstern")
    mine.get_by_role("link", name="In zwei Fenstern").click()
    # Opening it claims it.
    expect(mine.locator("[data-kw-claim]")).to_contain_text("Sie arbeiten daran")
    other.goto(f"{QUEUE}?q=Fenstern")
    expect(row(other, "In zwei Fenstern")).to_contain_text("In Arbeit")
    other.get_by_role("link", name="In zwei Fenstern").click()
    expect(other.locator("[data-kw-claim]")).to_contain_text("In Arbeit")
    other.get_by_role("button", name="Veröffentlichen", exact=True).click()
    expect(other.get_by_role("alert").first).to_contain_text("arbeitet schon jemand")
    with other.expect_navigation():
        other.get_by_role("button", name="Veröffentlichen", exact=True).click()
    other.goto(f"{QUEUE}?state=released&q=Fenstern")
    expect(row(other, "In zwei Fenstern")).to_have_count(1)


def test_several_are_published_at_once(site, open_page):
    make(site, *[(f"Sammelweise {number}", different(110 + number)) for number in range(3)])
    page = person(open_page, "moderation")
    page.goto(f"{QUEUE}?q=Sammelweise")
    page.locator("[data-kw-all]").check()
    page.get_by_role("button", name="Veröffentlichen …", exact=True).click()
    for number in range(3):
        expect(page.locator("main")).to_contain_text(f"Sammelweise {number}")
    page.get_by_role("button", name="Veröffentlichen", exact=True).click()
    expect(page.locator("body")).to_contain_text("3 veröffentlicht")
    expect(page).to_have_url(re.compile(r"q=Sammelweise"))


def test_a_campaign_is_confirmed(site, open_page, axe_source):
    make(site, *[("Migrationsberatung sichern", varied(number)) for number in range(6)])
    page = open_page(bypass_csp=True)
    sign_in(page, "moderation@demo.example", PASSWORD)
    page.goto(f"{QUEUE}?q=Migrationsberatung")
    assert not violations(page, axe_source)
    expect(page.locator("[data-kw-open]")).to_have_count(1)
    expect(page.locator(".kw-queue tbody")).to_contain_text("6 fast gleiche")
    page.locator("[data-kw-open]").click()
    expect(page.locator("input[name=member]")).to_have_count(5)
    assert not violations(page, axe_source)
    page.locator("input[name=member]").last.uncheck()
    page.get_by_role("button", name="Als Kampagne bestätigen").click()
    expect(page.locator("body")).to_contain_text("Kampagne bestätigt: 4 Beiträge")
    page.goto(f"{QUEUE}?q=Migrationsberatung")
    expect(page.locator("[data-kw-open]")).to_have_count(1)
    page.goto(f"{QUEUE}?q=Migrationsberatung&state=merged")
    expect(page.locator("[data-kw-open]")).to_have_count(4)
