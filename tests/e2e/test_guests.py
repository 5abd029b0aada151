"""A guest takes part in a real browser; and what somebody began is there when they come back."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/zusammen-wachsen/"
PARAGRAPH = PROCESS + "entwurf/absatz/k1-1/"
STAFF = "/admin/verfahren/zusammen-wachsen/"


@pytest.fixture(scope="module")
def open_to_guests(site: Site):
    """The lead unit opens the process to guests; after the last test of this file it is as it was."""

    def set_to(mode: str) -> str:
        return site.run(
            "from consultations.process.models import Process\n"
            f"Process.objects.filter(slug='zusammen-wachsen').update(contributors='{mode}')",
        )

    set_to("guests")
    yield
    set_to("registered")


def write(page: Page, *, title: str, email: str) -> None:
    """Fill in the form of a guest and send it."""
    page.goto(PARAGRAPH)
    page.check("input[name=kind][value=proposal]")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", f"{title}: Bitte nennen Sie auch die Menschen, die ehrenamtlich übersetzen.")
    page.check("input[name=publication][value=named]")
    page.fill("input[name=author_name]", "Kim Gast")
    page.fill("input[name=email]", email)
    page.get_by_role("button", name="Beitrag senden").click()
    page.wait_for_url(re.compile("/beitrag-gesendet/"))


def passes(site: Site) -> tuple[int, int]:
    """How many contributions came with a proof of work, and how many without."""
    said = site.run(
        "from consultations.contributions.guests.models import GuestPass as G\n"
        "w = G.objects.without_proof().count()\n"
        "print('passes', G.objects.count() - w, w)",
    )
    found = re.search(r"passes (\d+) (\d+)", said)
    return int(found.group(1)), int(found.group(2))


def confirm(page: Page, site: Site, email: str) -> None:
    """Open the link in the newest mail and press its button."""
    link = re.search(r"\S+/beitrag-bestaetigen/\S+", site.wait_for_mail(email, "/beitrag-bestaetigen/")).group(0)
    page.goto(link)
    page.get_by_role("button", name="Beitrag bestätigen").click()
    page.wait_for_url(re.compile("/beitrag/"))


# Before the process is opened to guests.
def test_what_was_begun_is_there_again(site: Site, open_page):
    first, second = open_page(), open_page()
    text = "Ich schreibe das morgen fertig."
    sign_in(first, "person@demo.example", PASSWORD)
    first.goto(PARAGRAPH)
    first.locator("textarea[name=text]").press_sequentially(text)
    expect(first.locator(".kd-saved")).to_contain_text("Gespeichert um")
    sign_in(second, "person@demo.example", PASSWORD, by_form=True)
    second.goto("/konto/angefangene-beitraege/")
    # Other tests may have begun something else.
    second.locator("main a[href*='/absatz/k1-1/']", has_text="Weiterschreiben").click()
    expect(second.locator("textarea[name=text]")).to_have_value(text)
    second.get_by_role("button", name="Angefangenen Text verwerfen").click()
    expect(second.locator("textarea[name=text]")).to_have_value("")


def test_a_guest_contributes_and_the_moderation_sees_it_once_confirmed(site: Site, open_page, open_to_guests):
    guest, moderator = open_page(), open_page()
    sign_in(moderator, "moderation@demo.example", PASSWORD)
    title, email = "Ehrenamtliches Übersetzen", "gast@beteiligte.example"
    write(guest, title=title, email=email)
    assert passes(site) == (1, 0), "the browser has done the sum"
    moderator.goto(STAFF + "moderation/")
    expect(moderator.locator("main")).not_to_contain_text(title)
    confirm(guest, site, email)
    expect(guest.locator("main")).to_contain_text("Ihr Beitrag ist bestätigt")
    receipt = site.wait_for_mail(email, "persönlicher Link")
    assert guest.url.partition("#")[0].removeprefix(site.base_url) in receipt
    moderator.goto(STAFF + "moderation/")
    moderator.get_by_role("link", name=title).click()
    expect(moderator.locator("main")).to_contain_text("ehrenamtlich übersetzen")


def test_a_guest_without_scripts_contributes_too(site: Site, open_page, open_to_guests):
    guest = open_page(java_script_enabled=False)
    before = passes(site)
    email = "ohne.skripte@beteiligte.example"
    write(guest, title="Ohne Skripte", email=email)
    assert passes(site) == (before[0], before[1] + 1)
    confirm(guest, site, email)


def test_the_form_of_a_guest_is_accessible(open_page, open_to_guests, axe_source):
    page = open_page(width=320)
    page.goto(PARAGRAPH)
    page.get_by_role("button", name="Beitrag senden").click()
    page.wait_for_selector("[role=alert]")
    page.evaluate(axe_source)
    found = page.evaluate("() => axe.run()")["violations"]
    assert not [(item["id"], [node["html"] for node in item["nodes"]]) for item in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
