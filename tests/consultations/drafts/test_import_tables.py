"""Tables of imported files: three formats, one table; what could not be carried over is said."""

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from consultations.drafts.importing import tables as limits
from consultations.drafts.importing.matching import Part, bare, match_paragraphs
from consultations.drafts.importing.notes import describe
from consultations.drafts.importing.read import read_draft
from consultations.drafts.tables import Merged, parts_of, table
from tests.consultations.drafts.test_import_read import odt, word

LEFT, UP = Merged.LEFT, Merged.UP

#: Two rows of head, cells merged across and down, a line break, a bar and a caption.
EXPECTED = table(
    [
        ["Kurs", "Plätze", LEFT],
        [UP, "2026", "2027"],
        ["Alphabet\n• abends", "40", "60"],
        [UP, "a | b", ""],
    ],
    head=2,
    caption="Tabelle 1: Plätze",
)


def fill_word(document) -> None:
    document.add_paragraph("Vorher.")
    document.add_paragraph("Tabelle 1: Plätze", style="Caption")
    made = document.add_table(rows=4, cols=3)
    texts = [["Kurs", "Plätze", ""], ["", "2026", "2027"], ["Alphabet", "40", "60"], ["", "a | b", ""]]
    for row, line in zip(made.rows, texts, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    made.cell(2, 0).add_paragraph("abends", style="List Bullet")
    made.cell(0, 0).merge(made.cell(1, 0))
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(2, 0).merge(made.cell(3, 0))
    made.rows[0].cells[0].paragraphs[0].runs[0].bold = True
    document.add_paragraph("Nachher.")


ODT_TABLE = (
    "<text:p>Vorher.</text:p>"
    '<table:table><table:table-column table:number-columns-repeated="3"/><table:table-header-rows>'
    '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Kurs</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-spanned="2"><text:p>Plätze</text:p></table:table-cell>'
    "<table:covered-table-cell/></table:table-row>"
    "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>2026</text:p></table:table-cell>"
    "<table:table-cell><text:p>2027</text:p></table:table-cell></table:table-row></table:table-header-rows>"
    '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Alphabet</text:p><text:list>'
    "<text:list-item><text:p>abends</text:p></text:list-item></text:list></table:table-cell>"
    "<table:table-cell><text:p>40</text:p></table:table-cell>"
    "<table:table-cell><text:p>60</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>a | b</text:p></table:table-cell>"
    "<table:table-cell/></table:table-row></table:table>"
    '<text:p text:style-name="Table">Tabelle 1: Plätze</text:p>'
    "<text:p>Nachher.</text:p>"
)
MARKDOWN = r"""Vorher.

| Ziel | Jahr |
|---|---:|
| **Kurse** | 2027<br>2028 |
| a \| b[^1] | << |

Table: Ziele

Nachher.

[^1]: Quelle
"""


def read(data: bytes, name: str = "a.docx"):
    draft = read_draft(data, name)
    return draft, draft.chapters[0].paragraphs


def only_table(text: str):
    [before, found, _after] = parts_of(text)
    assert not before
    return found


@pytest.mark.parametrize(
    ("data", "name"), [(lambda: word(fill_word), "a.docx"), (lambda: odt(ODT_TABLE), "a.odt")], ids=["docx", "odt"]
)
def test_head_merged_cells_lines_and_caption_are_carried_over(data, name):
    draft, [before, text, after] = read(data(), name)
    assert (before, after) == ("Vorher.", "Nachher.")
    assert only_table(text) == EXPECTED
    assert draft.notes == {}


def test_markdown_tables_keep_lines_notes_and_caption():
    draft, [_before, text, _after] = read(MARKDOWN.encode(), "a.md")
    assert only_table(text) == table([["Ziel", "Jahr"], ["Kurse", "2027\n2028"], ["a | b [1]", LEFT]], caption="Ziele")
    assert text.endswith("\n[1] Quelle") and draft.notes == {"footnotes": 1}


def with_cells(rows: int, columns: int, text: str = "x"):
    def fill(document):
        made = document.add_table(rows=rows, cols=columns)
        for row in made.rows:
            for cell in row.cells:
                cell.text = text

    return fill


def test_a_repeated_row_is_the_head_and_a_look_without_head_has_none():
    def fill(document):
        with_cells(3, 2)(document)
        with_cells(2, 2, "y")(document)
        first, second = document.tables
        for row in first.rows[:2]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        look = second._tbl.tblPr.find(qn("w:tblLook"))
        look.set(qn("w:firstRow"), "0")

    _draft, texts = read(word(fill))
    assert [only_table(text).head for text in texts] == [2, 0]


def test_a_file_that_does_not_name_a_head_is_asked_about():
    def fill(document):
        with_cells(2, 2)(document)
        properties = document.tables[0]._tbl.tblPr
        properties.remove(properties.find(qn("w:tblLook")))

    draft, [text] = read(word(fill))
    assert only_table(text).head == 1 and draft.notes == {"tables_head": 1}
    assert "Kopfzeile" in describe(draft.notes)[0]


def test_a_table_in_a_table_becomes_lines_and_is_named():
    def fill(document):
        with_cells(2, 2)(document)
        cell = document.tables[0].cell(1, 1)
        inner = cell.add_table(rows=2, cols=2)
        for place, text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), "abcd", strict=True):
            inner.cell(*place).text = text

    draft, [text] = read(word(fill))
    assert only_table(text).rows[1] == ("x", "x\na | b\nc | d") and draft.notes == {"tables_nested": 1}


def test_a_frame_of_one_cell_is_no_table():
    draft, paragraphs = read(word(with_cells(1, 1, "Wichtig!")))
    assert paragraphs == ["Wichtig!"] and draft.notes == {"frames": 1}


def test_rows_deleted_in_tracked_changes_are_gone():
    def fill(document):
        with_cells(3, 2)(document)
        row = document.tables[0].rows[2]
        row.cells[0].text = "gestrichen"
        row._tr.get_or_add_trPr().append(OxmlElement("w:del"))

    draft, [text] = read(word(fill))
    assert "gestrichen" not in text and len(only_table(text).rows) == 2 and draft.notes["tracked_changes"] == 1


def test_too_large_a_table_stays_text_and_is_named(monkeypatch):
    monkeypatch.setattr(limits, "MAX_CELLS", 8)
    draft, [text] = read(word(with_cells(3, 3)))
    assert text == "x | x | x\nx | x | x\nx | x | x" and draft.notes == {"tables_large": 1}


@pytest.mark.parametrize(
    "body",
    [
        '<table:table-row table:number-rows-repeated="999999"><table:table-cell '
        'table:number-columns-repeated="999999"><text:p>x</text:p></table:table-cell></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-spanned="999999" table:number-rows-spanned="999999">'
        "<text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>",
    ],
)
def test_tables_that_claim_to_be_huge_are_bounded(body):
    _draft, [text] = read(odt(f"<table:table>{body}</table:table>"), "a.odt")
    assert "x" in text and len(text) < 1_000_000


def test_wide_spans_in_word_are_bounded():
    def fill(document):
        with_cells(2, 2)(document)
        for cell in document.tables[0].rows[0].cells:
            span = OxmlElement("w:gridSpan")
            span.set(qn("w:val"), "900000")
            cell._tc.get_or_add_tcPr().append(span)

    draft, [text] = read(word(fill))
    assert text == "x | x\nx | x" and draft.notes == {"tables_large": 1}


def test_merged_cells_that_fit_nowhere_are_parted_and_named():
    """A cell that reaches from the head into the body of a table that is all head otherwise."""

    def fill(document):
        with_cells(2, 2)(document)
        made = document.tables[0]
        made.cell(1, 0).text = ""
        made.cell(0, 0).merge(made.cell(1, 0))

    draft, [text] = read(word(fill))
    assert only_table(text).rows == (("x", "x"), ("", "x")) and draft.notes == {"tables_merged": 1}


# --- Importing again --------------------------------------------------------------------------------------------------


def test_a_table_that_was_lines_of_text_is_found_again_as_a_table():
    old = [Part("t", "Kurs | 2026\nAlphabet | 40", "Ziele"), Part("a", "Kurs 2026 in Alphabet", "Ziele")]
    new = [Part("0", "| Kurs | 2026 |\n|---|---|\n| Alphabet | 40 |", "Ziele")]
    assert match_paragraphs(old, new).sure == {"0": "t"}


def test_a_changed_table_is_matched_by_content():
    rows = [["Kurs", "Plätze"], *([f"Angebot {n} im Landkreis", str(n)] for n in range(8))]
    other = [*rows[:5], ["Neues Angebot für Eltern", "9"], *rows[5:]]
    old = [Part("t", table(rows).markup), Part("u", table([["Ziel", "Jahr"], ["Sprache", "2027"]]).markup)]
    found = match_paragraphs(old, [Part("0", table(other).markup)])
    assert found.sure == {"0": "t"}
    assert "|" not in bare(table([["a"], ["b"]]).markup)
