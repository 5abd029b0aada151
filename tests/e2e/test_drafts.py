"""A long draft through the real interface: import with a picture, reading, search, a second import, the comparison."""

import io

import docx
import pytest
from playwright.sync_api import Page, expect

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in
from tests.e2e.test_accessibility import problems_of
from tests.factories.long_draft import sentences
from tests.factories.pictures import picture

pytestmark = [pytest.mark.e2e, pytest.mark.pages]

PROCESS = "/verfahren/langes-gesetz/"
STAFF = "/admin/verfahren/langes-gesetz/"
CHAPTERS, PARAGRAPHS = 5, 60
DOUBTFUL = "Das Land fördert in jedem Jahr {} Kurse für neu Zugewanderte in allen Landkreisen und kreisfreien Städten."
SAID = "Zehn Kurse reichen für ein ganzes Land nicht aus."
REASON = "Die Zahl folgt dem Haushalt."
MADE = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from consultations.process.enums import PhaseKind, TeamRole
from consultations.process.models import Phase, Process, TeamMember
from consultations.process.services import add_team_member
from consultations.drafts.services import create_draft
admin = User.objects.get(email="admin@demo.example")
process = Process.objects.create(
    slug="langes-gesetz", title="Langes Gesetz", short_title="Langes Gesetz", summary="Worum es geht.",
    what_can_change="Alles.", what_is_fixed="Nichts.", promise="Wir antworten.", initiator_name="Ministerium",
    contact_email="ministerium@demo.example", is_published=True,
)
today = timezone.localdate()
Phase.objects.create(
    process=process, key="konsultation", order=1, kind=PhaseKind.CONSULTATION, title="Konsultation",
    starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=9),
)
for name, role in (("redaktion", TeamRole.EDITOR), ("federfuehrung", TeamRole.LEAD)):
    add_team_member(process, User.objects.get(email=f"{name}@demo.example"), role, actor=admin)
create_draft(process, title="Entwurf eines langen Gesetzes", actor=admin)
"""
RELEASED = """
from accounts.models import User
from consultations.contributions.models import Contribution
from consultations.moderation.services import release
release(Contribution.objects.get(process__slug="langes-gesetz"), actor=User.objects.get(email="admin@demo.example"))
"""
EXPLAINED = f"""
from accounts.models import User
from consultations.drafts.comparison import differences
from consultations.drafts.models import DraftVersion
from consultations.results.services import explain_change
version = DraftVersion.objects.get(draft__process__slug="langes-gesetz", number=2)
for difference in differences(version.previous, version):
    explain_change(version, difference.lineage, editorial_reason="{REASON}",
                   actor=User.objects.get(email="redaktion@demo.example"))
"""


def law(*numbers: str, added: str = "") -> bytes:
    """A DOCX of five chapters; the last begins with a paragraph for each number and ends with a picture."""
    document = docx.Document()
    for chapter in range(CHAPTERS):
        document.add_heading(f"Abschnitt {chapter + 1}", 1)
        if chapter == CHAPTERS - 1:
            for number in numbers:
                document.add_paragraph(DOUBTFUL.format(number))
        for index in range(PARAGRAPHS):
            document.add_paragraph(sentences(chapter * PARAGRAPHS + index))
        if chapter == 0 and added:
            document.add_paragraph(added)
    document.add_picture(io.BytesIO(picture("green", size=(300, 200))))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def upload(page: Page, data: bytes) -> None:
    page.goto(STAFF + "entwurf/importieren/")
    page.set_input_files(
        "input[type=file]", {"name": "gesetz.docx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Vorschau zeigen").click()
    page.wait_for_url("**/vorschau/")


def confirm(page: Page) -> None:
    page.get_by_role("button", name="In die Arbeitsfassung übernehmen").click()
    page.wait_for_url("**/entwurf/")


def prepare(page: Page, label: str) -> None:
    page.goto(STAFF + "entwurf/")
    page.fill("input[name=label]", label)
    page.locator("form:has(input[name=label]) button[type=submit]").first.click()
    page.wait_for_url("**/fassung/*/")


def publish(page: Page, number: int) -> None:
    page.goto(f"{STAFF}entwurf/fassung/{number}/veroeffentlichen/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/entwurf/")


@pytest.fixture(scope="module")
def long_process(site: Site) -> None:
    """An empty draft that the demonstration's editor and lead unit work on."""
    site.run(MADE)


def read_with_javascript(page: Page) -> None:
    """Chapters open in place; an anchor in another chapter leads to its page."""
    page.goto(PROCESS + "entwurf/")
    chapter = page.locator("section.kd-chapter", has=page.get_by_role("heading", name="Abschnitt 3"))
    expect(chapter).not_to_contain_text(sentences(2 * PARAGRAPHS))
    before = page.url
    chapter.get_by_role("link", name="Dieses Kapitel lesen").click()
    expect(chapter).to_contain_text(sentences(2 * PARAGRAPHS))
    assert page.url == before
    expect(chapter.get_by_role("heading", level=2)).to_be_focused()
    anchor = chapter.locator(".kd-paragraph").nth(7).get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{PROCESS}entwurf/#{anchor}")
    page.wait_for_url("**/entwurf/lesen/**")
    expect(page.locator(f"#{anchor}")).to_contain_text(sentences(2 * PARAGRAPHS + 7))


def read_without_javascript(page: Page) -> None:
    """The same by plain links, with the search."""
    page.goto(PROCESS + "entwurf/")
    folded = page.locator("section.kd-chapter", has=page.get_by_role("heading", name="Abschnitt 2"))
    folded.get_by_role("link", name="Dieses Kapitel lesen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abschnitt 2")
    expect(page.locator("main")).to_contain_text(sentences(PARAGRAPHS))
    page.locator("nav a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abschnitt 3")
    page.get_by_role("searchbox").fill("FÖRDERT zugewanderte")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator(".kd-hit mark").first).to_have_text("fördert")
    page.locator(".kd-hit a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abschnitt 5")
    image = page.get_by_role("img", name="Karte der Kreise")
    expect(image).to_be_visible()
    assert page.request.get(image.get_attribute("src")).headers["content-type"] == "image/png"
    page.get_by_role("searchbox").fill("Xylophon")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("main")).to_contain_text("kommt in dieser Fassung nicht vor")


def contribute(page: Page) -> str:
    """Comment on the first paragraph of the last chapter; returns the address of its page."""
    page.goto(PROCESS + "entwurf/?suche=" + "zehn Kurse Landkreisen kreisfreien")
    page.locator(".kd-hit a").first.click()
    paragraph = page.locator(".kd-paragraph", has_text=DOUBTFUL.format("zehn"))
    paragraph.get_by_role("link", name="kommentieren").click()
    page.wait_for_url("**/entwurf/absatz/**")
    address = page.url.partition("#")[0]
    page.check("input[name=kind][value=proposal]")
    page.fill("textarea[name=text]", SAID)
    page.check("input[name=publication][value=category]")
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_url("**/beitrag/**")
    return address


def test_a_long_draft_from_the_first_import_to_the_comparison(site: Site, open_page, long_process):
    editor, lead, person, stranger = (open_page() for _ in range(4))
    sign_in(editor, "redaktion@demo.example", PASSWORD)
    sign_in(lead, "federfuehrung@demo.example", PASSWORD)

    upload(editor, law("zehn", "zwanzig"))
    expect(editor.locator("main")).to_contain_text("1 davon hat keinen Alternativtext.")
    editor.get_by_text("3 Abschnitt 3").click()
    expect(editor.locator("details[open]")).to_contain_text(sentences(2 * PARAGRAPHS))
    editor.get_by_label("Alternativtext").fill("Karte der Kreise")
    confirm(editor)
    prepare(editor, "Erste Fassung")
    assert stranger.goto(PROCESS + "entwurf/fassung/1/").status == 404
    publish(lead, 1)
    read_with_javascript(stranger)
    read_without_javascript(open_page(java_script_enabled=False))

    sign_in(person, "person@demo.example", PASSWORD)
    address = contribute(person)
    site.run(RELEASED)
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text(SAID)

    upload(editor, law("dreißig", added="Dieser Absatz ist in der zweiten Fassung neu hinzugekommen."))
    question = editor.locator("fieldset.kd-question")
    expect(question).to_have_count(1)
    editor.get_by_role("button", name="In die Arbeitsfassung übernehmen").click()
    assert "/vorschau/" in editor.url, "an open question is not skipped"
    question.locator("div", has_text="zehn").locator("input[type=radio]").first.check()
    confirm(editor)
    prepare(editor, "Zweite Fassung")
    site.run(EXPLAINED)
    publish(lead, 2)

    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text(DOUBTFUL.format("dreißig"))
    expect(stranger.locator("main")).to_contain_text(SAID)
    stranger.goto(PROCESS + "entwurf/vergleich/")
    changed = stranger.locator("article.kd-difference--changed")
    expect(changed.locator("del")).to_contain_text(["zehn"])
    expect(changed.locator("ins")).to_contain_text(["dreißig"])
    expect(changed).to_contain_text(REASON)
    expect(stranger.locator("article.kd-difference--added")).to_contain_text("neu hinzugekommen")
    stranger.get_by_role("link", name="Nebeneinander").click()
    expect(stranger.locator("article.kd-difference--changed .kd-synopsis__side")).to_contain_text(["zehn", "dreißig"])
    stranger.locator("article.kd-difference--changed").get_by_role("link", name="Im Zusammenhang lesen").click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Abschnitt 5")


def test_the_pages_of_a_draft_are_accessible(open_page, axe_source):
    draft = "/verfahren/zusammen-wachsen/entwurf/"
    addresses = [draft + path for path in ("lesen/k3/", "?suche=sprache", "?suche=xylophon", "ganz/")]
    assert not problems_of(open_page(bypass_csp=True), axe_source, addresses)
