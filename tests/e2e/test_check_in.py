"""Check-in on a phone whose network comes and goes: nothing is lost, nothing counts twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_accessibility import RUN, assert_fits

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

CONFERENCE = """
from consultations.conferences.models import Conference
from consultations.conferences.registration.models import Registration
from consultations.conferences.attendance import links
from consultations.conferences.attendance.models import DoorAccess
from consultations.process.dates import today
from consultations.process.models import Process
"""


@pytest.fixture(scope="module")
def door(site: Site):
    """A conference of today with three people expected; the address of its check-in page."""
    said = site.run(
        CONFERENCE
        + """
process = Process.objects.get(slug="zusammen-wachsen")
row = Conference.objects.create(process=process, slug="einlass-test", kind="regional", title="Einlass", town="Stendal",
    venue="Rathaus", date=today(), starts_at="09:00", ends_at="17:00", capacity=3, registered=3)
for name, ticket in (("Ada Ärmel", "AAAA2222"), ("Berta Größe", "BBBB3333"), ("Cem Demir", "CCCC4444")):
    Registration.objects.create(conference=row, state="registered", name=name, ticket=ticket)
print("door", links.path_of(DoorAccess.objects.create(conference=row, label="Haupteingang")))
""",
    )
    yield re.search(r"door (\S+)", said).group(1)
    site.run(CONFERENCE + "Conference.objects.filter(slug='einlass-test').delete()")


def arrived(site: Site) -> list[str]:
    """Who is there according to the server, with the number of events of each; seats taken at the end."""
    said = site.run(
        CONFERENCE
        + """
row = Conference.objects.get(slug="einlass-test")
for one in row.registrations.filter(arrived_at__isnull=False).order_by("name"):
    print("there", one.name, one.door_events.count())
print("there", row.registered)
""",
    )
    return re.findall(r"there (.+)", said)


def look_for(page: Page, words: str) -> None:
    page.get_by_label("Name, Organisation oder Ticket").fill(words)


def test_without_a_network_people_are_checked_in_and_the_server_hears_of_each_once(site: Site, open_page, door):
    phone, other = open_page(width=360, height=740), open_page(width=360, height=740)
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    phone.goto(door)
    expect(phone.locator("[data-kd=state]")).to_contain_text("Alles übertragen")
    # From now on the worker opens the page without a network.
    expect(phone.locator("#kd-door[data-kept]")).to_be_attached()
    phone.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")

    phone.context.set_offline(True)
    phone.reload()
    look_for(phone, "ärm")
    phone.get_by_role("button", name=re.compile("Einchecken.*Ada Ärmel")).click()
    expect(phone.locator("[data-kd=state]")).to_contain_text("1 noch nicht übertragen")
    look_for(phone, "bbbb3333")
    phone.get_by_role("button", name=re.compile("Einchecken.*Berta Größe")).click()
    phone.get_by_text("Jemand kommt ohne Anmeldung").click()
    phone.get_by_label("Name", exact=True).fill("Dora Spontan")
    phone.get_by_role("button", name="Aufnehmen und einchecken").click()
    expect(phone.locator("[data-kd=state]")).to_contain_text("3 noch nicht übertragen")

    # Meanwhile another phone sees Ada, too.
    other.goto(door)
    look_for(other, "Ada")
    other.get_by_role("button", name=re.compile("Einchecken.*Ada Ärmel")).click()
    expect(other.locator("[data-kd=log]")).to_contain_text("Ada Ärmel ist eingecheckt")
    expect(other.locator("[data-kd=state]")).to_contain_text("Alles übertragen")

    phone.reload()
    expect(phone.locator("[data-kd=state]")).to_contain_text("3 noch nicht übertragen")
    phone.context.set_offline(False)
    expect(phone.locator("[data-kd=state]")).to_contain_text("Alles übertragen", timeout=30_000)
    assert arrived(site) == ["Ada Ärmel 2", "Berta Größe 1", "Dora Spontan 1", "3"]
    look_for(phone, "Dora")
    expect(phone.get_by_role("button", name=re.compile("Zurücknehmen.*Dora Spontan"))).to_be_visible()
    expect(phone.locator("[data-kd=log]")).to_contain_text("mehr Personen angemeldet, als es Plätze gibt")
    assert complaints == []


def test_the_page_is_accessible_and_forgets_everything_when_the_link_is_ended(site: Site, open_page, door, axe_source):
    phone = open_page(width=320, height=700, bypass_csp=True)
    phone.goto(door)
    expect(phone.locator("[data-kd=state]")).to_contain_text("Alles übertragen")
    look_for(phone, "Cem")
    phone.get_by_text("Jemand kommt ohne Anmeldung").click()
    phone.evaluate(axe_source)
    assert phone.evaluate(RUN) == []
    assert_fits(phone)

    site.run(
        CONFERENCE + "DoorAccess.objects.filter(conference__slug='einlass-test').update(ended_at='2020-01-01T00:00Z')",
    )
    look_for(phone, "")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("Dieser Link gilt nicht mehr")).to_be_visible()
    left = phone.evaluate(
        """async () => {
          const [{ name }] = await indexedDB.databases();
          const store = await window.kdDoor.openStore(name);
          return (await Promise.all(["people", "queue", "log", "values"].map((part) => store.all(part)))).flat().length;
        }"""
    )
    assert left == 0
    phone.reload()
    expect(phone.get_by_role("heading", name="Dieser Link wurde beendet")).to_be_visible()
