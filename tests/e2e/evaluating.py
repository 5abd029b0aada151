"""What the team does with contributions on its way to an answer, by its screens."""

from playwright.sync_api import Page, expect

WAITS = "wartet auf Freigabe"


def begin_finding(page: Page, staff: str, contribution: str, title: str, summary: str) -> str:
    """Begin a new finding with an open contribution; the finding's address."""
    page.goto(f"{staff}auswertung/")
    page.get_by_role("link", name=contribution).click()
    page.get_by_role("link", name="Neues Ergebnis damit beginnen").click()
    page.fill("input[name=title]", title)
    page.fill("textarea[name=summary]", summary)
    page.get_by_role("button", name="Ergebnis anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("article[id^=segment-]")).to_contain_text(contribution)
    return page.url


def release_texts(page: Page, staff: str) -> None:
    """Release what others wrote and nobody has released yet; what somebody wrote alone is left to others."""
    findings = f"{staff}auswertung/ergebnisse/"
    page.goto(findings)
    waiting = page.locator("main tbody tr", has_text=WAITS).get_by_role("rowheader").get_by_role("link")
    for address in [link.get_attribute("href") for link in waiting.all()]:
        page.goto(address)
        if page.get_by_text("Sie haben diesen Text geschrieben").count():
            expect(page.get_by_role("button", name="Text freigeben")).to_have_count(0)
            continue
        page.get_by_role("button", name="Text freigeben").click()
        expect(page.locator("#kw-release")).not_to_contain_text(WAITS)


def answer(page: Page, address: str, decision: str, reason: str) -> None:
    """The officer answers a finding."""
    page.goto(address)
    page.get_by_role("radio", name=decision, exact=True).check()
    page.fill("textarea[name=reason]", reason)
    page.get_by_role("button", name="Antwort speichern").click()
    expect(page.locator("body")).to_contain_text("gespeichert")


def publish_results(page: Page, staff: str) -> None:
    """The lead unit presses the button of the gate; what it says is looked at by who calls."""
    page.goto(f"{staff}ergebnisse/veroeffentlichen/")
    with page.expect_navigation():
        page.locator("form.kw-publish button[type=submit]").click()
