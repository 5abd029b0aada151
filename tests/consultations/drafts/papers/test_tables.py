"""Tables in papers: real ones with heads in both formats; what Word gets, the import reads back."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.drafts.importing.read import read_draft
from consultations.drafts.models import Paragraph
from consultations.drafts.papers.comparison import comparison_content
from consultations.drafts.papers.content import draft_content
from consultations.drafts.papers.docx import comparison_docx, draft_docx
from consultations.drafts.papers.docx_tables import plain_runs, table_element
from consultations.drafts.papers.pdf import comparison_pdf, draft_pdf
from consultations.drafts.papers.tables import table_data
from consultations.drafts.tables import Merged, Table, parts_of, table
from tests.consultations.drafts.papers.reading import HOSTILE, docx_of, pdf_of, tags_of, text_of
from tests.factories.consultations import make_version, publish

LEFT, UP = Merged.LEFT, Merged.UP

PLACES = table(
    [["Kurs", "Plätze", LEFT], [UP, "2026", "2027"], ["Alphabet", "40", "60"], [UP, HOSTILE, "a\nb"]],
    head=2,
    caption="Tabelle 1: Plätze",
)
BARE = table([["ohne", "Kopf"], ["c", ""]], head=0)


@pytest.fixture
def tabled(process):
    """Version 1 with two tables in one paragraph, one in a measure."""
    texts = {"k1-1": f"{PLACES.markup}\n\n{BARE.markup}\n[1] Quelle"}
    version = make_version(process, texts=texts, published=False)
    text = f"Das planen wir:\n{PLACES.markup}"
    Paragraph._base_manager.filter(version=version, lineage="k2-1").update(type="measure", text=text)
    return publish(version)


@pytest.fixture
def changed(process, tabled):
    """Version 2: a new row, another number; the table without a head went."""
    rows = [[("80" if cell == "60" else cell) for cell in row] for row in (*PLACES.rows[:3], ["Eltern", "5", "7"])]
    texts = {"k1-1": table(rows, 2, PLACES.caption).markup, "k2-1": tabled.paragraphs.get(lineage="k2-1").text}
    version = make_version(process, number=2, texts=texts, published=False)
    Paragraph._base_manager.filter(version=version, lineage="k2-1").update(type="measure")
    return publish(version)


def read_tables(data: bytes) -> list[Table]:
    draft = read_draft(data, "a.docx")
    texts = [text for chapter in draft.chapters for text in chapter.paragraphs]
    return [part for text in texts for part in parts_of(text) if isinstance(part, Table)]


def test_a_pdf_has_tables_with_heads(tabled):
    reader = pdf_of(draft_pdf(draft_content(tabled)))
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    names = [name for name, _element in tags_of(reader)]
    assert (names.count("/Table"), names.count("/THead"), names.count("/TH")) == (3, 2, 8)
    text = text_of(reader)
    assert "Tabelle 1: Plätze" in text and "[1] Quelle" in text and "#panic" in text


def test_a_word_document_repeats_heads_and_names_tables(tabled):
    document = docx_of(draft_docx(draft_content(tabled)))
    heads = [sum(1 for _mark in element._tbl.iter(qn("w:tblHeader"))) for element in document.tables]
    assert heads == [2, 0, 2]
    names = [element._tbl.tblPr.find(qn("w:tblCaption")) for element in document.tables]
    assert [name if name is None else name.get(qn("w:val")) for name in names] == [PLACES.caption, None, PLACES.caption]


def test_the_import_reads_back_what_word_got(tabled):
    assert read_tables(draft_docx(draft_content(tabled))) == [PLACES, BARE, PLACES]


words = st.lists(st.sampled_from(["Kurs", "40", "a|b", "<<", "^^", "Größe"]), min_size=1, max_size=2).map(" ".join)
cells = st.one_of(words, words, st.sampled_from([LEFT, UP, ""]))


def of_words(rows, head: int, caption: str) -> Table:
    """A table in which every row and column begins with a word: an import leaves out empty ones."""
    return table([["Kopf", *row] for row in rows] + [["x"] * 4], head, caption)


rows = st.lists(st.lists(cells, min_size=2, max_size=3), min_size=2, max_size=4)


@settings(max_examples=4, deadline=None)
@given(st.lists(st.builds(of_words, rows, st.integers(0, 1), words), min_size=5, max_size=9))
def test_every_table_survives_word(found):
    document = Document()
    for made in found:
        document.add_paragraph(made.caption, style="Caption")
        element = table_element(table_data(made), Mm(140), parent=document._body, write=plain_runs)
        document.element.body[-1].addprevious(element)
    file = BytesIO()
    document.save(file)
    assert read_tables(file.getvalue()) == found


def test_comparisons_mark_cells_and_rows_in_both_formats(tabled, changed):
    data = comparison_content(tabled, changed)
    [row] = data["chapters"][0]["rows"]
    old, new = row["old"]["runs"], row["new"]["runs"]
    assert [part["kind"] for part in old] == ["table", "table", "delete"]
    assert [part["kind"] for part in new] == ["table"]
    assert [line["kind"] for line in new[0]["table"]["body"]] == ["same", "insert"]
    marked = [run for cell in new[0]["table"]["body"][0]["cells"] for run in cell["runs"] if run["kind"] != "same"]
    assert marked == [{"kind": "insert", "text": "80"}]
    names = [name for name, _element in tags_of(pdf_of(comparison_pdf(data)))]
    assert names.count("/Table") == 1 + 3, "tables stand within the table of the synopsis"
    [synopsis] = docx_of(comparison_docx(data)).tables
    before, after = synopsis.rows[1].cells[1:3]
    assert [len(cell.tables) for cell in (before, after)] == [2, 1]
    assert after.tables[0].rows[3].cells[0].text == "Eltern"
    assert before._tc[-1].tag == after._tc[-1].tag == qn("w:p"), "Word wants a paragraph at the end of a cell"


def test_merged_paragraphs_are_called_so_in_papers(process):
    gone = "Die Landkreise richten bis Ende 2027 je eine Koordinierungsstelle ein und fördern sie gemeinsam."
    first = make_version(process, texts={"k1-1": "Das Ziel gilt überall.", "k1-2": gone})
    second = make_version(process, number=2, texts={"k1-1": f"Das Ziel gilt überall. {gone}"}, published=False)
    second.paragraphs.get(lineage="k1-2").delete()
    rows = comparison_content(first, publish(second))["chapters"][0]["rows"]
    assert [row["fates"] for row in rows] == [["geändert", "zusammengeführt"], ["entfallen", "zusammengeführt"]]
    assert rows[0]["notes"][0] == "Zusammengeführt mit Text aus dem früheren Absatz 1.2."
    assert rows[1]["notes"][0] == "Zusammengeführt: Der Text steht jetzt in Absatz 1.1."
