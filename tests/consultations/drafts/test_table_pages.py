"""Tables of a draft on their way: imported, edited, frozen, read, compared, searched, discussed."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from consultations.contributions.models import Contribution
from consultations.drafts.comparison import differences
from consultations.drafts.images.models import DraftImage
from consultations.drafts.images.services import store_image
from consultations.drafts.importing.services import apply_import, start_import, working_blocks
from consultations.drafts.models import Draft
from consultations.drafts.services import create_draft, prepare_version, publish_version
from consultations.drafts.tables import tidied
from tests.consultations.drafts.test_import_read import word
from tests.consultations.drafts.test_import_tables import EXPECTED, fill_word
from tests.factories.consultations import make_contribution, make_version
from tests.factories.pictures import picture

TABLE = """: Plätze <b>
| Kurs | Plätze | << |
| ^^ | 2026 | 2027 |
|---|---|---|
| Alphabet | 40 | 60 |
| Beruf<br>abends | 12 | <script> |"""


def html(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def paragraph_url(process, lineage="k1-1"):
    return reverse("contributions:paragraph", args=[process.slug, lineage])


@pytest.fixture
def tabled(process):
    return make_version(process, texts={"k1-1": TABLE})


# --- Reading --------------------------------------------------------------------------------------------------------


def test_readers_get_a_real_table_that_scrolls_in_a_region(client, process, tabled):
    for address in (reverse("drafts:current", args=[process.slug]), paragraph_url(process)):
        page = html(client.get(address))
        [region] = re.findall(r'<div class="kd-table-scroll[^>]*>.*?</table></div>', page)
        assert 'role="region" tabindex="0" aria-label="Tabelle in Absatz 1.1: Plätze &lt;b&gt;"' in region
        assert ">Plätze &lt;b&gt;</span></caption>" in region
        assert '<th scope="col" rowspan="2">Kurs</th><th scope="colgroup" colspan="2">Plätze</th>' in region
        assert '<th scope="col">2026</th>' in region and "<td>Beruf<br>abends</td>" in region
        assert "<td>&lt;script&gt;</td>" in region and "|" not in region


def test_tables_cost_no_queries(client, process, tabled):
    def queries(address):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    address = reverse("drafts:current", args=[process.slug])
    queries(address)
    with_one = queries(address)
    make_version(process, number=2, texts={f"k{c}-{n}": TABLE for c in (1, 2) for n in (1, 2)})
    old = reverse("drafts:version", args=[process.slug, 1])
    queries(address)
    assert queries(address) <= with_one + 1, "the link to the version before"
    assert queries(old) == queries(reverse("drafts:version", args=[process.slug, 1]))


def test_search_finds_the_words_of_a_table_without_its_bars(client, process, tabled):
    address = reverse("drafts:current", args=[process.slug])
    page = html(client.get(address, {"suche": "beruf"}))
    assert "<mark>Beruf</mark> abends | 12" in page and "|---" not in page


def test_a_published_table_cannot_be_changed(tabled):
    with pytest.raises(IntegrityError, match="published version cannot be changed"), transaction.atomic():
        tabled.paragraphs.filter(lineage="k1-1").update(text=TABLE.replace("40", "41"))


def test_the_comparison_marks_words_in_their_cells(client, process, tabled):
    changed = TABLE.replace("| 40 |", "| 50 |") + "\n| Eltern | 5 | 6 |"
    make_version(process, number=2, texts={"k1-1": changed})
    address = reverse("drafts:comparison", args=[process.slug])
    page = html(client.get(address))
    cell = re.search(r'<td class="kd-changed--same"><del>.*?</td>', page)[0]
    assert ">40<" in re.sub(r"<span.*?</span>", "", cell) and ">50<" in re.sub(r"<span.*?</span>", "", cell)
    assert page.count('<tr class="kd-changed--insert">') == 1 and "|---" not in page
    both = html(client.get(address, {"ansicht": "synopse"}))
    assert both.count("<table") == 2 and both.count('<tr class="kd-changed--insert">') == 1
    labels = re.findall(r'role="region" tabindex="0" aria-label="([^"]*)"', both)
    assert len(set(labels)) == 2, "regions are told apart"


# --- Another wording ------------------------------------------------------------------------------------------------


def typed(wording):
    return {
        "kind": "concern", "text": "Zu wenig.", "publication": "named", "organisation": "selbst",
        "proposed_text": wording,
    }  # fmt: skip


def test_another_wording_of_a_table_is_shown_as_a_table(client, cast, process, tabled):
    client.force_login(cast.stakeholder)
    page = html(client.get(paragraph_url(process)))
    assert "Dieser Absatz enthält eine Tabelle" in page and "| Alphabet | 40 | 60 |" in page
    paragraph = tabled.paragraphs.get(lineage="k1-1")
    same = TABLE.replace("\n| ", "\r\n|")
    client.post(paragraph_url(process), typed(same) | {"wording_of": paragraph.pk})
    client.post(paragraph_url(process), typed(TABLE.replace("40", "90")) | {"wording_of": paragraph.pk})
    one, other = Contribution.objects.order_by("pk")
    assert not one.proposed_text and "| 90 |" in other.proposed_text
    make_contribution(paragraph, proposed_text=TABLE, published_proposal=TABLE.replace("40", "90"))
    client.logout()
    page = html(client.get(paragraph_url(process)))
    assert page.count("<table") == 2 and ">90<" in re.sub(r"<span.*?</span>", "", page)


# --- From the file to the version -----------------------------------------------------------------------------------


@pytest.fixture
def draft(db, cast, process) -> Draft:
    call_command("set_up_site", verbosity=0)
    return create_draft(process, title="Entwurf", actor=cast.admin)


def bring_in(draft, cast, data: bytes) -> list:
    waiting = start_import(draft, upload=SimpleUploadedFile("a.docx", data), actor=cast.editor)
    apply_import(waiting, choices={}, actor=cast.editor)
    return written(draft)[1:]


def written(draft) -> list:
    """The blocks of the working copy, its one chapter first."""
    return working_blocks(Draft.objects.get(pk=draft.pk).page)


def test_an_imported_table_survives_the_page_editor_and_the_version(client, cast, draft):
    before, table, after = bring_in(draft, cast, word(fill_word))
    assert table.text == EXPECTED.markup
    client.force_login(cast.editor)
    chapter = written(draft)[0]
    rows = [
        (block.type, block.value | {"images": {"count": 0}} if block.type != "chapter" else block.value, block.lineage)
        for block in (chapter, before, table, after)
    ]
    data = nested_form_data({"title": "Entwurf", "slug": draft.page.slug, "body": streamfield([r[:2] for r in rows])})
    data |= {f"body-{place}-id": lineage for place, (_type, _value, lineage) in enumerate(rows)}
    # Browsers send line breaks their own way, and editors type bars theirs.
    typed_table = table.text.replace("\n| ", "\r\n|")
    data |= {"body-2-value-text": typed_table, "body-1-value-images-count": "0", "comments-TOTAL_FORMS": "0",
             "comments-INITIAL_FORMS": "0"}  # fmt: skip
    data |= {f"body-{place}-value-images-count": "0" for place in (1, 2, 3)}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.page.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    saved = written(draft)[1:]
    assert [block.lineage for block in saved] == [before.lineage, table.lineage, after.lineage]
    assert saved[1].text != table.text and tidied(saved[1].text) == table.text
    version = prepare_version(draft, label="Fassung", actor=cast.editor)
    paragraph = version.paragraphs.get(lineage=table.lineage)
    assert paragraph.text == EXPECTED.markup and paragraph.number == "1.2"
    publish_version(version, actor=cast.lead)
    again = prepare_version(draft, label="Fassung 2", actor=cast.editor)
    assert differences(version, again) == []


def test_importing_again_keeps_the_lineage_of_tables_and_of_what_were_tables(cast, draft):
    first = bring_in(draft, cast, word(fill_word))
    assert [block.lineage for block in bring_in(draft, cast, word(fill_word))] == [b.lineage for b in first]
    page = Draft.objects.get(pk=draft.pk).page.working_copy
    body = list(page.body.get_prep_value())
    # As it was imported before there were tables.
    body[2]["value"]["text"] = EXPECTED.plain.removeprefix("Tabelle 1: Plätze\n")
    page.body = json.dumps(body)
    page.save_revision(user=cast.editor)
    again = bring_in(draft, cast, word(fill_word))
    assert [block.lineage for block in again] == [b.lineage for b in first] and again[1].text == EXPECTED.markup


def test_the_preview_shows_tables(client, cast, draft, process):
    client.force_login(cast.editor)
    upload = SimpleUploadedFile("a.docx", word(fill_word))
    assert client.post(reverse("drafts_admin:import", args=[process.slug]), {"file": upload}).status_code == 302
    page = html(client.get(reverse("drafts_admin:import_preview", args=[process.slug])))
    assert ">Tabelle 1: Plätze</span></caption>" in page and "Alles wurde übernommen" in page


# --- The page editor --------------------------------------------------------------------------------------------------


def test_the_editor_shows_tables_while_they_are_typed(client, cast, draft):
    client.force_login(cast.editor)
    page = html(client.get(reverse("wagtailadmin_pages:edit", args=[draft.page.pk])))
    assert "admin_draft_editor.js" in page and "kd-draft-text" in page and "kd-draft-image" in page
    address = reverse("draft_editor:tables")
    shown = html(client.post(address, {"text": TABLE}))
    assert "<table" in shown and "&lt;script&gt;" in shown and "Zeile aus Strichen" not in shown
    shown = html(client.post(address, {"text": "| a | b |"}))
    assert "<table" not in shown and "Zeile aus Strichen" in shown
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("who", ["outsider", "moderator", "observer", "stakeholder", None])
def test_only_editors_ask_how_tables_look(client, cast, draft, who):
    if who:
        client.force_login(getattr(cast, who))
    response = client.post(reverse("draft_editor:tables"), {"text": TABLE})
    # The outsider leads another process and edits its draft; nothing of ours is in the answer.
    assert response.status_code == 200 if who == "outsider" else response.status_code in (302, 403)


@pytest.mark.parametrize("who", ["editor", "observer", "outsider", "stakeholder", None])
def test_the_editor_shows_images_by_their_key_to_the_team(client, cast, draft, who):
    image = store_image(draft, picture(), actor=cast.editor)
    if who:
        client.force_login(getattr(cast, who))
    response = client.get(reverse("draft_editor:image", args=[image.key]))
    if who in ("editor", "observer"):
        assert response.status_code == 200 and response.headers["Content-Type"] == "image/png"
    else:
        assert response.status_code in (302, 403, 404)
    assert DraftImage.objects.count() == 1
