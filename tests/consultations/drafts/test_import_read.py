"""Reading drafts: three formats, one structure; what is lost is said; bad files are refused in words."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from consultations.drafts.importing import read
from consultations.drafts.importing.neutral import ImportRefused
from consultations.drafts.importing.read import read_draft
from frontend.files.judging import MAX_XML

REAL = Path(__file__).resolve().parents[2] / "data" / "intv"
ODT_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><office:body><office:text>'
)
ODT_TAIL = "</office:text></office:body></office:document-content>"


def real(year: int, ending: str):
    name = f"intv-{year}.{ending}"
    return read_draft((REAL / name).read_bytes(), name)


def packed(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def odt(body: str, **members: str) -> bytes:
    content = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT_HEAD + body + ODT_TAIL}
    return packed(content | members)


def word(fill) -> bytes:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, **replacements: tuple[bytes, bytes]) -> bytes:
    """A package with bytes of one member replaced (member names with "/" and "." as "_")."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for key, (old, new) in replacements.items():
        name = next(name for name in members if name.replace("/", "_").replace(".", "_") == key)
        assert old in members[name]
        members[name] = members[name].replace(old, new)
    return packed(members)


@pytest.mark.parametrize("year", [2012, 2021])
def test_all_formats_give_the_same_draft(year):
    """Lists, "(1)" and numbers are typed in Markdown and counted in DOCX and ODT: a reader sees no difference."""
    markdown = real(year, "md")
    for kind in ("docx", "odt"):
        # Pages of a text processor have heads and feet; Markdown has no pages.
        assert real(year, kind).as_json() | {"notes": {}} == markdown.as_json()
    assert (len(markdown.chapters), markdown.paragraph_count) == {2012: (28, 96), 2021: (28, 103)}[year]


def test_structure_of_a_law():
    draft = real(2012, "docx")
    assert draft.title.endswith("(IntV)")
    chapter = draft.chapters[4]
    assert chapter.title == "Abschnitt 1 - Allgemeine Bestimmungen › § 3 Ziel des Integrationskurses"
    lines = chapter.paragraphs[0].split("\n")
    assert lines[0] == "(1) Der Kurs dient der erfolgreichen Vermittlung" and lines[1].startswith(
        "1. von ausreichenden"
    )
    assert chapter.paragraphs[1].startswith("(2) Über ausreichende Kenntnisse")


def test_markdown_with_everything():
    text = """# Konzept

## 1. Ausgangslage

Text mit *Betonung* und [Verweis](https://example.org)[^1].

- erstens
- zweitens
    1. darunter

| Ziel | Jahr |
|---|---|
| Kurse | 2027 |

![Bild](x.png)

## 2. Ziele

### 2.1 Sprache

Noch ein Absatz.

[^1]: Die Quelle.
"""
    draft = read_draft(text.encode(), "konzept.md")
    assert [chapter.title for chapter in draft.chapters] == ["Ausgangslage", "Ziele › Sprache"]
    assert draft.chapters[0].paragraphs == [
        "Text mit Betonung und Verweis [1].\n• erstens\n• zweitens\n1. darunter\n[1] Die Quelle.",
        "| Ziel | Jahr |\n|---|---|\n| Kurse | 2027 |",
    ]
    assert draft.notes == {
        "formatting": 1, "links": 1, "images": 1, "footnotes": 1, "heading_numbers": 3,
    }  # fmt: skip


def test_word_with_tables_lists_and_a_picture():
    def fill(document):
        document.add_heading("Konzept", 0)
        document.add_heading("Einleitung", 1)
        document.add_paragraph("Wir wollen:")
        document.add_paragraph("Kurse", style="List Bullet")
        document.add_paragraph("Beratung", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip([c for row in table.rows for c in row.cells], "ABCD", strict=True):
            cell.text = text
        document.add_paragraph("Danach.").add_run(" Fett").bold = True

    data = word(fill)
    draft = read_draft(data, "konzept.docx")
    assert draft.title == "Konzept"
    table = "| A | B |\n|---|---|\n| C | D |"
    assert draft.chapters[0].paragraphs == ["Wir wollen:\n• Kurse\n• Beratung", table, "Danach. Fett"]
    assert draft.notes == {"formatting": 1}


def test_tracked_changes_are_read_as_accepted():
    data = word(lambda document: document.add_paragraph("Anfang MARKE Ende"))
    xml = (
        b'Anfang </w:t></w:r><w:del w:id="1"><w:r><w:delText>alt</w:delText></w:r></w:del>'
        b'<w:ins w:id="2"><w:r><w:t>neu</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> Ende'
    )
    data = changed(data, word_document_xml=(b"Anfang MARKE Ende", xml))
    draft = read_draft(data, "a.docx")
    assert "".join(draft.chapters[0].paragraphs[0].split()) == "AnfangneuEnde" and draft.notes["tracked_changes"] == 2


def test_numbered_headings_without_a_style_are_recognised():
    def fill(document):
        for heading, text in (("1. Ausgangslage", "Erster Absatz."), ("2. Ziele", "Zweiter Absatz.")):
            document.add_paragraph().add_run(heading).bold = True
            document.add_paragraph(text)

    draft = read_draft(word(fill), "a.docx")
    assert [(c.title, c.paragraphs) for c in draft.chapters] == [
        ("Ausgangslage", ["Erster Absatz."]),
        ("Ziele", ["Zweiter Absatz."]),
    ]
    assert draft.notes["headings_recognised"] == 2


def test_odt_with_note_image_and_change():
    body = (
        "<text:tracked-changes><text:changed-region/></text:tracked-changes>"
        '<text:h text:outline-level="1">Teil</text:h>'
        "<text:p>Text<text:note><text:note-citation>7</text:note-citation><text:note-body><text:p>Quelle</text:p>"
        "</text:note-body></text:note> weiter<text:s/>hier.<draw:frame><draw:image/></draw:frame></text:p>"
    )
    draft = read_draft(odt(body), "a.odt")
    assert draft.chapters[0].paragraphs == ["Text [1] weiter hier.\n[1] Quelle"]
    assert draft.notes == {"tracked_changes": 1, "images": 1, "footnotes": 1}


def test_text_without_headings_is_one_chapter_named_like_the_file():
    draft = read_draft("Nur ein Absatz.".encode("cp1252"), "Mein Entwurf.md")
    assert [(c.title, c.paragraphs) for c in draft.chapters] == [("Mein Entwurf", ["Nur ein Absatz."])]


def test_numbers_at_the_start_of_titles_stay_where_headings_are_not_numbered():
    draft = read_draft(b"# A\n\nx\n\n# 5 Ziele\n\ny\n\n# B\n\nz\n", "a.md")
    assert draft.chapters[1].title == "5 Ziele"


def encrypted_zip() -> bytes:
    data = bytearray(odt("<text:p>x</text:p>"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(mark)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(mark, position + 4)
    return bytes(data)


def docm() -> bytes:
    plain = word(lambda document: document.add_paragraph("x"))
    return changed(
        plain, **{"[Content_Types]_xml": (b"officedocument.wordprocessingml.document.main", b"macroEnabled.main")}
    )


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "bbbbbbbb">]>'
BAD = {
    "password (DOCX)": (lambda: read._OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "password (ODT)": (
        lambda: odt("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "password",
    ),
    "password (ZIP)": (encrypted_zip, "password"),
    "old Word": (lambda: read._OLE + b"\0" * 600, "DOC"),
    "cut off": (lambda: (REAL / "intv-2012.docx").read_bytes()[:9000], "damaged"),
    "renamed ZIP": (lambda: packed({"brief.txt": "Hallo"}), "ZIP"),
    "table, not text": (lambda: packed({"[Content_Types].xml": "spreadsheetml"}), "ZIP"),
    "macros (DOCX)": (docm, "macros"),
    "macros (ODT)": (lambda: odt("<text:p>x</text:p>", **{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    "bomb": (lambda: odt("<text:p>" + " " * (MAX_XML + 1) + "</text:p>"), "unpacked"),
    "many bombs": (lambda: odt("", **{f"{n}.bin": "0" * 9_000_000 for n in range(10)}), "unpacked"),
    "entities": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ENTITY + "<x>&a;</x>"}),
        "instructions",
    ),
    "PDF": (lambda: b"%PDF-1.7 \n" + b"x" * 100, "neither"),
    "binary": (lambda: bytes(range(256)) * 20, "damaged"),
    "empty": (lambda: b"  \n", "empty"),
    "no text": (lambda: odt("<text:p/>"), "no text"),
    "too large": (lambda: b"a " * (read.MAX_FILE_BYTES // 2 + 1), "larger"),
    "too long": (lambda: b"Absatz.\n\n" * (read.MAX_PARAGRAPHS + 1), "paragraphs"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_words(name, settings):
    make, expected = BAD[name]
    from django.utils import translation

    with translation.override("en"), pytest.raises(ImportRefused) as refusal:
        read_draft(make(), "entwurf.docx")
    assert expected.lower() in str(refusal.value).lower()


def test_entities_in_word_are_refused():
    data = word(lambda document: document.add_paragraph("x"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    head, _declaration, rest = members["word/document.xml"].partition(b"?>")
    members["word/document.xml"] = head + b'?><!DOCTYPE x [<!ENTITY a "b">]>' + rest
    with pytest.raises(ImportRefused):
        read_draft(packed(members), "a.docx")
