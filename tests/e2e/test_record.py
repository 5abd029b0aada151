"""The record of a conference in a real browser: checked, objected to, confirmed, released, supported and replied to."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.consultations.drafts.papers.reading import pdf_of, text_of
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import RUN, assert_fits

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"
SAID, MEANT = "Kurse am Abend anbieten.", "Kurse am Morgen anbieten."

#: A conference of yesterday with one table and one card; prints the key of the conference.
PREPARE = f"""
from datetime import timedelta
from consultations.conferences.capture.models import Card
from consultations.conferences.models import Conference, ThematicTable
from consultations.process.dates import today
from consultations.process.models import Process
process = Process.objects.get(slug="zusammen-wachsen")
conference = Conference.objects.create(process=process, slug="probe", kind="regional", title="Probekonferenz",
    town="Wittenberg", venue="Stadthalle", date=today() - timedelta(days=1), starts_at="13:00", ends_at="17:00")
table = ThematicTable.objects.create(conference=conference, number=1, title="Sprache", question="Was fehlt?")
Card.objects.create(table=table, column="handlungsansatz", text="{SAID}", dots=3)
print("KEY", conference.pk)
"""

#: The days of the check pass.
PASS = """
from datetime import timedelta
from consultations.conferences.record.models import ConferenceRecord
from consultations.process.dates import today
ConferenceRecord.objects.filter(conference__slug="probe").update(check_until=today() - timedelta(days=1))
"""


def violations(page: Page, axe_source: str, part: str = "document") -> list[str]:
    """What axe-core finds; of staff screens in our part only, the sidebar is Wagtail's."""
    page.evaluate(axe_source)
    return page.evaluate(RUN.replace("document", part))


def open_the_check(staff: Page, home: str) -> str:
    """Open the check by the screen; returns the link that is handed on."""
    staff.goto(home)
    staff.get_by_role("link", name="Prüfung öffnen").click()
    staff.get_by_label(re.compile("Niemand")).check()
    staff.get_by_role("button", name="Prüfung öffnen und Links versenden").click()
    return staff.locator(".kr-link a").get_attribute("href")


def object_to_the_card(participant: Page, link: str, axe_source: str) -> None:
    participant.goto(link)
    expect(participant.locator("main")).to_contain_text(SAID)
    assert violations(participant, axe_source) == []
    assert_fits(participant)
    participant.get_by_role("link", name="So war es nicht gemeint").click()
    participant.get_by_label("Was stimmt nicht?").fill("Wir meinten den Morgen.")
    participant.get_by_label("Wie sollte die Karte heißen?").fill(MEANT)
    assert violations(participant, axe_source) == []
    participant.get_by_role("button", name="Anmerkung senden").click()
    expect(participant.locator("main")).to_contain_text("Das Team hat noch nicht geantwortet")


def answer_and_confirm(staff: Page, site: Site, home: str, axe_source: str) -> None:
    staff.goto(f"{home}anmerkungen/")
    staff.get_by_role("link", name="Einwand zu einer Karte").click()
    staff.locator("input[name=decision][value=accepted]").check()
    staff.locator("textarea[name=reason]").fill("Sie haben recht.")
    assert violations(staff, axe_source, "document.querySelector('.kd-admin')") == []
    staff.get_by_role("button", name="Anmerkung beantworten").click()
    site.run(PASS)
    staff.goto(f"{home}bestaetigen/")
    staff.get_by_role("button", name="Dokumentation bestätigen").click()
    expect(staff.locator("main")).to_contain_text("ist bestätigt und öffentlich")


def test_a_card_is_checked_confirmed_released_supported_and_answered(site: Site, open_page, axe_source):
    key = re.search(r"KEY (\d+)", site.run(PREPARE)).group(1)
    home = f"/admin{PROCESS}konferenzen/{key}/dokumentation/"
    staff, participant = open_page(bypass_csp=True), open_page(width=360, bypass_csp=True)
    sign_in(staff, "federfuehrung@demo.example", PASSWORD)
    object_to_the_card(participant, open_the_check(staff, home), axe_source)
    receipt = participant.url
    answer_and_confirm(staff, site, home, axe_source)
    participant.goto(receipt)
    expect(participant.locator("main")).to_contain_text("Sie haben recht.")
    participant.goto(f"{PROCESS}konferenzen/probe/")
    expect(participant.locator("main")).not_to_contain_text(MEANT)

    moderator = open_page(bypass_csp=True)
    sign_in(moderator, "moderation@demo.example", PASSWORD)
    moderator.goto(f"/admin{PROCESS}moderation/")
    moderator.get_by_role("link", name=re.compile("Probekonferenz")).click()
    expect(moderator.get_by_role("button", name="Angekreuzte Karten veröffentlichen")).to_be_visible()
    assert violations(moderator, axe_source, "document.querySelector('.kd-admin')") == []
    moderator.get_by_role("button", name="Angekreuzte Karten veröffentlichen").click()
    expect(moderator.locator("main")).to_contain_text("Keine Karte dieser Konferenz wartet")

    visitor = open_page(bypass_csp=True)
    sign_in(visitor, "person@demo.example", PASSWORD)
    visitor.goto(f"{PROCESS}konferenzen/probe/")
    expect(visitor.locator("main")).to_contain_text(MEANT)
    assert violations(visitor, axe_source) == []
    visitor.get_by_role("link", name=re.compile("unterstützen und darauf antworten")).click()
    visitor.get_by_role("button", name=re.compile("nterstützen")).first.click()
    visitor.locator("a.kd-contribution__reply").first.click()
    assert violations(visitor, axe_source) == []
    visitor.check("input[name=kind][value=proposal]")
    visitor.locator("textarea[name=text]").fill("Auch für Eltern wichtig.")
    visitor.check("input[name=publication][value=category]")
    visitor.locator("#beitrag-schreiben form button.kern-btn--primary[type=submit]").first.click()
    visitor.wait_for_url(re.compile("/beitrag/"))
    expect(visitor.locator("main")).to_contain_text("Auch für Eltern wichtig.")
    visitor.goto(f"{PROCESS}konferenzen/probe/")
    visitor.locator(".kd-paper__foot a").first.click()
    expect(visitor.locator("main")).to_contain_text(MEANT)
    expect(visitor.locator("main")).to_contain_text("Sprache")
    answer = visitor.request.get(f"{PROCESS}konferenzen/probe/dokumentation.pdf")
    said = text_of(pdf_of(answer.body()))
    assert answer.ok and MEANT in said and SAID not in said
