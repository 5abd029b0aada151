"""A report from the first click to the file, made by the worker beside the site."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.e2e

PASSWORD = "gemeinsam-2026"
REPORTS = "/admin/verfahren/zusammen-wachsen/ausgabe/berichte/"


def test_a_report_is_asked_for_made_and_fetched(open_page):
    page = open_page()
    sign_in(page, "auswertung@demo.example", PASSWORD)
    page.goto("/admin/verfahren/zusammen-wachsen/ausgabe/")
    page.get_by_role("link", name="Berichte erstellen und abrufen").click()
    page.get_by_label("Was").select_option("pdf")
    page.get_by_role("button", name="Bericht erstellen").click()
    row = page.get_by_role("row").filter(has_text="Auswertungsbericht (PDF)").first
    # The row renews itself; nobody reloads the page.
    link = row.get_by_role("link", name="Herunterladen")
    expect(link).to_be_visible(timeout=30_000)
    expect(row.get_by_text("abgeschlossen")).to_be_visible()
    address = link.get_attribute("href")
    answer = page.context.request.get(address)
    assert answer.ok and answer.body().startswith(b"%PDF") and "no-store" in answer.headers["cache-control"]
    assert "attachment" in answer.headers["content-disposition"]
    stranger = open_page()
    assert stranger.context.request.get(address, max_redirects=0).status in (302, 403, 404)
    sign_in(stranger, "person@demo.example", PASSWORD)
    assert stranger.context.request.get(address, max_redirects=0).status in (302, 403, 404)
