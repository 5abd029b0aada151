"""Which files can be attached: judged by content, whatever they are called."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from frontend.files.checks import check, safe_stem
from frontend.files.kinds import FileKind
from frontend.files.refusal import AttachmentRefused
from tests.factories.files import docx, image, pdf

WEB_TEMPLATE = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s" TargetMode="External"/></Relationships>'
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def judge(name: str, data: bytes):
    return check(SimpleUploadedFile(name, data))


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(AttachmentRefused) as refused:
        judge(name, data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("Stellungnahme.PDF", pdf(), FileKind.PDF),
        ("brief.docx", docx(), FileKind.DOCX),
        ("bild.png", image("PNG"), FileKind.PNG),
        ("bild.jpeg", image("JPEG"), FileKind.JPEG),
        ("bild.webp", image("WEBP"), FileKind.WEBP),
    ],
)
def test_good_files_are_taken(name, data, kind):
    assert judge(name, data).kind == kind


def test_documents_are_stored_unchanged_with_a_fitting_name():
    data = pdf()
    checked = judge("Unsere Stellungnahme.PDF", data)
    assert (checked.name, checked.data) == ("Unsere Stellungnahme.pdf", data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leer.pdf", b""),
        ("bild.svg", SVG),
        ("bild.png", SVG),
        ("seite.html", b"<!doctype html><script>alert(1)</script>"),
        ("seite.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("programm.exe", b"MZ" + b"\x00" * 100),
        ("text.txt", b"Nur Text"),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        # Renamed
        ("bild.jpg", pdf()),
        ("brief.pdf", docx()),
        ("bild.pdf", image("PNG")),
        ("bild.jpg", image("PNG")),
        ("ohne-endung", pdf()),
        ("stellungnahme.pdf.exe", pdf()),
        # Damaged
        ("brief.pdf", b"%PDF-1.7\nkaputt"),
        ("brief.pdf", pdf()[:200]),
        ("brief.docx", docx()[:400]),
        ("bild.png", image("PNG")[:40]),
        ("bild.jpg", image("JPEG")[:300]),
        # Two kinds in one
        ("brief.pdf", pdf() + docx()),
        ("brief.pdf", b"GIF89a" + pdf()),
        ("brief.pdf", pdf() + b"<script>alert(1)</script>" * 10),
        ("brief.docx", docx() + b"%PDF-1.7 angehaengt"),
        # PDF that acts
        ("brief.pdf", pdf(script=True)),
        ("brief.pdf", pdf(embedded=True)),
        ("brief.pdf", pdf(launch=True)),
        ("brief.pdf", pdf(password="geheim")),
        # DOCX with more than text
        ("brief.docx", docx(**{"word/vbaProject.bin": b"x"})),
        ("brief.docx", docx(**{"word/embeddings/objekt.xlsx": b"x"})),
        ("brief.docx", docx(**{"word/activeX/activeX1.bin": b"x"})),
    ],
)
def test_bad_files_are_refused_by_name(name, data):
    assert name.rpartition(".")[0][:8] in refusal(name, data)


@pytest.mark.parametrize("kind", [b"attachedTemplate", b"image", b"oleObject", b"frame"])
@pytest.mark.parametrize("target", [b"https://boese.example/x", b"\\\\boese\\x", b"file://boese/x", b"//boese/x"])
def test_documents_that_fetch_something_are_refused(kind, target):
    assert "brief" in refusal("brief.docx", _with_rels(kind, target))


@pytest.mark.parametrize("kind", [b"oleObject", b"package", b"aFChunk", b"control", b"subDocument"])
def test_programs_and_documents_inside_are_refused_under_any_name(kind):
    output = io.BytesIO(docx())
    with zipfile.ZipFile(output, "a") as archive:
        rels = (WEB_TEMPLATE % (kind, b"media/bild.bin")).replace(b'TargetMode="External"', b"")
        archive.writestr("word/_rels/settings.xml.rels", rels)
        archive.writestr("word/media/bild.bin", b"x")
    assert "andere Dateien oder Programme" in refusal("brief.docx", output.getvalue())


@pytest.mark.parametrize(
    ("kind", "target"), [(b"hyperlink", b"https://example.org"), (b"attachedTemplate", b"file:///C:\\Vorlage.dotx")]
)
def test_links_and_templates_of_ones_own_are_no_harm(kind, target):
    assert judge("brief.docx", _with_rels(kind, target)).kind == FileKind.DOCX


def _with_rels(kind: bytes, target: bytes) -> bytes:
    output = io.BytesIO(docx())
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", WEB_TEMPLATE % (kind, target))
    return output.getvalue()


def test_a_zip_that_unpacks_to_gigabytes_is_refused():
    output = io.BytesIO(docx())
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/riesig.xml", b" " * 90_000_000)
    assert "brief" in refusal("brief.docx", output.getvalue())


def test_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    output = io.BytesIO(docx())
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("word/extra.xml", bomb)
    assert "brief" in refusal("brief.docx", output.getvalue())


def test_a_zip_is_no_document():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("text.txt", "x")
    assert "ZIP" in refusal("brief.docx", output.getvalue())


def test_too_large_files_are_refused_before_they_are_read(settings):
    settings.ATTACHMENT_MAX_BYTES = 1000

    class Unread(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(AttachmentRefused):
        check(Unread("brief.pdf", b"%PDF-" + b"x" * 2000))


def test_a_small_file_of_a_huge_picture_is_refused():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )
    assert "bombe" in refusal("bombe.png", bomb)


def test_moving_images_are_refused():
    output = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    frames[0].save(output, "PNG", save_all=True, append_images=frames[1:])
    assert "film" in refusal("film.png", output.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_images_lose_where_and_with_what_they_were_taken(kind):
    exif = Image.Exif()
    exif[0x010F] = "Kamerahersteller"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (52.0, 7.0, 30.0)
    data = image(kind, size=(8, 6), exif=exif)
    assert b"Kamerahersteller" in data
    name = {"JPEG": "bild.jpg", "PNG": "bild.png", "WEBP": "bild.webp"}[kind]
    checked = judge(name, data + b"<script>alert(1)</script>")
    assert b"Kamerahersteller" not in checked.data and b"script" not in checked.data
    with Image.open(io.BytesIO(checked.data)) as clean:
        assert not clean.getexif() and clean.size == (6, 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pictures_keep_what_they_show(mode):
    source = Image.new("RGBA", (4, 4), (10, 200, 30, 128 if mode in ("RGBA", "LA") else 255)).convert(mode)
    output = io.BytesIO()
    source.save(output, "PNG")
    with Image.open(io.BytesIO(judge("bild.png", output.getvalue()).data)) as clean:
        assert clean.convert("RGBA").getpixel((1, 1)) == source.convert("RGBA").getpixel((1, 1))


def test_printing_colours_become_screen_colours():
    assert judge("druck.jpg", image("JPEG", mode="CMYK")).kind == FileKind.JPEG


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd.pdf", "passwd"),
        ("C:\\Users\\Anna\\Brief.pdf", "Brief"),
        ("\u202egpj.pdf", "gpj"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "a_b_Set-Cookie_ x"),
        ("<script>.pdf", "_script_"),
        ("...pdf", "Datei"),
        ("", "Datei"),
        ("x" * 300 + ".pdf", "x" * 80),
        ("Bürger*innen – Förderung.pdf", "Bürger_innen – Förderung"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_are_cleaned(name, stem):
    assert safe_stem(name) == stem


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_name_becomes_a_harmless_one(name):
    stem = safe_stem(name)
    assert stem and len(stem) <= 80 and not set(stem) & set('/\\<>:"|?*\x00\n\r\t\u202e')
    assert not stem.startswith(".")
    stem.encode()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x00\x00\x00\x00WEBP"]),
    st.binary(max_size=300),
)
def test_any_bytes_are_refused_in_words(head, rest):
    for name in ("a.pdf", "a.docx", "a.png", "a.jpg", "a.webp"):
        assert refusal(name, head + rest)
