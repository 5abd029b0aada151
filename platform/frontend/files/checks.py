"""What a file is and whether it is harmless: its content decides, never its name alone; limits come before parsing."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from frontend.files import docx, images, pdf
from frontend.files.kinds import ATTACHABLE, ENDINGS, FileKind, kind_of
from frontend.files.refusal import AttachmentRefused
from frontend.texts import cleaned

#: Room for the name without its ending.
_LONGEST_STEM = 80
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
#: Marks that change the order of what is read: "fdp.exe" would look like "exe.pdf".
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class CheckedFile:
    """A file that was found good: its content as it is to be stored, and a name that is safe to show and to save."""

    name: str
    kind: FileKind
    data: bytes


def largest_size() -> str:
    """How large a file may be, in words: 10 MB."""
    return f"{settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)}\xa0MB"


def check(upload: UploadedFile) -> CheckedFile:
    """Judge one upload. Raises AttachmentRefused with a sentence for the person, whatever is wrong with it."""
    shown = safe_stem(upload.name) + _ending(upload.name)
    try:
        if upload.size > settings.ATTACHMENT_MAX_BYTES:
            raise AttachmentRefused(_("it is larger than %(size)s.") % {"size": largest_size()})
        if not upload.size:
            raise AttachmentRefused(_("it is empty."))
        data = upload.read()
        kind = kind_of(data)
        if kind not in ATTACHABLE:
            raise AttachmentRefused(_("only PDF, Word documents (DOCX) and images (JPEG, PNG, WebP) can be attached."))
        if _ending(upload.name) not in ENDINGS[kind]:
            raise AttachmentRefused(
                _("its name does not fit its content, which is a file of the kind %(kind)s. Please rename it.")
                % {"kind": kind.label}
            )
        data = _CHECKS[kind](data, kind)
        if len(data) > settings.ATTACHMENT_MAX_BYTES:
            raise AttachmentRefused(_("it is larger than %(size)s.") % {"size": largest_size()})
    except AttachmentRefused as refused:
        raise AttachmentRefused(_("“%(name)s”: %(reason)s") % {"name": shown, "reason": refused}) from refused
    return CheckedFile(safe_stem(upload.name) + ENDINGS[kind][0], kind, data)


_CHECKS = {
    FileKind.PDF: pdf.check,
    FileKind.DOCX: docx.check,
    FileKind.PNG: images.check,
    FileKind.JPEG: images.check,
    FileKind.WEBP: images.check,
}


def safe_stem(name: str | None) -> str:
    """A file's name without path, ending, control characters and tricks; "Datei" when nothing is left."""
    name = PurePath((name or "").replace("\\", "/")).name
    stem = PurePath(name).stem if _ending(name) else name
    stem = unicodedata.normalize("NFC", _UNSAFE.sub("_", _DIRECTION.sub("", cleaned(stem))))
    stem = " ".join(stem.encode("utf-8", "ignore").decode().split()).strip(". ")[:_LONGEST_STEM].strip(". ")
    return stem or "Datei"


def _ending(name: str | None) -> str:
    """The ending of a name in small letters, empty for one that is none."""
    ending = PurePath((name or "").replace("\\", "/")).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""
