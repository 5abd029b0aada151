"""axe-core on every public address, on desktop and at 320 px: no violation of WCAG 2.2 A and AA."""

import re

import pytest

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"
ADDRESSES = [
    "/",
    "/verfahren/",
    "/verfahren/?status=abgeschlossen",
    PROCESS,
    "/konferenzen/",
    PROCESS + "konferenzen/magdeburg/",
    PROCESS + "konferenzen/halle-abschluss/",
    PROCESS + "entwurf/",
    PROCESS + "regeln/",
    PROCESS + "entwurf/absatz/k5-3/",
    PROCESS + "entwurf/absatz/k1-1/",
    PROCESS + "beitraege/",
    # Opens the further filters.
    PROCESS + "beitraege/?weg=letter&stand=beantwortet",
    PROCESS + "entwurf/lesen/k5/",
    PROCESS + "entwurf/vergleich/",
    PROCESS + "entwurf/?suche=Sprache",
    PROCESS + "ergebnisse/",
    # Opens the further filters.
    PROCESS + "ergebnisse/?kreis=15090&entwurf=unveraendert",
    PROCESS + "ergebnisse/1/",
    PROCESS + "ergebnisse/zahlen/",
    PROCESS + "synopse/?sort=-entscheidung&absatz=9.9",
    PROCESS + "synopse/",
    PROCESS + "synopse/?druck=1&feld=hf3",
    PROCESS + "register/",
    PROCESS + "massnahmen/",
    PROCESS + "massnahmen/?ansicht=tabelle",
    PROCESS + "massnahmen/1/",
    "/ergebnisse/",
    PROCESS + "daten/",
    PROCESS + "karte/",
    "/api/",
    "/beitrag/",
    "/konto/login/",
    "/konto/signup/",
    "/konto/password/reset/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/regionen/",
    "/regionen/14522/",
    "/regionen/karten/?karte=stellen&land=15",
    "/bedarfe-angebote/",
    "/bedarfe-angebote/uebersicht/",
    "/netzwerke/",
    "/netzwerke/netz-sn/",
    "/netzwerke/netz-sn/archiv/2015/",
    "/gibt-es-nicht/",
]
SIGNED_IN = [
    PROCESS + "entwurf/absatz/k5-3/",
    "/konto/beitraege/",
    "/konto/angefangene-beitraege/",
    "/konto/gefolgte-absaetze/",
    "/konto/uebersicht/",
    "/konto/profil/",
    "/konto/organisationen/",
    "/konto/organisationen/1/",
    "/konto/organisationen/1/angaben/",
    "/konto/organisationen/1/verlassen/",
    "/konto/organisationen/suche/?q=altmark",
    "/konto/organisationen/neu/",
    "/konto/daten/",
    "/konto/benachrichtigungen/",
    "/konto/email/",
    "/konto/password/change/",
    "/konto/anmeldung/",
    "/konto/anmeldung/webauthn/",
    "/konto/geraete/",
    "/konto/anderswo/",
    "/konto/reauthenticate/",
    "/konto/logout/",
]
RUN = """async () => {
  // What a fixed bar covers by chance of scrolling looks too small; half faded in, a message has less contrast.
  window.scrollTo({top: 0, behavior: "instant"});
  for (const moving of document.getAnimations({subtree: true})) {
    if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish();
  }
  const result = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).join(", ")}`);
}"""


def violations(page, axe_source: str) -> list[str]:
    """What axe-core finds on the page that is open."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source)
    return page.evaluate(RUN)


def assert_fits(page) -> None:
    """Nobody has to scroll sideways to read. The page counts: a scroll bar makes it narrower than its window."""
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - Math.ceil(document.documentElement.getBoundingClientRect().width)"
    )
    assert overflow <= 0, f"{page.url} is {overflow} px too wide"


def write_contribution(page) -> str:
    """Write what can still be changed and withdrawn, follow it, begin another one; the address of the first."""
    page.goto(PROCESS + "entwurf/absatz/k1-2/")
    page.fill("textarea[name=text]", "Angefangen und noch nicht gesendet.")
    page.get_by_role("button", name="Zwischenspeichern").click()
    page.goto(PROCESS + "entwurf/absatz/k1-1/")
    page.check("input[name=kind][value=concern]")
    page.fill("input[name=title]", "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsverordnung")
    page.fill("textarea[name=text]", "- Eins\n- Zwei\n\n**Fett** und https://example.org/" + "lang" * 30)
    page.check("input[name=publication][value=named]")
    page.check("input[name=follow]")
    page.get_by_role("button", name="Beitrag senden").click()
    page.wait_for_url(re.compile("/beitrag/"))
    return page.url.partition("#")[0]


def problems_of(page, axe_source: str, addresses: list[str]) -> dict[tuple[str, int], list[str]]:
    """What axe-core finds at the addresses, wide and narrow: each page is opened once, no script looks at the width."""
    found = {}
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if problems := violations(page, axe_source):
                found[address, width] = problems
            assert_fits(page)
    return found


def test_public_pages(open_page, axe_source):
    assert not problems_of(open_page(bypass_csp=True), axe_source, ADDRESSES)


def test_pages_of_a_signed_in_person(open_page, axe_source):
    page = open_page(bypass_csp=True)
    sign_in(page, "verein@demo.example", PASSWORD)
    own = write_contribution(page)
    page.goto(PROCESS + "beitraege/")
    report = page.locator("a[href$='/melden/']").first.get_attribute("href")
    addresses = [*SIGNED_IN, own, own + "aendern/", own + "zurueckziehen/", report]
    assert not problems_of(page, axe_source, addresses)


#: What lies below these, one address of each kind: the screens people evaluate and answer with.
STAFF = "/admin/verfahren/zusammen-wachsen/"
STAFF_SCREENS = re.compile(STAFF + "(auswertung|ergebnisse|massnahmen|ausgabe)/[^?#]*$")


def staff_screens(page) -> list[str]:
    """One address for each kind of evaluation screen that can be reached by links."""
    found: dict[str, str] = {}
    waiting = [STAFF + name for name in ("auswertung/", "ergebnisse/", "massnahmen/", "ausgabe/")]
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+|uebersetzung/.*", "0", address)
        if kind in found:
            continue
        answer = page.request.get(address)
        assert answer.status == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        found[kind] = address
        waiting += [link for link in re.findall('href="([^"]+)"', answer.text()) if STAFF_SCREENS.match(link)]
    return list(found.values())


@pytest.mark.parametrize("width", [1280, 360])
def test_staff_screens_of_the_evaluation(open_page, axe_source, width):
    page = open_page(bypass_csp=True, width=width)
    sign_in(page, "federfuehrung@demo.example", PASSWORD)
    screens = staff_screens(page)
    assert len(screens) > 25, screens
    found = {}
    for address in screens:
        page.goto(address)
        if problems := violations(page, axe_source):
            found[address] = problems
    assert not found


def test_dark_mode_keeps_contrast(open_page, axe_source):
    page = open_page(bypass_csp=True, color_scheme="dark")
    found = {}
    for address in ("/", PROCESS, PROCESS + "entwurf/", PROCESS + "ergebnisse/", PROCESS + "entwurf/absatz/k5-3/"):
        page.goto(address)
        if problems := violations(page, axe_source):
            found[address] = problems
    assert not found
