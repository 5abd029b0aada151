"""Suggestions in a real browser: one accepted and one refused with a key, and similar segments opened beside."""

import re

import pytest
from playwright.sync_api import expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

CODING = "/admin/verfahren/zusammen-wachsen/auswertung/"
#: Two open contributions, and a training done at once.
MAKE = """
from accounts.models import StakeholderCategory
from consultations.process.models import Process
from consultations.synthesis.suggesting import keeping, runs
from consultations.synthesis.suggesting.models import LearningRun
from tests.factories.consultations import make_contribution
process = Process.objects.get(slug="zusammen-wachsen")
category = StakeholderCategory.objects.first()
runs.start = lambda pk: None
for title, text in (("Lernhilfe eins", "Mehr Deutschkurse am Abend."), ("Lernhilfe zwei", "Wohnungen fehlen überall.")):
    row = make_contribution(process, title=title, text=text, category=category, user=None)
    print(f"segment={row.segments.get().pk}")
LearningRun.objects.filter(state__in=("waiting", "running")).delete()
assert keeping.work_on(runs.ask(process, "suggestions").pk)
"""


def made(site: Site) -> list[int]:
    return [int(key) for key in re.findall(r"segment=(\d+)", site.run(MAKE))]


def test_suggestions_are_accepted_and_refused_with_one_key(site, open_page):
    one, two = made(site)
    page = open_page()
    sign_in(page, "auswertung@demo.example", PASSWORD)
    page.goto(f"{CODING}{one}/")
    panel = page.locator(".ks-panel")
    expect(panel.get_by_role("heading", name="Vorschlag der Maschine")).to_be_visible()
    field = panel.locator("[data-key='1']").inner_text().removeprefix("1").strip()
    page.keyboard.press("v")
    expect(panel.locator("#ks-similar")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("body")).to_contain_text(f"ist „{field}“ zugeordnet")
    page.goto(f"{CODING}{one}/")
    expect(page.locator("body")).to_contain_text(field)
    expect(page.locator(".ks-panel [data-key='1']")).to_have_count(0)
    page.goto(f"{CODING}{two}/")
    page.keyboard.press("0")
    expect(page.locator("body")).to_contain_text("bleibt offen")
    page.goto(f"{CODING}{two}/")
    expect(page.locator(".ks-panel")).to_contain_text("wurden abgelehnt")
