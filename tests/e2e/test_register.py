"""The register through the real interface: a phase closes, a receipt is checked here and elsewhere; a measure moves."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import ROOT, Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"
STAFF = "/admin/verfahren/zusammen-wachsen/"
LEAD = "federfuehrung@demo.example"
#: A contribution of the phase that is over, put back into what is not sealed yet: a letter recorded late.
LATE = """
from django.db import connection
from consultations.contributions.models import Contribution
from consultations.results.register import freeze
from consultations.results.register.models import RegisterSeal
seal = RegisterSeal.objects.filter(phase_key="bedarfe", number=1).get()
row = Contribution.objects.filter(register_entry__seal=seal).order_by("pk").first()
with freeze.lifted(connection):
    RegisterSeal.objects.filter(phase_key="bedarfe").delete()
print(row.receipt_code)
"""


def seal_by_hand(page: Page) -> None:
    """The lead seals the phase that is over and not sealed."""
    sign_in(page, LEAD, PASSWORD)
    page.goto(STAFF + "ergebnisse/register/")
    page.get_by_role("button", name=re.compile("^Jetzt versiegeln")).click()
    expect(page.get_by_text("Versiegelt: ").first).to_be_visible()
    page.get_by_role("button", name="Alles nachrechnen").last.click()
    expect(page.locator(".kd-note").filter(has_text="Register ist unverändert").first).to_be_visible()


def test_a_receipt_is_checked_on_the_page_and_without_it(site: Site, open_page, tmp_path):
    code = site.run(LATE).strip().splitlines()[-1]
    seal_by_hand(open_page())
    page = open_page(width=360)
    page.goto(PROCESS + "register/")
    page.fill("input[name=code]", code.lower())
    page.get_by_role("button", name="Beleg prüfen").click()
    expect(page.get_by_role("heading", name="Ihr Beitrag steht im Register")).to_be_visible()
    expect(page.get_by_text("unverändert seit Eingang")).to_be_visible()
    assert code not in page.url
    line = re.search(r"Zeile (\d+)", page.locator("#ergebnis").inner_text()).group(1)

    with page.expect_download() as receipt:
        page.get_by_role("button", name="Beleg herunterladen (JSON)").click()
    receipt.value.save_as(tmp_path / "beleg.json")
    with page.expect_download() as register:
        page.locator("article", has_text="Bedarfe und Ideen").get_by_role("link", name="JSON").click()
    register.value.save_as(tmp_path / "register.json")
    documented = (ROOT / "docs" / "register.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "pruefen.py").write_text(documented, encoding="utf-8")
    command = [sys.executable, "-I", "pruefen.py", "register.json", "beleg.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"Zeile: {line}\n" in done.stdout and "- wie versiegelt" in done.stdout


def test_an_office_reports_and_the_trace_shows_it(site: Site, open_page):
    office, reader = open_page(), open_page()
    sign_in(office, "massnahmen@demo.example", PASSWORD)
    office.goto(STAFF + "massnahmen/1/")
    office.check("input[name=state][value=delayed]")
    office.locator("form[action$='/stand/'] textarea[name=reason]").fill("Das Datenblatt wird noch abgestimmt.")
    office.get_by_role("button", name="Stand speichern").click()
    expect(office.get_by_text("Der Stand ist gespeichert.")).to_be_visible()

    reader.goto(PROCESS + "massnahmen/1/")
    expect(reader.get_by_text("Das Datenblatt wird noch abgestimmt.").first).to_be_visible()
    reader.locator(".kd-sources a").first.click()
    step = reader.locator(".kd-step", has_text="Maßnahme 1")
    expect(step).to_contain_text("verzögert")
    expect(step).to_contain_text("Das Datenblatt wird noch abgestimmt.")
