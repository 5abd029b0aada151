"""Statements in a real browser: an internal round with its release, and a federation with a member."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD, STAKEHOLDER_ORGANISATION
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "zusammen-wachsen"
PARAGRAPH = f"/verfahren/{PROCESS}/entwurf/absatz/k1-2/"
STAFF = f"/admin/verfahren/{PROCESS}/"
FEDERATION = "Landesnetzwerk Migration (Test)"

#: Two colleagues: a second member of the demo's organisation, and who coordinates a federation.
PEOPLE = f"""
from allauth.account.models import EmailAddress
from accounts.models import Membership, User
from consultations.demo.people import organisation_for
for name, organisation, role in (
    ("kollege", {STAKEHOLDER_ORGANISATION!r}, "member"),
    ("verband", {FEDERATION!r}, "coordinator"),
):
    user = User.objects.create_user(name + "@demo.example", {PASSWORD!r}, display_name=name.capitalize())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    belongs_to = organisation_for(organisation, "zivilgesellschaft", None)
    Membership.objects.create(user=user, organisation=belongs_to, role=role)
"""


@pytest.fixture(scope="module")
def people(site: Site) -> None:
    site.run(PEOPLE)


def take_in(page: Page, button: re.Pattern, text: str) -> None:
    """Write about a paragraph and put it into a statement."""
    page.goto(PARAGRAPH)
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(r"/punkt/\d+/"))


def finish(page: Page) -> None:
    """Say that the item on the page is ready to go."""
    page.select_option("select[name=state]", "done")
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern und zur Liste").click()


def test_an_internal_round_and_its_release(site: Site, open_page, people, axe_source):
    coordinator, member, moderator = open_page(), open_page(), open_page()
    sign_in(coordinator, "verein@demo.example", PASSWORD)
    sign_in(member, "kollege@demo.example", PASSWORD)
    sign_in(moderator, "moderation@demo.example", PASSWORD)

    take_in(member, re.compile("In die Stellungnahme von"), "Die Beratung braucht feste Räume.")
    member.locator("#kommentare textarea").fill("Bitte gegenlesen!")
    member.get_by_role("button", name="Kommentar hinzufügen").click()
    expect(member.locator("#kommentare")).to_contain_text("Kollege")

    coordinator.goto("/konto/uebersicht/")
    coordinator.get_by_role("link", name=re.compile("Stellungnahme von")).click()
    expect(coordinator.locator("main")).to_contain_text("Die Beratung braucht feste Räume.")
    coordinator.locator("article", has_text="feste Räume").get_by_role("link", name="Absatz 1.2").click()
    expect(coordinator.locator("#kommentare")).to_contain_text("Bitte gegenlesen!")
    finish(coordinator)
    for address in (coordinator.url, member.url):
        coordinator.goto(address)
        coordinator.evaluate(axe_source)
        found = coordinator.evaluate("axe.run()")["violations"]
        assert not found, [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
    coordinator.get_by_role("link", name="Integrationskonzept Sachsen-Anhalt").click()

    moderator.goto(STAFF + "stellungnahmen/")
    expect(moderator.locator("main")).to_contain_text("Es wurde noch keine Stellungnahme abgegeben")

    coordinator.get_by_role("link", name="Abgeben …").click()
    expect(coordinator.locator("main")).to_contain_text("2 Beiträge werden abgegeben")
    expect(coordinator.locator("main")).to_contain_text("leer")
    coordinator.get_by_role("button", name="Stellungnahme jetzt abgeben").click()
    expect(coordinator.get_by_role("heading", name="Beleg zu Ihrer Stellungnahme")).to_be_visible()
    link = coordinator.get_by_role("link", name=re.compile("Stellungnahme wie abgegeben herunterladen"))
    expect(link).to_be_visible(timeout=20_000)
    with coordinator.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert "feste Räume" not in site.wait_for_mail("verein@demo.example", "/beleg/"), "codes, and no words"

    moderator.reload()
    moderator.get_by_role("link", name=STAKEHOLDER_ORGANISATION).click()
    expect(moderator.locator("main")).to_contain_text("Feste Ansprechpersonen statt Wartelisten")


def test_an_umbrella_mandate(open_page, people):
    chair, member, moderator = open_page(), open_page(), open_page()
    sign_in(chair, "verband@demo.example", PASSWORD)
    sign_in(member, "verein@demo.example", PASSWORD)
    sign_in(moderator, "moderation@demo.example", PASSWORD)

    chair.goto("/konto/stellungnahmen/")
    chair.get_by_role("button", name="Arbeitsbereich öffnen").click()
    chair.get_by_role("link", name="Mitgliedsorganisationen einladen").click()
    chair.fill("textarea[name=question]", "Was fehlt Ihnen im ersten Kapitel?")
    chair.get_by_role("button", name="Frage und Frist speichern").click()
    chair.fill("input[name=q]", "Willkommens")
    chair.get_by_role("button", name="Suche").click()
    chair.get_by_role("button", name=re.compile("Einladen.*Altmark")).click()
    expect(chair.locator("main")).to_contain_text("1 Organisation eingeladen")
    round_page = chair.url

    member.goto("/konto/stellungnahmen/")
    member.get_by_role("link", name="Einladung lesen und beantworten").click()
    expect(member.locator("main")).to_contain_text("Was fehlt Ihnen im ersten Kapitel?")
    member.get_by_role("button", name="Zusagen").click()
    take_in(member, re.compile("In die Zuarbeit"), "Uns fehlt das Ehrenamt.")
    finish(member)
    chair.goto(round_page)
    expect(chair.locator("main")).not_to_contain_text("Ehrenamt")
    member.get_by_role("link", name="Übergeben …").click()
    member.check("input[name=is_named][value=yes]")
    member.get_by_role("button", name="Jetzt übergeben").click()
    expect(member.locator("main")).to_contain_text("noch nicht entschieden")

    chair.reload()
    chair.get_by_role("link", name=re.compile("Lesen und entscheiden")).click()
    expect(chair.locator("main")).to_contain_text("Uns fehlt das Ehrenamt.")
    chair.get_by_role("button", name="Als eigenen Punkt übernehmen").click()
    chair.get_by_role("link", name="Eigenen Punkt öffnen").click()
    chair.fill("textarea[name=text]", "Den Mitgliedern fehlt das Ehrenamt.")
    finish(chair)
    chair.get_by_role("link", name="Abgeben …").click()
    chair.get_by_role("button", name="Stellungnahme jetzt abgeben").click()
    expect(chair.locator("main")).to_contain_text(STAKEHOLDER_ORGANISATION)

    moderator.goto(STAFF + "stellungnahmen/")
    moderator.get_by_role("link", name=FEDERATION).click()
    expect(moderator.locator("main")).to_contain_text(STAKEHOLDER_ORGANISATION)
    expect(moderator.locator("main")).to_contain_text("Jeder Beitrag zählt einmal")
