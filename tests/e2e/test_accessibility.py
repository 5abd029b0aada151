"""axe-core on every public address, on desktop and at 320 px: no violation of WCAG 2.2 A and AA."""

import pytest

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.e2e

PROCESS = "/verfahren/zusammen-wachsen/"
ADDRESSES = [
    "/",
    "/verfahren/",
    "/verfahren/?status=abgeschlossen",
    PROCESS,
    "/konferenzen/",
    PROCESS + "konferenzen/magdeburg/",
    PROCESS + "entwurf/",
    PROCESS + "regeln/",
    PROCESS + "entwurf/absatz/k5-3/",
    PROCESS + "entwurf/absatz/k1-1/",
    PROCESS + "beitraege/",
    PROCESS + "ergebnisse/",
    "/ergebnisse/",
    "/beitrag/",
    "/konto/login/",
    "/konto/signup/",
    "/konto/password/reset/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/gibt-es-nicht/",
]
SIGNED_IN = [
    PROCESS + "entwurf/absatz/k5-3/",
    "/konto/beitraege/",
    "/konto/gefolgte-absaetze/",
    "/konto/uebersicht/",
    "/konto/daten/",
    "/konto/benachrichtigungen/",
    "/konto/email/",
    "/konto/password/change/",
    "/konto/logout/",
]
RUN = """async () => {
  const result = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).join(", ")}`);
}"""


def violations(page, axe_source: str) -> list[str]:
    """What axe-core finds on the page that is open."""
    page.evaluate(axe_source)
    return page.evaluate(RUN)


def assert_fits(page) -> None:
    """Nobody has to scroll sideways to read."""
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} px too wide"


@pytest.mark.parametrize("width", [1280, 320])
def test_public_pages(open_page, axe_source, width):
    page = open_page(width=width, bypass_csp=True)
    found = {}
    for address in ADDRESSES:
        page.goto(address)
        if problems := violations(page, axe_source):
            found[address] = problems
        assert_fits(page)
    assert not found


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_a_signed_in_person(open_page, axe_source, width):
    page = open_page(width=width, bypass_csp=True)
    sign_in(page, "verein@demo.example", PASSWORD)
    found = {}
    for address in SIGNED_IN:
        page.goto(address)
        if problems := violations(page, axe_source):
            found[address] = problems
        assert_fits(page)
    assert not found


def test_dark_mode_keeps_contrast(open_page, axe_source):
    page = open_page(bypass_csp=True, color_scheme="dark")
    found = {}
    for address in ("/", PROCESS, PROCESS + "entwurf/", PROCESS + "ergebnisse/", PROCESS + "entwurf/absatz/k5-3/"):
        page.goto(address)
        if problems := violations(page, axe_source):
            found[address] = problems
    assert not found
