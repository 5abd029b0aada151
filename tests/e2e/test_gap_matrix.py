"""Who is missing, in a real browser: from a cell to what was said, to the list of the hearing, and to inviting."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.processes import person
from tests.e2e.test_accessibility import assert_fits
from tests.e2e.test_letters import violations

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

GAPS = "/admin/verfahren/zusammen-wachsen/auswertung/luecken/"
HEARD = "Altmarkkreis Salzwedel, Zivilgesellschaft und Vereine"
MISSING = "Wittenberg, Integrationsnetzwerke und -bündnisse"
NAME = "Netzwerk Fläming (Test)"
#: An organisation of a district and a category nobody was heard from, with somebody to write to.
MAKE = f"""
from allauth.account.models import EmailAddress
from accounts.models import Membership, User
from consultations.demo.people import organisation_for
user = User.objects.create_user("netzwerk@flaeming.example", display_name="Fee Fläming")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
organisation = organisation_for({NAME!r}, "netzwerk", "15091")
Membership.objects.create(user=user, organisation=organisation, role="coordinator")
"""


def cell(page: Page, where: str) -> Locator:
    """The cell of a district and a category, found by the names of its row and its column."""
    district, _comma, category = where.partition(", ")
    table = page.get_by_role("table", name="Beiträge nach Landkreis und Kategorie")
    heads = table.locator("thead th").all_inner_texts()
    row = table.locator("tbody tr").filter(has=page.get_by_role("rowheader", name=district, exact=True))
    return row.locator("th, td").nth(heads.index(category))


def test_from_a_cell_to_contributions_and_to_the_list_of_the_hearing(open_page, axe_source):
    page = person(open_page, "federfuehrung")
    page.goto(GAPS)
    assert violations(page, axe_source) == []
    said = page.get_by_role("link", name=re.compile(rf"^\d+ Beiträge, {HEARD}$"))
    number = int(re.match(r"\d+", said.inner_text()).group(0))
    expect(cell(page, HEARD).get_by_role("link").first).to_have_text(said.inner_text())
    said.click()
    expect(page.locator("select[name=region] option:checked")).to_have_text("Altmarkkreis Salzwedel")
    expect(page.locator("select[name=category] option:checked")).to_have_text("Zivilgesellschaft und Vereine")
    # A contribution can have several passages.
    codes = page.locator("main table tbody th .kw-meta").all_inner_texts()
    assert len({code.split(" · ")[0] for code in codes}) == number

    page.go_back()
    page.get_by_role("link", name=f"eingeladen: 1 {HEARD}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anhörung")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Willkommensinitiative Altmark (Demo)")


def test_who_is_missing_is_put_on_the_list(site: Site, open_page):
    site.run(MAKE)
    page = person(open_page, "federfuehrung")
    page.goto(GAPS)
    gap = cell(page, MISSING)
    expect(gap).to_contain_text("niemand")
    expect(gap).to_contain_text("verzeichnet: 1")
    expect(gap).to_have_class(re.compile("kds-gap--expected"))
    page.get_by_role("link", name=f"einladen {MISSING}").click()
    expect(page.get_by_role("checkbox", name=NAME)).to_be_checked()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Ausgewählte auf die Liste setzen").click()
    expect(page.locator("body")).to_contain_text("Auf die Liste gesetzt: 1")

    page.goto(GAPS)
    page.get_by_role("link", name=f"eingeladen: 1 {MISSING}").click()
    expect(page.locator("main table tbody tr")).to_contain_text(NAME)


def test_on_a_phone_and_for_who_only_reads(open_page, axe_source):
    page = person(open_page, "beobachtung", width=360)
    page.goto(GAPS)
    assert_fits(page)
    expect(page.get_by_role("heading", name="Nach Landkreis")).to_be_visible()
    district = page.get_by_role("heading", name=re.compile("^Altmarkkreis Salzwedel: "))
    expect(district).to_be_visible()
    # Everybody in the team reads the list of the hearing; coding and inviting are for others.
    expect(page.get_by_role("link", name=re.compile("^eingeladen: "))).not_to_have_count(0)
    expect(page.get_by_role("link", name=re.compile(r"^(einladen|\d+ Beitr)"))).to_have_count(0)
    assert violations(page, axe_source) == []
    page.get_by_label("Handlungsfeld", exact=True).select_option("hf3")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator("main")).to_contain_text("Sprache und Verständigung.")
    expect(district).to_be_visible()
