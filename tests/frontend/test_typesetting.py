"""Setting PDF documents: data stays data, the fonts are found, what goes wrong is said."""

import zlib

import pytest
from pypdf import PdfReader

from frontend import typesetting
from frontend.typesetting import TypesettingFailed, typeset, unpacked
from frontend.typesetting_child import WITHOUT_GLYPH, refused_characters

pytestmark = pytest.mark.pages

HEAD = '#set document(title: "T")\n#set text(lang: "de", font: ("Noto Sans", "Libertinus Serif"))\n'


@pytest.fixture
def template(tmp_path):
    def write(body):
        path = tmp_path / "document.typ"
        path.write_text(HEAD + body)
        return path

    return write


def read(content, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    return PdfReader(path)


def test_data_is_never_markup(template, tmp_path):
    hostile = '#panic() *a* $b$ @c \\ `d` <e> " ] #read("/etc/passwd")'
    path = template("#text(json(bytes(sys.inputs.data)).words)")
    assert hostile in " ".join(read(typeset(path, {"words": hostile}), tmp_path).pages[0].extract_text().split())


def test_documents_are_set_in_the_font_of_the_pages(template, tmp_path):
    page = read(typeset(template("Grüße"), {}), tmp_path).pages[0]
    assert ["NotoSans" in font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()] == [True]


def test_without_its_fonts_a_document_is_set_all_the_same(template, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(typesetting, "FONTS", ("nirgends/NichtDa.woff",))
    assert "Grüße" in read(typeset(template("Grüße"), {}), tmp_path).pages[0].extract_text()
    assert "NichtDa.woff is not there" in caplog.text


def test_characters_no_font_has_are_replaced(template, tmp_path):
    path = template("#text(json(bytes(sys.inputs.data)).words)")
    text = read(typeset(path, {"words": "vor 中文 und 🙂 nach"}), tmp_path).pages[0].extract_text()
    assert "vor" in text and "nach" in text and WITHOUT_GLYPH in text


@pytest.mark.parametrize(
    "words", ["\u00ad\u200b\u200d\u2060\ufeff", "a\u0301\u0327", "\ue000\uf0b7", "\U000e0001x", "\t x"]
)
def test_odd_characters_do_not_stop_a_document(template, words):
    assert typeset(template("#text(json(bytes(sys.inputs.data)).words)"), {"words": f"A{words}Z"}).startswith(b"%PDF")


def test_a_wrong_template_is_refused_in_typsts_words(template):
    with pytest.raises(TypesettingFailed, match="unknown variable: nichtda"):
        typeset(template("#nichtda"), {})


def test_a_document_outside_its_folder_cannot_be_read(template):
    with pytest.raises(TypesettingFailed):
        typeset(template('#read("../../../../../../etc/passwd")'), {})


def test_an_endless_document_is_given_up(template, monkeypatch):
    monkeypatch.setattr(typesetting, "TIME_LIMIT", 0.01)
    with pytest.raises(TypesettingFailed, match="Not set within"):
        typeset(template("#for i in range(100000) [wort ]"), {})


def test_refused_characters_are_read_from_the_refusal():
    refusals = [
        'error: PDF/UA-1 error: the text `"中"` could not be displayed with font `"Noto Sans"`',
        'error: PDF/UA-1 error: the text `"\\u{e000}"` could not be displayed',
        'error: PDF/UA-1 error: the text contains the disallowed codepoint `"\\u{feff}"`',
    ]
    assert refused_characters("\n".join(refusals)) == {"中": WITHOUT_GLYPH, "\ue000": WITHOUT_GLYPH, "\ufeff": ""}
    assert refused_characters("error: unknown variable") == {}


def test_a_font_is_unpacked_to_the_same_tables():
    table = b"Inhalt der Tabelle, " * 10
    packed = zlib.compress(table)
    entry = (
        b"abcd" + (64).to_bytes(4, "big") + len(packed).to_bytes(4, "big") + len(table).to_bytes(4, "big") + bytes(4)
    )
    woff = b"wOFF" + b"\0\1\0\0" + bytes(4) + (1).to_bytes(2, "big") + bytes(30) + entry + packed
    font = unpacked(woff)
    assert font[:4] == b"\0\1\0\0" and font[12:16] == b"abcd" and font[28 : 28 + len(table)] == table
    with pytest.raises(ValueError, match="Not a WOFF"):
        unpacked(b"wOF2" + bytes(60))
