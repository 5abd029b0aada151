"""One's own data in a real browser: the file, how often to be told, the link in a mail, closing the account."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PARAGRAPH = "/verfahren/zusammen-wachsen/entwurf/absatz/k1-2/"
EMAIL, NAME = "wanda@fort.example", "Wanda Wegmann"
TITLE, TEXT = "Busse am Abend", "Bitte denken Sie an Busse am Abend, sonst kommt niemand nach Hause."


@pytest.fixture
def leaving(site: Site) -> str:
    """Somebody with a contribution published under the own name, who was told of a new version by mail."""
    site.run(
        f"""
from allauth.account.models import EmailAddress
from accounts.models import User
from consultations.contributions.services import Submission, submit_contribution
from consultations.drafts.queries import current_version
from consultations.process.models import Process
from consultations.moderation.services import release
from notifications.notices import tell
user = User.objects.create_user({EMAIL!r}, {PASSWORD!r}, display_name={NAME!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
version = current_version(Process.objects.get(slug="zusammen-wachsen"))
paragraph = version.paragraphs.get(lineage="k1-2")
said = Submission(kind="proposal", title={TITLE!r}, text={TEXT!r}, publication="named")
row = submit_contribution(paragraph, user, said).contribution
release(row, actor=User.objects.get(email="moderation@demo.example"))
tell(user, "versions", text="Es gibt eine neue Fassung.", url="/", dedupe_key="test-my-data")
""",
    )
    return EMAIL


def enter_password(page: Page) -> None:
    """What concerns all of one's data asks for the password again."""
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()


def test_file_settings_unsubscribing_and_closing(site: Site, open_page, leaving):
    page = open_page()
    sign_in(page, leaving, PASSWORD, by_form=True)

    page.goto("/konto/daten/")
    page.get_by_role("button", name="Meine Daten anfordern").click()
    # What was asked for goes on after it.
    enter_password(page)
    expect(page.locator("body")).to_contain_text("Ihre Datei wird vorbereitet")
    link = re.search(r"\S+/konto/daten/\S+", site.wait_for_mail(leaving, "liegen bereit")).group(0)
    page.goto("/konto/daten/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Datei herunterladen").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        data = json.loads(archive.read("daten.json"))
    (said,) = data["contributions"]["contributions"]
    assert (said["text"], data["account"]["email"]) == (TEXT, leaving)

    page.goto("/konto/benachrichtigungen/")
    page.locator("select[name=subject_replies]").select_option("weekly")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("select[name=subject_replies]")).to_have_value("weekly")

    stranger = open_page()
    stranger.goto(link)
    assert "/konto/login/" in stranger.url, "the link alone opens nothing"
    mail = site.wait_for_mail(leaving, "Es gibt eine neue Fassung.")
    stranger.goto(re.search(r"\S+/benachrichtigungen/abbestellen/\S+", mail).group(0))
    with stranger.expect_navigation():
        stranger.locator("main form button[type=submit]").click()
    page.goto("/konto/benachrichtigungen/")
    expect(page.locator("select[name=subject_versions]")).to_have_value("none")
    expect(page.locator("select[name=subject_replies]")).to_have_value("weekly")

    stranger.goto(PARAGRAPH)
    expect(stranger.locator("article", has_text=TEXT)).to_contain_text(NAME)
    page.goto("/konto/schliessen/")
    expect(page.locator("main")).to_contain_text("1 Beitrag bleibt stehen")
    page.get_by_role("button", name="Mein Konto schließen").click()
    expect(page.locator("main")).to_contain_text("Bitte setzen Sie hier ein Häkchen")
    page.check("input[name=sure]")
    page.get_by_role("button", name="Mein Konto schließen").click()
    expect(page.locator("body")).to_contain_text("Ihr Konto ist geschlossen")
    site.wait_for_mail(leaving, "geschlossen")

    stranger.goto(PARAGRAPH)
    expect(stranger.locator("article", has_text=TEXT)).to_be_visible()
    expect(stranger.locator("main")).not_to_contain_text(NAME)
    page.goto("/konto/login/")
    page.fill("input[name=login]", leaving)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert "/konto/login/" in page.url
    assert page.goto("/konto/daten/").url.endswith("/konto/login/?next=/konto/daten/")
