"""Capture at the tables in a real browser: two devices lose the network, write on, and everything arrives once."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import assert_fits, violations

pytestmark = pytest.mark.e2e

# In all programs SLUG stands for the conference.

#: A conference of today with two tables and one link of each kind; printed as JSON.
PREPARE = """
import json
from django.utils import timezone
from consultations.conferences.capture.links import path_of
from consultations.conferences.capture.models import CaptureAccess
from consultations.conferences.models import Conference, ThematicTable
from consultations.process.models import Process

process = Process.objects.get(slug="zusammen-wachsen")
conference, _new = Conference.objects.get_or_create(
    process=process, slug="SLUG", defaults=dict(
        kind="regional", title="Karten: SLUG", town="Stendal", venue="Landratsamt", date=timezone.localdate(),
        starts_at="10:00", ends_at="16:00"))
tables = [ThematicTable.objects.get_or_create(
    conference=conference, number=number, defaults=dict(title=title, question="Was fehlt?"))[0]
    for number, title in ((1, "Sprache"), (2, "Arbeit"))]
make = CaptureAccess.objects.create
links = {"host": make(conference=conference, kind="host"),
         "participant": make(conference=conference, kind="participant", table=tables[0]),
         "wall": make(conference=conference, kind="wall")}
print(json.dumps({name: path_of(access) for name, access in links.items()}))
"""
READ = """
import json
from consultations.conferences.capture.models import Card
rows = Card.objects.filter(table__conference__slug="SLUG").order_by("pk")
print(json.dumps([[card.text, card.dots, card.is_removed] for card in rows]))
"""
#: As if it had been yesterday, and the check too.
PASS = """
from datetime import timedelta
from consultations.conferences.models import Conference
from consultations.conferences.record.models import ConferenceRecord
from consultations.process.dates import today
conference = Conference.objects.get(slug="SLUG")
yesterday = today() - timedelta(days=1)
Conference.objects.filter(pk=conference.pk).update(date=yesterday)
ConferenceRecord.objects.filter(conference=conference).update(check_until=yesterday)
"""
CONTRIBUTIONS = """
import json
from consultations.contributions.cards.services import of_conference
from consultations.conferences.models import Conference
rows = of_conference(Conference.objects.get(slug="SLUG")).order_by("pk")
print(json.dumps([[row.comment, row.dots, row.channel, row.state] for row in rows]))
"""
KEY = """
from consultations.conferences.models import Conference
print(Conference.objects.get(slug="SLUG").pk)
"""


@pytest.fixture(scope="module")
def links(site: Site) -> dict[str, str]:
    """The paths of the links of hosts, participants and wall."""
    return run(site, PREPARE, "tag-der-karten")


def run(site: Site, program: str, slug: str):
    """Run a program on the data of the site; what it printed, None for nothing."""
    printed = site.run(program.replace("SLUG", slug)).splitlines()
    return json.loads(printed[-1]) if printed else None


def confirm_the_record(site: Site, staff: Page, slug: str) -> None:
    """Open the check, let its days pass, confirm, by the screens of the team."""
    home = f"/admin/verfahren/zusammen-wachsen/konferenzen/{run(site, KEY, slug)}/dokumentation/"
    sign_in(staff, "federfuehrung@demo.example", PASSWORD)
    staff.goto(f"{home}pruefung/")
    staff.get_by_label(re.compile("Niemand")).check()
    staff.get_by_role("button", name="Prüfung öffnen und Links versenden").click()
    run(site, PASS, slug)
    staff.goto(f"{home}bestaetigen/")
    staff.get_by_role("button", name="Dokumentation bestätigen").click()
    expect(staff.locator("main")).to_contain_text("ist bestätigt und öffentlich")


def open_table(page: Page, link: str, number: int = 1) -> None:
    """Open a table and wait until the device could open it again without a network."""
    page.goto(f"{link}tisch/{number}/")
    page.locator("html[data-kd-kept]").wait_for(state="attached")
    expect(page.locator("#kd-state")).to_have_text("Alles übertragen.")


def write(page: Page, text: str) -> None:
    page.get_by_label("Was auf der Karte steht").fill(text)
    page.get_by_role("button", name="Karte speichern").click()
    expect(page.locator(".ka-card__text", has_text=text).first).to_be_visible()


def test_thirty_cards_of_two_devices_without_a_network_become_thirty_contributions(site: Site, open_page, axe_source):
    slug = "dreissig-karten"
    links = run(site, PREPARE, slug)
    first, second = open_page(bypass_csp=True), open_page(width=320, height=640, bypass_csp=True)
    for page in (first, second):
        open_table(page, links["host"])
        page.context.set_offline(True)
    for number in range(15):
        write(first, f"Erstes Gerät, Karte {number:02}")
        write(second, f"Zweites Gerät, Karte {number:02}")
    # Closing the page and opening it again without a network loses nothing.
    first.reload()
    expect(first.locator(".ka-card")).to_have_count(15)
    expect(first.locator("#kd-state")).to_contain_text("15 Schritte warten auf Netz")
    first.locator(".ka-card", has_text="Karte 03").get_by_role("button", name="Ein Punkt mehr").click()
    first.locator(".ka-card", has_text="Karte 04").get_by_role("button", name="Wegnehmen").click()
    first.get_by_role("button", name="Rückgängig").click()
    assert violations(first, axe_source) == [] and violations(second, axe_source) == []
    assert_fits(second)
    assert run(site, READ, slug) == []

    for page in (first, second):
        page.context.set_offline(False)
    for page in (first, second):
        expect(page.locator("#kd-state")).to_have_text("Alles übertragen.", timeout=40_000)
        expect(page.locator("#kd-cards .ka-columns .ka-card")).to_have_count(30, timeout=40_000)
    stored = run(site, READ, slug)
    texts = [text for text, _dots, _removed in stored]
    assert len(texts) == len(set(texts)) == 30
    assert not any(removed for _text, _dots, removed in stored)
    assert {text: dots for text, dots, _removed in stored if dots} == {"Erstes Gerät, Karte 03": 1}

    confirm_the_record(site, open_page(), slug)
    rows = run(site, CONTRIBUTIONS, slug)
    assert [text for text, *_others in rows] == texts
    assert {text: dots for text, dots, *_others in rows if dots} == {"Erstes Gerät, Karte 03": 1}
    assert {tuple(others) for _text, _dots, *others in rows} == {("conference_card", "pending")}
    # What a table's device still shows is settled: another dot is refused, and the contribution stays as it is.
    first.locator(".ka-card", has_text="Erstes Gerät, Karte 03").get_by_role("button", name="Ein Punkt mehr").click()
    expect(first.locator("#kd-attention")).to_contain_text("gehört schon zur bestätigten Dokumentation")
    assert run(site, CONTRIBUTIONS, slug) == rows


def test_two_hosts_change_one_card_and_the_second_chooses(site: Site, links, open_page):
    first, second = open_page(), open_page(width=360)
    open_table(first, links["host"], 2)
    write(first, "Gemeinsame Karte")
    expect(first.locator("#kd-state")).to_have_text("Alles übertragen.")
    open_table(second, links["host"], 2)
    second.context.set_offline(True)
    for page, text in ((first, "So sagt es die eine"), (second, "So sagt es die andere")):
        page.locator(".ka-card").get_by_role("button", name="Ändern").click()
        page.get_by_label("Was auf der Karte steht").fill(text)
        page.get_by_role("button", name="Änderung speichern").click()
        expect(page.locator(".ka-card__text", has_text=text)).to_be_visible()
    expect(first.locator("#kd-state")).to_have_text("Alles übertragen.")
    second.context.set_offline(False)
    conflict = second.locator("#kd-attention")
    expect(conflict).to_contain_text("So sagt es die eine", timeout=40_000)
    expect(conflict).to_contain_text("So sagt es die andere")
    conflict.get_by_role("button", name="Meine nehmen").click()
    expect(conflict).to_be_hidden()
    expect(first.locator(".ka-card__text", has_text="So sagt es die andere")).to_be_visible(timeout=20_000)


def test_participants_write_and_the_wall_shows_it(site: Site, links, open_page, axe_source):
    phone, wall = open_page(width=320, height=640, bypass_csp=True), open_page(bypass_csp=True)
    wall.goto(links["wall"] + "?tisch=1")
    phone.goto(links["participant"])
    expect(phone.locator("main")).to_contain_text("Eine Aussage je Karte")
    write(phone, "Vom Handy am Tisch")
    expect(wall.locator("#kd-wall")).to_contain_text("Vom Handy am Tisch", timeout=15_000)
    assert violations(phone, axe_source) == [] and violations(wall, axe_source) == []
    assert_fits(phone)
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(phone.locator(".ka-card")).to_have_count(1)
    expect(phone.get_by_role("button", name=re.compile("Punkt"))).to_have_count(0)
