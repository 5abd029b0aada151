"""Own contributions in a real browser: reply, support, change, withdraw; follow and the mail of the day."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PARAGRAPH = "/verfahren/zusammen-wachsen/entwurf/absatz/k1-2/"
STAFF = "/admin/verfahren/zusammen-wachsen/"
FIRST, SECOND = "Das reicht mir noch nicht, weil Zahlen fehlen.", "Das reicht mir nicht: Es fehlen Zahlen je Landkreis."


def write(page: Page, text: str, title: str) -> str:
    """Fill in the form of the page and send it; returns the number of the contribution."""
    page.check("input[name=kind][value=proposal]")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", text)
    page.check("input[name=publication][value=category]")
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_url(re.compile("/beitrag/"))
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)", page.locator("main").inner_text()).group(0)


def release(page: Page, title: str) -> None:
    """The moderator publishes a contribution."""
    page.goto(STAFF + "moderation/")
    page.get_by_role("link", name=title).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Veröffentlichen", exact=True).click()


def run_task(site: Site, name: str) -> None:
    """Hand a task to the running worker, as the clock does in the morning."""
    site.run(f"from konzeptdialog.celery import app; app.send_task({name!r})")


def test_reply_support_change_withdraw_and_follow(site: Site, open_page):
    author, reader, moderator = (open_page() for _ in range(3))
    sign_in(author, "person@demo.example", PASSWORD)
    sign_in(reader, "verein@demo.example", PASSWORD)
    sign_in(moderator, "moderation@demo.example", PASSWORD)

    reader.goto(PARAGRAPH)
    reader.get_by_role("button", name="Absatz folgen", exact=True).click()
    expect(reader.get_by_role("button", name="Absatz nicht mehr folgen")).to_be_visible()
    reader.goto("/konto/gefolgte-absaetze/")
    expect(reader.locator("main")).to_contain_text("Absatz")

    author.goto(PARAGRAPH)
    number = write(author, FIRST, "Zahlen fehlen")
    author.get_by_role("link", name="Beitrag ändern").click()
    expect(author.locator("textarea[name=text]")).to_have_value(FIRST)
    author.fill("textarea[name=text]", SECOND)
    author.get_by_role("button", name="Änderungen speichern").click()
    expect(author.locator("main")).to_contain_text(SECOND)

    moderator.goto(STAFF + "moderation/")
    moderator.get_by_role("link", name="Zahlen fehlen").click()
    expect(moderator.locator("main")).to_contain_text("Vom Verfasser geändert")
    release(moderator, "Zahlen fehlen")

    run_task(site, "consultations.contributions.following.tasks.tell_followers")
    mail = site.wait_for_mail("verein@demo.example", SECOND)
    assert FIRST not in mail and "/abbestellen/" in mail

    reader.goto(PARAGRAPH)
    own = reader.locator(f"#beitrag-{number.replace('-', '')}")
    own.get_by_role("button", name=re.compile("unterstützen", re.IGNORECASE)).click()
    expect(own.get_by_role("button", name=re.compile("Unterstützung zurücknehmen"))).to_be_visible()
    own.get_by_role("link", name=re.compile("antworten", re.IGNORECASE)).first.click()
    write(reader, "Ja, je Landkreis wäre gut.", "Antwort: je Landkreis")
    release(moderator, "Antwort: je Landkreis")

    author.goto("/konto/beitraege/")
    card = author.locator("article", has_text="Zahlen fehlen")
    expect(card.get_by_role("link", name=re.compile("Ändern"))).to_have_count(0)
    card.get_by_role("link", name=re.compile("Zurückziehen")).click()
    author.fill("textarea[name=reason]", "Hat sich erledigt.")
    author.get_by_role("button", name="Beitrag zurückziehen").click()
    expect(author.locator("main")).to_contain_text("ist zurückgezogen")

    reader.goto(PARAGRAPH)
    expect(reader.locator("main")).to_contain_text("Dieser Beitrag wurde zurückgezogen")
    expect(reader.locator("main")).to_contain_text("Ja, je Landkreis wäre gut.")
    expect(reader.locator("main")).not_to_contain_text(SECOND)
    assert reader.goto(f"/beitrag/{number}/").status == 404

    link = re.search(r"/benachrichtigungen/abbestellen/\S+", mail).group(0)
    stranger = open_page()
    stranger.goto(link)
    stranger.get_by_role("button", name="E-Mails abschalten").click()
    expect(stranger.locator("main")).to_contain_text("Sie bekommen diese E-Mails nicht mehr")
