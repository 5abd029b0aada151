"""The closing round in a real browser: agree, object with a reason, what stops the publication, and the answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.evaluating import answer, begin_finding, publish_results, release_texts

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

HOME = "/verfahren/runde-test/schlussrunde/"
STAFF = "/admin/verfahren/runde-test/"
AUTHOR = "person@demo.example"
REASON = "Der neue Satz nimmt den Schulen die Zeit wieder weg."
FINDING = "Zeit der Schulen"
ANSWER = "Der Satz verpflichtet niemanden; wir haben ihn mit den Schulen abgestimmt."

MADE = """
from accounts.models import User
from consultations.process.enums import PhaseKind, TeamRole
from consultations.process.services import add_team_member
from tests.factories.consultations import PhaseFactory, ProcessFactory, make_second_version, make_version

process = ProcessFactory(slug="runde-test", title="Runde zum Test", short_title="Runde")
PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, title="Schlussrunde")
make_version(process)
make_second_version(process, "Ganz anderer Text.")
for name, role in (
    ("moderation", TeamRole.MODERATOR), ("federfuehrung", TeamRole.LEAD), ("ressort", TeamRole.OFFICER)
):
    add_team_member(process, User.objects.get(email=f"{name}@demo.example"), role, actor=None)
"""
HIDDEN = (
    "from consultations.models import Process; Process.objects.filter(slug='runde-test').update(is_published=False)"
)


@pytest.fixture
def round_of_test(site: Site):
    """A process of its own: the demonstration is before its closing round."""
    site.run(MADE)
    yield
    site.run(HIDDEN)


def agree_and_object(page: Page) -> str:
    """Agree to one change with the keyboard, object to another one; the number of the objection."""
    page.goto(HOME)
    expect(page.locator("main")).to_contain_text("0 von 3 Absätzen")
    page.locator("#zu-k3-1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Den angekreuzten Absätzen zustimmen").press("Enter")
    expect(page.locator("#absatz-k3-1")).to_contain_text("1 Zustimmung")

    page.locator("#absatz-k1-1").get_by_role("link", name="Ich widerspreche").click()
    page.get_by_role("button", name="Widerspruch senden").click()
    expect(page.locator("main")).to_contain_text("Bitte schreiben Sie, warum Sie widersprechen.")
    page.fill("textarea[name=text]", REASON)
    page.check("input[name=publication][value=category]")
    page.get_by_role("button", name="Widerspruch senden").click()
    said = page.locator("main").get_by_text("Ihr Widerspruch ist unter der Nummer")
    expect(said).to_be_visible()
    expect(page.locator("#absatz-k1-1")).to_contain_text("1 Widerspruch wird geprüft")
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", said.inner_text()).group(0)


def expect_obstacle(lead: Page, words: str) -> None:
    """The gate is shut, and says why."""
    publish_results(lead, STAFF)
    expect(lead.locator("[role=alert]")).to_contain_text("Nicht veröffentlicht")
    expect(lead.locator("main")).to_contain_text(words)


def test_agree_object_and_answer_before_publication(site: Site, round_of_test, open_page):
    author, lead, moderator, officer, reader = (open_page() for _ in range(5))
    sign_in(author, AUTHOR, PASSWORD)
    number = agree_and_object(author)

    # The moderators look at it first.
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    expect_obstacle(lead, "aus der Schlussrunde wartet auf die Moderation")
    lead.locator("main a", has_text="aus der Schlussrunde wartet auf die Moderation").click()
    with lead.expect_navigation():
        lead.get_by_role("button", name="Veröffentlichen", exact=True).click()
    author.goto(HOME)
    author.locator("#absatz-k1-1").get_by_text("Widersprüche lesen").click()
    expect(author.locator("#absatz-k1-1")).to_contain_text(REASON)

    # It goes into a finding, whose text a second person releases, and the officer answers it.
    expect_obstacle(lead, "Nicht zugeordnet: 1")
    sign_in(moderator, "moderation@demo.example", PASSWORD)
    finding = begin_finding(
        moderator, STAFF, "Widerspruch zu Absatz 1.1", FINDING, "Ein Widerspruch sorgt sich um die Zeit."
    )
    release_texts(moderator, STAFF)
    expect_obstacle(lead, FINDING)
    sign_in(officer, "ressort@demo.example", PASSWORD)
    answer(officer, finding.replace("/auswertung/", "/"), "nicht übernommen", ANSWER)
    reader.goto(f"/beitrag/{number}/")
    expect(reader.locator("main")).to_contain_text(REASON)
    expect(reader.locator("main")).not_to_contain_text(ANSWER)
    expect_obstacle(lead, FINDING)
    release_texts(lead, STAFF)

    # Nothing is in the way any more.
    publish_results(lead, STAFF)
    expect(lead.locator("main")).to_contain_text("Die Ergebnisse sind veröffentlicht")
    assert number in site.wait_for_mail(AUTHOR, "beantwortet")
    for person in (author, reader):
        person.goto(f"/beitrag/{number}/")
        expect(person.locator("main")).to_contain_text(REASON)
        expect(person.locator("main")).to_contain_text(ANSWER)
        expect(person.locator("main")).to_contain_text("Nicht übernommen")
    author.goto(HOME)
    expect(author.locator("#absatz-k1-1")).to_contain_text("1 Widerspruch")
