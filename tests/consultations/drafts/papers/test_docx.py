"""Papers as Word documents, read back: styles, fields and marks where other programs look for them."""

import pytest
from docx.oxml.ns import qn

from consultations.drafts.papers import docx_parts as parts
from consultations.drafts.papers.comparison import comparison_content
from consultations.drafts.papers.content import draft_content
from consultations.drafts.papers.docx import comparison_docx, draft_docx
from consultations.drafts.papers.pdf import comparison_pdf
from tests.consultations.drafts.papers.reading import HOSTILE, docx_of, pdf_of, text_of


@pytest.fixture
def draft(rich):
    return docx_of(draft_docx(draft_content(rich)))


@pytest.fixture
def comparison(version, second):
    return docx_of(comparison_docx(comparison_content(version, second)))


def styled(document, style):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def test_headings_and_numbers_are_real(draft):
    assert styled(draft, "Title") == ["Entwurf Konzept"]
    assert styled(draft, "Heading 1") == ["1  Kapitel 1", "2  Kapitel 2"]
    assert styled(draft, parts.CONTENTS_ENTRY) == ["1  Kapitel 1", "2  Kapitel 2"]
    numbered = styled(draft, parts.NUMBERED)
    assert [text.split("\t")[0] for text in numbered] == ["1.1", "2.2"]
    assert numbered[0] == "1.1\tGrößere Übung für „Ältere“.\nZweite Zeile."
    assert styled(draft, parts.CONTINUED) == [HOSTILE], "typed text stays as it is"
    assert "中文 und 🙂" in numbered[1] and "\x0c" not in numbered[1]


def test_goals_and_measures_are_set_apart(draft):
    assert styled(draft, parts.LABEL) == ["1.2\tZiel", "2.1\tHandlungsansatz HA 3.1"]
    assert styled(draft, parts.GOAL) == ["Alle verstehen einander."]
    assert styled(draft, parts.MEASURE) == ["Das Land fördert Kurse."]
    assert styled(draft, parts.SMALL) == [
        "Zuständig: Ministerium für Übergänge",
        "Zeitraum: 2027–2029",
        "Indikator: Zahl der Kurse",
    ]


def test_the_contents_can_be_brought_up_to_date_and_lead_somewhere(draft):
    body = draft.element.body
    instructions = [element.text.strip() for element in body.iter(qn("w:instrText"))]
    assert instructions == ['TOC \\o "1-1" \\h \\z \\u']
    kinds = [element.get(qn("w:fldCharType")) for element in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    assert anchors == [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]


def test_language_title_and_pages(draft, process, settings):
    core = draft.core_properties
    assert core.language == "de-DE" and core.title == "Entwurf Konzept – Fassung 1"
    assert core.author == process.initiator_name and not core.comments
    languages = {element.get(qn("w:val")) for element in draft.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-DE"}
    section = draft.sections[0]
    assert section.header.paragraphs[0].text == "Konzept\tFassung 1"
    for foot in (section.footer, section.first_page_footer):
        assert foot.paragraphs[0].text == f"{settings.BASE_URL}/verfahren/konzept/entwurf/\tSeite 1 von 1"
        fields = [element.text.strip() for element in foot._element.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_a_comparison_has_tables_with_heads(comparison):
    assert styled(comparison, "Heading 1") == ["1  Kapitel 1", "2  Kapitel 2"]
    for table in comparison.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in others)
    head = [cell.text for cell in comparison.tables[0].rows[0].cells]
    assert head == ["Absatz", "Fassung 1", "Fassung 2", "Ursache"]
    names = [row.cells[0].text for table in comparison.tables for row in table.rows[1:]]
    assert names[0] == "Absatz 1.1\ngeändert" and names[1] == "Früherer Absatz 1.2\nentfallen"
    assert any(name.startswith("Absatz 2.") and "verschoben" in name and "gleich geblieben" in name for name in names)
    assert any(name == "Absatz 2.3\nneu" for name in names)
    assert styled(comparison, "List Bullet")[:2] == ["1 Absatz geändert", "1 Absatz neu"]


def test_deleted_and_inserted_words_are_struck_and_underlined(comparison):
    _name, old, new, _cause = comparison.tables[0].rows[1].cells
    runs = {run.style.name: run.text for cell in (old, new) for run in cell.paragraphs[0].runs}
    assert runs[parts.DELETED] == "Text" and runs[parts.INSERTED] == "Neuer Wortlaut"
    assert old.text == "Text von Absatz k1-1." and new.text == "Neuer Wortlaut von Absatz k1-1."
    assert comparison.styles[parts.DELETED].font.strike and comparison.styles[parts.INSERTED].font.underline
    _name, old, new, _cause = comparison.tables[0].rows[2].cells
    assert new.text == "In dieser Fassung nicht mehr enthalten."
    assert {run.style.name for run in old.paragraphs[0].runs} == {parts.DELETED}


def test_both_formats_say_the_same_words(version, second):
    data = comparison_content(version, second)
    text = text_of(pdf_of(comparison_pdf(data))).replace(" ", "")
    for table in docx_of(comparison_docx(data)).tables:
        for row in table.rows[1:]:
            for cell in row.cells[1:]:
                assert "".join(cell.text.split()) in text
