"""What an original may be: judged by its content, never by its name."""

import warnings
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from frontend.office_files import check_package

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_PIXELS = 100_000_000

_DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True)
class FileKind:
    """A kind of original: how it is named and sent."""

    key: str
    ending: str
    content_type: str


PDF = FileKind("pdf", ".pdf", "application/pdf")
PNG = FileKind("png", ".png", "image/png")
JPEG = FileKind("jpeg", ".jpg", "image/jpeg")
DOCX = FileKind("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
# Never "message/rfc822": a browser that opens mails would show the HTML inside.
EML = FileKind("eml", ".eml", "application/octet-stream")
KINDS = {kind.key: kind for kind in (PDF, PNG, JPEG, DOCX, EML)}


def kind_of_original(data: bytes) -> FileKind:
    """What an uploaded file is. Raises ValidationError in words for everything that is not on the list."""
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // MEGABYTE})
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n") or data.startswith(b"\xff\xd8\xff"):
        return _image(data)
    if data.startswith(b"PK"):
        return _docx(data)
    if _is_mail(data):
        return EML
    raise ValidationError(
        _("This kind of file is not possible. Please choose a PDF, an image (PNG, JPEG), DOCX or EML.")
    )


def _image(data: bytes) -> FileKind:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ValidationError(_("The image has far too many pixels."))
                kind = {"PNG": PNG, "JPEG": JPEG}[image.format]
                image.verify()
    except ValidationError:
        raise
    except Exception as error:  # damaged images fail in every layer of the library
        raise ValidationError(_("The image is damaged.")) from error
    return kind


def _docx(data: bytes) -> FileKind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            check_package(archive)
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
            names = [name.lower() for name in archive.namelist()]
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ValidationError(_("The file is damaged.")) from error
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("The file holds macros. Please save it without macros, or as PDF."))
    if _DOCX not in types:
        raise ValidationError(
            _("This kind of file is not possible. Please choose a PDF, an image (PNG, JPEG), DOCX or EML.")
        )
    return DOCX


def _is_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    head = data[:65536]
    if b"\x00" in head or head.lstrip()[:1] in (b"<", b"{"):
        return False
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return bool(headers.get("From")) and any(
        headers.get(name) for name in ("Date", "Subject", "Received", "Message-ID")
    )
