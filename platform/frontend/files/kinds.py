"""Kinds of files, told by their content."""

from email import policy
from email.parser import BytesHeaderParser

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What a file is. Which kinds are welcome, every feature says itself."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    PNG = "png", _("PNG image")
    JPEG = "jpeg", _("JPEG image")
    WEBP = "webp", _("WebP image")
    EML = "eml", _("E-mail")


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.WEBP: "image/webp",
    # Never "message/rfc822": a browser that opens mails would show the HTML inside.
    FileKind.EML: "application/octet-stream",
}

#: Endings of names that fit a kind; the first is the one we give.
ENDINGS = {
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    FileKind.WEBP: (".webp",),
    FileKind.EML: (".eml",),
}

#: What people may attach, and what the file dialogue offers.
ATTACHABLE = (FileKind.PDF, FileKind.DOCX, FileKind.PNG, FileKind.JPEG, FileKind.WEBP)
ACCEPT = ",".join(ending for kind in ATTACHABLE for ending in ENDINGS[kind])

#: These a browser may show by itself; everything else is downloaded.
IMAGES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})

_BEGINNINGS = (
    (b"%PDF-", FileKind.PDF),
    (b"PK", FileKind.DOCX),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)


def kind_of(data: bytes) -> FileKind | None:
    """What a file claims to be by its first bytes; whether it is, `judging` says. None for everything else."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    return FileKind.EML if _is_mail(data) else None


def _is_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    head = data[:65536]
    if b"\x00" in head or head.lstrip()[:1] in (b"<", b"{"):
        return False
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return bool(headers.get("From")) and any(
        headers.get(name) for name in ("Date", "Subject", "Received", "Message-ID")
    )
