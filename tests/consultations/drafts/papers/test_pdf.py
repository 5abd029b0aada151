"""Papers as PDF: what they say, in which order, and that assistive technology can read them."""

import pytest

from consultations.drafts.papers.comparison import comparison_content
from consultations.drafts.papers.content import draft_content
from consultations.drafts.papers.pdf import comparison_pdf, draft_pdf
from tests.consultations.drafts.papers.reading import HOSTILE, pdf_of, tags_of, text_of
from tests.factories.consultations import make_version


@pytest.fixture
def draft(rich):
    return pdf_of(draft_pdf(draft_content(rich)))


@pytest.fixture
def comparison(version, second):
    return pdf_of(comparison_pdf(comparison_content(version, second)))


def test_a_draft_is_all_there_and_in_order(draft, process, settings):
    text = text_of(draft)
    wanted = [
        "Entwurf Konzept",
        "Fassung 1",
        "veröffentlicht am",
        "Bitte lesen Sie Kapitel 2 zuerst.",
        f"{settings.BASE_URL}/verfahren/konzept/entwurf/",
        "Inhalt",
        "1 Kapitel 1",
        "2 Kapitel 2",
        "1 Kapitel 1",
        "1.1 Größere Übung für „Ältere“.",
        "Zweite Zeile.",
        "1.2",
        "Ziel",
        "Alle verstehen einander.",
        "2 Kapitel 2",
        "2.1",
        "HA 3.1",
        "Das Land fördert Kurse.",
        "Ministerium für Übergänge",
        "2027–2029",
        "Zahl der Kurse",
        "2.2 Русский текст",
    ]
    place = 0
    for part in wanted:
        place = text.find(part, place)
        assert place >= 0, f"{part} is missing or out of order"
    assert "Seite 1 von 2" in text and "Seite 2 von 2" in text


def test_what_editors_typed_stays_text(draft):
    # Spaces are lost to line breaks and hyphenation: what counts is every other character.
    assert HOSTILE.replace(" ", "").replace("-", "") in text_of(draft).replace(" ", "").replace("-", "")


def test_characters_without_a_font_do_not_stop_the_document(draft):
    text = text_of(draft)
    assert "Ελληνικά" in text and "gehen nicht." in text
    assert "中" not in text and "\N{REPLACEMENT CHARACTER}" in text


def assert_accessible(reader, title):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("de")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith(title)
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    fonts = [
        descendant.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
        for descendant in font.get_object().get("/DescendantFonts", [font])
    ]
    assert fonts and all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in fonts), (
        "fonts travel with the document"
    )
    for page in reader.pages:
        assert page.get("/Tabs") == "/S" or not page.get("/Annots"), "links follow the reading order"


def test_a_draft_is_tagged(draft, process):
    assert_accessible(draft, "Entwurf Konzept")
    assert draft.metadata.author == process.initiator_name
    names = [name for name, _element in tags_of(draft)]
    assert names.count("/H1") == 3, "contents and two chapters"
    assert names.count("/TOCI") == 2
    assert names.count("/LI") == 3, "what a measure says besides its text"
    assert names.index("/Title") < names.index("/H1")
    assert [" ".join(entry.title.split()) for entry in draft.outline] == ["1 Kapitel 1", "2 Kapitel 2"]


def test_a_comparison_names_fates_and_marks_words(comparison, settings):
    text = text_of(comparison)
    for part in (
        "Das hat sich im Entwurf geändert",
        "1 Absatz geändert",
        "1 Absatz neu",
        "1 Absatz entfallen",
        "1 Absatz verschoben",
        "Absatz 1.1 – geändert",
        "Früherer Absatz 1.2 – entfallen",
        "verschoben",
        "Der Wortlaut ist gleich geblieben.",
        "Ganz neuer Absatz.",
        "In dieser Fassung noch nicht enthalten.",
        "In dieser Fassung nicht mehr enthalten.",
        "Keine Ursache",
        f"{settings.BASE_URL}/verfahren/konzept/entwurf/vergleich/?von=1&bis=2",
    ):
        assert part in text, part


def test_a_comparison_is_a_tagged_table(comparison):
    assert_accessible(comparison, "Das hat sich im Entwurf geändert")
    tags = tags_of(comparison)
    names = [name for name, _element in tags]
    assert names.count("/Table") == 2 and names.count("/TH") == 2 * 3 + 4
    decorations = {
        attributes.get("/TextDecorationType")
        for name, element in tags
        if name == "/Span"
        for attributes in _attributes(element)
    }
    assert {"/LineThrough", "/Underline"} <= decorations, "deleted and inserted words are marked for everybody"


def _attributes(element):
    given = element.get("/A", [])
    given = given.get_object() if hasattr(given, "get_object") else given
    return [row.get_object() for row in (given if isinstance(given, list) else [given])]


def test_versions_that_do_not_differ_say_so(process, version):
    same = make_version(process, number=2)
    assert "Kein Absatz" in text_of(pdf_of(comparison_pdf(comparison_content(version, same))))
