"""What an original may be, and what is read from it."""

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from consultations.contributions.recording.checks import kind_of_original
from consultations.contributions.recording.texts import read_original
from frontend.files.kinds import FileKind


def image(kind: str) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (20, 20)).save(output, kind)
    return output.getvalue()


def document(text: str) -> bytes:
    output, made = io.BytesIO(), docx.Document()
    made.add_paragraph(text)
    made.save(output)
    return output.getvalue()


def mail(**kwargs) -> bytes:
    message = EmailMessage()
    message["From"] = "Frau Mustermann <muster@example.org>"
    message["Date"] = "Mon, 16 Nov 2026 23:30:00 +0000"
    message["Subject"] = "Zum Entwurf"
    message.set_content("Bitte mehr Sprachkurse.")
    if kwargs.get("html"):
        message.set_content("<p>Bitte <b>mehr</b> &amp; bessere Kurse.</p><script>alert(1)</script>", subtype="html")
    if kwargs.get("attachment"):
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="Anlage 1.pdf")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", FileKind.PDF),
        (image("PNG"), FileKind.PNG),
        (image("JPEG"), FileKind.JPEG),
        (document("Text"), FileKind.DOCX),
        (mail(), FileKind.EML),
    ],
)
def test_the_content_decides(data, kind):
    assert kind_of_original(data) == kind


def packed(**members: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return output.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return output.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00",
        b"Nur ein Text ohne Kopfzeilen",
        b"GIF89a......",
        image("PNG")[:40],
        b"PK\x03\x04 damaged",
        packed(evil__exe=b"x"),
        with_member(document("x"), "word/vbaProject.bin", b"macro"),
        with_member(document("x"), "word/x.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        with_member(document("x"), "word/media/bomb.bin", b"\0" * 110_000_000),
    ],
)
def test_everything_else_is_refused_in_words(data):
    with pytest.raises(ValidationError) as refused:
        kind_of_original(data)
    assert refused.value.messages[0].strip()


def test_a_mail_fills_in_who_when_and_what():
    found = read_original(mail(attachment=True), FileKind.EML)
    assert found.author_name == "Frau Mustermann" and found.contact_email == "muster@example.org"
    # Half past midnight in Berlin.
    assert found.received_on.isoformat() == "2026-11-17"
    assert "Zum Entwurf" in found.text and "Bitte mehr Sprachkurse." in found.text
    assert "Anlage 1.pdf" in found.text


def test_a_mail_with_html_only_becomes_words():
    text = read_original(mail(html=True), FileKind.EML).text
    assert "Bitte mehr & bessere Kurse." in text
    assert "alert" not in text and "<" not in text


def test_an_address_that_is_none_is_not_filled_in():
    found = read_original(mail().replace(b"<muster@example.org>", b"<kein@adresse@hier>"), FileKind.EML)
    assert found.contact_email == "" and "Bitte mehr Sprachkurse." in found.text


def test_the_text_of_a_document_is_read():
    assert read_original(document("Wir fordern mehr Zeit."), FileKind.DOCX).text == "Wir fordern mehr Zeit."


def test_an_original_no_program_can_read_is_kept_with_a_remark():
    found = read_original(b"%PDF-1.7\nthis is no pdf", FileKind.PDF)
    assert found.text == "" and found.remarks
