"""Co-signature from end to end: an objection, an edit that voids it, a signature, and the gate between them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site, sign_in

pytestmark = pytest.mark.e2e

PASSWORD = "gemeinsam-2026"
STAFF = "/admin/verfahren/mitzeichnen/"
BODY = "Ministerium für Bildung (Demo)"
REASON = "Die Beratung wird an allen Schulen angeboten."
CHANGED = "Die Beratung wird ab 2027 in allen Landkreisen angeboten."

#: A small process of its own, so that the demo stays as other tests expect it.
SETUP = """
from accounts.models import User
from consultations.contributions.models import Contribution
from consultations.process.models import Process, TeamMember
from consultations.process.services import add_team_member
from consultations.synthesis.models import Finding
from consultations.synthesis.services import ensure_segment
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

demo = Process.objects.get(slug="zusammen-wachsen")
process = Process.objects.create(
    slug="mitzeichnen", title="Mitzeichnen", short_title="Mitzeichnen", summary="S", what_can_change="A",
    what_is_fixed="B", promise="P", initiator_name="M", contact_email="m@example.org", is_published=True,
)
for member in TeamMember.objects.filter(process=demo):
    add_team_member(process, member.user, member.role, actor=None, office=member.office)
now = timezone.now()
row = Contribution.objects.create(
    content_type=ContentType.objects.get_for_model(Process), object_pk=str(process.pk), site_id=1, process=process,
    comment="Mehr Beratung.", published_text="Mehr Beratung.", title="Beratung", target_kind="process",
    state="released", publication="named", kind="proposal", submit_date=now, received_at=now, is_public=True,
)
finding = Finding.objects.create(process=process, number=1, title="Beratung an Schulen", summary="S", released_at=now)
segment = ensure_segment(row)
segment.finding = finding
segment.save()
"""

#: Other tests share the site, and are not to meet this process.
CLEAN_UP = """
from consultations.process.models import Process, TeamMember
TeamMember.objects.filter(process__slug="mitzeichnen").delete()
for row in Process.objects.filter(slug="mitzeichnen"):
    # The next test makes one of the same name.
    Process.objects.filter(pk=row.pk).update(is_published=False, slug=f"mitzeichnen-{row.pk}")
"""


@pytest.fixture
def process(site: Site):
    """A published process with one finding that cites one contribution, and the team of the demo."""
    site.run(SETUP)
    yield
    site.run(CLEAN_UP)


def answer(page: Page, reason: str) -> None:
    """The officer answers the finding."""
    page.goto(STAFF + "ergebnisse/1/")
    page.check("input[name=decision][value=accepted]")
    page.fill("textarea[name=reason]", reason)
    page.locator("form:has(textarea[name=reason]) button:has-text('Antwort speichern')").click()
    expect(page.locator("main")).to_contain_text("gespeichert")


def say(page: Page, outcome: str, reason: str = "") -> None:
    """The body opens what waits for it, and signs or objects."""
    page.goto(STAFF + "ergebnisse/antworten/mitzeichnung/")
    page.locator("main a", has_text="Beratung an Schulen").first.click()
    page.check(f"input[name=outcome][value={outcome}]")
    page.fill("textarea[name=reason]", reason)
    page.locator("form:has(input[name=outcome]) button[type=submit]").click()
    page.wait_for_url(lambda url: url.endswith("/mitzeichnung/"))


def publish(page: Page) -> None:
    page.goto(STAFF + "ergebnisse/veroeffentlichen/")
    with page.expect_navigation():
        page.locator("form.kw-publish button[type=submit]").click()


def test_an_objection_closes_the_gate_until_a_changed_answer_is_signed(site: Site, process, open_page):
    officer, body, lead, stranger = (open_page() for _ in range(4))
    sign_in(officer, "ressort@demo.example", PASSWORD)
    answer(officer, "Die Beratung wird angeboten.")
    officer.locator("form:has(button:has-text('Um Mitzeichnung bitten')) label", has_text=BODY).click()
    officer.get_by_role("button", name="Um Mitzeichnung bitten").click()
    expect(officer.locator("main")).to_contain_text(BODY)
    site.wait_for_mail("mitzeichnung@demo.example", "mitzuzeichnen")

    sign_in(body, "mitzeichnung@demo.example", PASSWORD)
    say(body, "objected", "Es fehlt, an welchen Schulen.")
    site.wait_for_mail("ressort@demo.example", "Es fehlt, an welchen Schulen.")
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    publish(lead)
    expect(lead.locator("[role=alert]")).to_contain_text("Nicht veröffentlicht")
    expect(lead.locator("#hindernis-objection + ul a")).to_have_attribute("href", re.compile(r"/ergebnisse/1/"))

    answer(officer, REASON)
    site.wait_for_mail("mitzeichnung@demo.example", "Fassung 2")
    publish(lead)
    expect(lead.locator("#hindernis-signature + ul")).to_contain_text(BODY)
    body.goto(STAFF + "ergebnisse/antworten/mitzeichnung/")
    body.locator("main a", has_text="Beratung an Schulen").first.click()
    expect(body.locator("main ins").first).to_contain_text("an allen Schulen")
    say(body, "signed")
    publish(lead)
    expect(lead.locator("main")).to_contain_text("Die Ergebnisse sind veröffentlicht")

    stranger.goto("/verfahren/mitzeichnen/ergebnisse/1/")
    expect(stranger.locator("main")).to_contain_text(REASON)
    expect(stranger.locator("main")).to_contain_text("Mitgezeichnet von")
    expect(stranger.locator("main")).to_contain_text(BODY)

    # A published answer is changed: everybody reads the one before until the new one is signed and published.
    answer(officer, CHANGED)
    expect(officer.locator("#neue-fassung")).to_contain_text("wartet auf")
    expect(officer.locator("#neue-fassung ins").first).to_be_visible()
    stranger.goto("/verfahren/mitzeichnen/ergebnisse/1/")
    expect(stranger.locator("main")).to_contain_text(REASON)
    expect(stranger.locator("main")).not_to_contain_text(CHANGED)
    say(body, "signed")
    lead.goto(STAFF + "ergebnisse/1/")
    lead.get_by_role("button", name="Fassung 3 veröffentlichen").click()
    expect(lead.locator("main")).to_contain_text("ist veröffentlicht")
    stranger.goto("/verfahren/mitzeichnen/ergebnisse/1/")
    expect(stranger.locator("main")).to_contain_text(CHANGED)


def test_the_gate_asks_for_a_required_signature_nobody_asked_for_by_hand(site: Site, process, open_page):
    lead, officer = open_page(), open_page()
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)
    lead.goto(STAFF + "ergebnisse/antworten/mitzeichnung/pflicht/")
    lead.locator("main label", has_text=BODY).click()
    lead.locator("main form button[type=submit]").first.click()
    sign_in(officer, "ressort@demo.example", PASSWORD)
    answer(officer, REASON)
    publish(lead)
    lead.locator("#hindernis-signature + ul a", has_text=BODY).click()
    # The body was asked when the answer was saved.
    expect(lead.locator("#mitzeichnung")).to_contain_text("wartet")
    expect(lead.locator("#mitzeichnung")).not_to_contain_text("Eine verlangte Mitzeichnung fehlt.")
    lead.locator("#mitzeichnung summary", has_text="Mitzeichnung entfällt").click()
    lead.locator("#mitzeichnung textarea").fill("Schulen sind nicht betroffen.")
    lead.get_by_role("button", name="Grund festhalten").click()
    expect(lead.locator("#mitzeichnung")).to_contain_text("Schulen sind nicht betroffen.")
    publish(lead)
    expect(lead.locator("main")).to_contain_text("Die Ergebnisse sind veröffentlicht")
