"""Files as people attach them, and as nobody should."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.services import attach, keep
from consultations.contributions.targets import describe


def pdf(*, script: bool = False, embedded: bool = False, launch: bool = False, password: str = "") -> bytes:
    """A PDF of one page, with something in it that acts if asked for."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if embedded:
        writer.add_attachment("schadhaft.exe", b"MZ")
    if script or launch:
        kind, key, what = ("/JavaScript", "/JS", "app.alert(1)") if script else ("/Launch", "/F", "cmd.exe")
        action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(what)})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def docx(**parts: bytes) -> bytes:
    """A Word document; `parts` are added to the package."""
    document = Document()
    document.add_paragraph("Unsere Stellungnahme")
    output = io.BytesIO()
    document.save(output)
    with zipfile.ZipFile(output, "a") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return output.getvalue()


def image(kind: str = "PNG", size=(8, 6), mode: str = "RGB", **options) -> bytes:
    """A small picture."""
    output = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(output, kind, **options)
    return output.getvalue()


def upload(name: str = "stellungnahme.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, pdf() if data is None else data)


def make_attachment(contribution, name: str = "stellungnahme.pdf", data: bytes | None = None, *, released=False):
    """An attachment of a contribution, as the services would leave it."""
    described = describe(contribution.content_object)
    kept = keep(upload(name, data), user=contribution.user, described=described)
    attach(contribution, [kept], user=contribution.user)
    Attachment.objects.filter(pk=kept.pk).update(is_released=released)
    kept.refresh_from_db()
    return kept
