"""What an original may be: judged by its content, never by its name. It is kept as it came, because it is evidence."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from frontend.files.judging import (
    MEGABYTE,
    WORD,
    FileProblem,
    Problem,
    check_image,
    check_xml,
    content_types,
    office_package,
)
from frontend.files.kinds import FileKind, kind_of

MAX_BYTES = 20 * MEGABYTE
MAX_PIXELS = 100_000_000
MAX_UNPACKED = 100 * MEGABYTE

ORIGINALS = (FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.DOCX, FileKind.EML)


def kind_of_original(data: bytes) -> FileKind:
    """What an uploaded file is. Raises ValidationError in words for everything that is not on the list."""
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // MEGABYTE})
    kind = kind_of(data)
    if kind not in ORIGINALS:
        raise ValidationError(_not_on_the_list())
    try:
        if kind in (FileKind.PNG, FileKind.JPEG):
            check_image(data, kind, most_pixels=MAX_PIXELS)
        elif kind == FileKind.DOCX and WORD not in types_of_package(data):
            raise ValidationError(_not_on_the_list())
    except FileProblem as found:
        if found.problem == Problem.DAMAGED and kind != FileKind.DOCX:
            raise ValidationError(_("The image is damaged.")) from found
        raise ValidationError(reason(found.problem)) from found
    return kind


def types_of_package(data: bytes, most_unpacked: int = MAX_UNPACKED) -> bytes:
    """What an Office Open XML file says it holds. Raises FileProblem for one that could do harm.

    Its large parts are read by the reader of the text or the table, which stops at limits of its own.
    """
    with office_package(data, most_unpacked=most_unpacked, most_xml=most_unpacked) as archive:
        check_xml(archive, is_read_later=True)
        return content_types(archive)


def _not_on_the_list() -> str:
    return _("This kind of file is not possible. Please choose a PDF, an image (PNG, JPEG), DOCX or EML.")


def reason(problem: Problem) -> str:
    """What is wrong with a file, in a sentence for staff."""
    return {
        Problem.PROTECTED: _("The file is protected by a password."),
        Problem.MACROS: _("The file holds macros. Please save it without macros, or as PDF."),
        Problem.TOO_LARGE: _("The file is far larger unpacked than a document can be."),
        Problem.TOO_MANY_PIXELS: _("The image has far too many pixels."),
        Problem.ENTITIES: _("The file holds instructions that a document does not need."),
        Problem.DAMAGED: _("The file is damaged."),
    }[problem]
