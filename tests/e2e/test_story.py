"""The whole story through the real interface: from a posted contribution to its answer and the changed paragraph."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.evaluating import answer, begin_finding, publish_results, release_texts

pytestmark = pytest.mark.e2e

PROCESS = "/verfahren/zusammen-wachsen/"
STAFF = "/admin/verfahren/zusammen-wachsen/"
EMAIL = "neu@beteiligte.example"
OWN_PASSWORD = "wir-reden-mit-2026"
SAID = "Bitte nennen Sie auch die Menschen, die als Auszubildende aus dem Ausland kommen und bleiben wollen."
TITLE = "Auszubildende fehlen"
FINDING = "Auszubildende ausdrücklich nennen"
REASON = "Auszubildende prägen die Zuwanderung inzwischen deutlich; der Absatz nennt sie nun an erster Stelle."
NO_MONEY = "Dafür sind im Konzept keine Mittel vorgesehen; wir prüfen es im Landeshaushalt."
ADDED = "Viele Auszubildende wollen nach ihrem Abschluss bleiben."


def sign_up(page: Page, site: Site) -> None:
    """Sign up, confirm by the mailed link, sign in."""
    page.goto("/konto/signup/")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=display_name]", "Neu dabei")
    page.fill("input[name=password1]", OWN_PASSWORD)
    page.check("input[name=privacy]")
    page.click("main form button[type=submit]")
    text = site.wait_for_mail(EMAIL, "/konto/confirm-email/")
    link = re.search(rf"{re.escape(site.base_url)}/konto/confirm-email/\S+", text)
    assert link, text
    page.goto(link.group(0))
    page.click("main form button[type=submit]")
    sign_in(page, EMAIL, OWN_PASSWORD)


def contribute(page: Page, site: Site) -> str:
    """Comment on paragraph 1.1; returns the address of the secret trace."""
    page.goto(PROCESS + "entwurf/")
    page.locator("#absatz-k1-1").get_by_role("link", name=re.compile("Kommentieren|kommentieren")).first.click()
    page.check("input[name=kind][value=proposal]")
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=text]", SAID)
    page.check("input[name=publication][value=category]")
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_url(re.compile("/beitrag/"))
    expect(page.locator("main")).to_contain_text(SAID)
    receipt = page.url.partition("#")[0]
    mail = site.wait_for_mail(EMAIL, "/beitrag/")
    assert receipt.removeprefix(site.base_url) in mail
    return receipt


def release_it(page: Page) -> None:
    """The moderator finds the contribution in the queue and publishes it."""
    page.goto(STAFF + "moderation/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text(SAID)
    with page.expect_navigation():
        page.get_by_role("button", name="Veröffentlichen", exact=True).click()


def assign_field(page: Page) -> None:
    """The moderator assigns the contribution to an action field."""
    page.goto(STAFF + "auswertung/")
    page.get_by_role("link", name=TITLE).click()
    field = page.locator("select[name=action_field] option", has_text="Ausbildung, Arbeit")
    page.select_option("select[name=action_field]", field.get_attribute("value"))
    with page.expect_navigation():
        page.locator("button[name=do][value=assign]").click()


def settle_open_work(page: Page) -> None:
    """What the demo leaves unassigned needs no answer of its own, says the moderator, and why."""
    page.goto(STAFF + "auswertung/")
    for box in page.locator("input[name=segments]").all():
        box.check()
    page.locator("input[name=reason]").last.fill("Ist Dank und Angebot; wird beim Netzwerktreffen aufgegriffen.")
    with page.expect_navigation():
        page.locator("button[name=do][value=no_answer]").last.click()
    page.goto(STAFF + "auswertung/")
    expect(page.locator("input[name=segments]")).to_have_count(0)


def sign_what_waits(page: Page) -> None:
    """The body signs what it was asked about, and what it objected to before: they came to an agreement."""
    sign_in(page, "mitzeichnung@demo.example", PASSWORD)
    for _number in range(9):
        page.goto(STAFF + "ergebnisse/antworten/mitzeichnung/")
        links = page.locator("section[aria-labelledby=kw-waiting] a, section[aria-labelledby=kw-objected] a")
        if not links.count():
            return
        links.first.click()
        page.check("input[name=outcome][value=signed]")
        page.locator("form:has(input[name=outcome]) button[type=submit]").click()
        page.wait_for_url(lambda url: url.endswith("/mitzeichnung/"))


def change_paragraph(page: Page) -> None:
    """The editor changes paragraph 1.1 in the page editor and prepares the version with its cause."""
    page.goto(STAFF + "entwurf/")
    page.locator("main a[href*='/admin/pages/']").first.click()
    # The editor builds its fields one after the other.
    found = page.wait_for_function(
        "start => [...document.querySelectorAll('textarea')].find((one) => one.value.startsWith(start))",
        arg="Die Einwanderung nach Sachsen-Anhalt",
    )
    paragraph = found.as_element()
    paragraph.fill(paragraph.input_value() + " " + ADDED)
    with page.expect_navigation():
        page.locator("button.action-save").first.click()
    page.goto(STAFF + "entwurf/")
    page.fill("input[name=label]", "Fassung 2 – nach Abwägung der Beiträge")
    with page.expect_navigation():
        page.locator("form:has(input[name=label]) button[type=submit]").first.click()
    page.goto(STAFF + "entwurf/fassung/2/")
    page.locator("a[href*='aenderungen']").first.click()
    page.locator("a[href*='k1-1']").first.click()
    page.get_by_label(re.compile(FINDING)).check()
    with page.expect_navigation():
        page.locator("form:has(input[name=findings]) button[type=submit]").last.click()


def test_what_became_of_a_contribution(site: Site, open_page):
    anna, moderator, officer, editor, lead, stranger = (open_page() for _ in range(6))

    sign_up(anna, site)
    receipt = contribute(anna, site)
    public_code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)", anna.locator("main").inner_text()).group(0)
    assert stranger.goto(f"/beitrag/{public_code}/").status == 404
    stranger.goto(PROCESS + "entwurf/absatz/k1-1/")
    expect(stranger.locator("main")).not_to_contain_text(SAID)

    sign_in(moderator, "moderation@demo.example", PASSWORD)
    release_it(moderator)
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text(SAID)
    site.wait_for_mail(EMAIL, "veröffentlicht")

    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    publish_results(lead, STAFF)
    expect(lead.locator("main")).to_contain_text(public_code)
    expect(lead.locator("main")).to_contain_text("Räume der Gemeinden nutzen")

    assign_field(moderator)
    summary = "Ein Beitrag vermisst die Auszubildenden."
    finding = begin_finding(moderator, STAFF, TITLE, FINDING, summary).replace("/auswertung/", "/")
    settle_open_work(moderator)
    sign_in(officer, "ressort@demo.example", PASSWORD)
    answer(officer, finding, "übernommen", REASON)
    stranger.goto(f"/beitrag/{public_code}/")
    expect(stranger.locator("main")).not_to_contain_text(REASON)
    publish_results(lead, STAFF)
    expect(lead.locator("main")).to_contain_text("Antidiskriminierungsberatung außerhalb von Magdeburg und Halle")
    for number in (14, 16, 19, 20):
        answer(officer, f"{STAFF}ergebnisse/{number}/", "nicht übernommen", NO_MONEY)

    sign_what_waits(open_page())
    # Nobody releases texts of their own: the analyst has written some, the moderator the new one.
    analyst = open_page()
    sign_in(analyst, "auswertung@demo.example", PASSWORD)
    for releasing in (moderator, analyst):
        release_texts(releasing, STAFF)

    sign_in(editor, "redaktion@demo.example", PASSWORD)
    change_paragraph(editor)
    lead.goto(STAFF + "entwurf/fassung/2/veroeffentlichen/")
    with lead.expect_navigation():
        lead.locator("main form button[type=submit]").last.click()
    publish_results(lead, STAFF)
    expect(lead.locator("main")).to_contain_text("Die Ergebnisse sind veröffentlicht")

    site.wait_for_mail(EMAIL, "beantwortet")
    for reader, address in ((anna, receipt), (stranger, f"/beitrag/{public_code}/")):
        reader.goto(address)
        main = reader.locator("main")
        expect(main).to_contain_text(REASON)
        expect(main).to_contain_text(FINDING)
        expect(main.locator("ins")).to_contain_text(["Viele Auszubildende"])
    stranger.goto(PROCESS + "ergebnisse/?suche=Auszubildende")
    expect(stranger.locator("main")).to_contain_text(REASON)
    stranger.goto(PROCESS + "entwurf/")
    expect(stranger.locator("#absatz-k1-1")).to_contain_text(ADDED)


def test_the_site_works_without_javascript(site: Site, open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, "person@demo.example", PASSWORD, by_form=True)
    page.goto(PROCESS + "entwurf/absatz/k3-4/")
    page.check("input[name=kind][value=question]")
    page.check("input[name=publication][value=named]")
    page.fill("textarea[name=text]", "Gilt das auch für die Volkshochschulen?")
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Gilt das auch für die Volkshochschulen?")
    page.goto(PROCESS + "entwurf/absatz/k5-5/")
    before = page.locator("form[action*='unterstuetzen']").first.inner_text()
    page.locator("form[action*='unterstuetzen'] button").first.click()
    expect(page.locator("form[action*='unterstuetzen']").first).not_to_have_text(before, use_inner_text=True)


def test_everything_on_the_paragraph_page_is_reached_by_keyboard(open_page):
    page = open_page()
    sign_in(page, "person@demo.example", PASSWORD)
    page.goto(PROCESS + "entwurf/absatz/k3-5/")
    reached = set()
    for _step in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.tagName")
        visible = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
            return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || document.activeElement === document.body; }"""
        )
        assert visible, f"no visible focus on {name}"
        reached.add(name)
        if name == "BODY":
            break
    assert {"kind", "title", "text", "publication"} <= reached


def test_nothing_is_kept_in_the_browser(open_page):
    """Without consent nothing is stored, and the address of a trace may hold a receipt code."""
    page = open_page()
    for path in ("/", "/beitrag/", "/verfahren/zusammen-wachsen/beitraege/"):
        page.goto(path)
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0], path
