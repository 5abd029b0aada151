"""Kinds of files a contribution can carry."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What a file is, judged by its content."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    PNG = "png", _("PNG image")
    JPEG = "jpeg", _("JPEG image")
    WEBP = "webp", _("WebP image")


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.WEBP: "image/webp",
}

#: Endings of names that fit a kind; the first is the one we give.
ENDINGS = {
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    FileKind.WEBP: (".webp",),
}

#: These a browser may show by itself; everything else is downloaded.
IMAGES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})

#: What the file dialogue offers.
ACCEPT = ",".join(ending for endings in ENDINGS.values() for ending in endings)
