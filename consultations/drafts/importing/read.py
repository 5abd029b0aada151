"""Turns an uploaded file into a draft. What a file is, its content says, not its name; limits come before parsing."""

import logging
from pathlib import PurePath
from zipfile import ZipFile

from django.utils.translation import gettext as _

from consultations.drafts.importing.docx import read_docx
from consultations.drafts.importing.markdown import read_markdown
from consultations.drafts.importing.neutral import ImportedDraft, ImportRefused, ReadDocument
from consultations.drafts.importing.odt import read_odt
from consultations.drafts.importing.structure import build
from frontend.files.judging import MEGABYTE, WORD, FileProblem, Problem, check_xml, content_types, office_package

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 10 * MEGABYTE
MAX_TEXT_BYTES = 4 * MEGABYTE
MAX_PARAGRAPHS = 5000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODT = b"application/vnd.oasis.opendocument.text"
_OTHER_TEXTS = (b"{\\rtf", b"%pdf", b"<!doctype", b"<html", b"<?xml", b"\x89png", b"\xff\xd8\xff", b"gif8")


def read_draft(data: bytes, file_name: str) -> ImportedDraft:
    """The structure of a file. Raises ImportRefused with a sentence for the editor, whatever is wrong with the file."""
    if len(data) > MAX_FILE_BYTES:
        raise ImportRefused(too_large())
    if not data.strip():
        raise ImportRefused(_("The file is empty."))
    try:
        document = _read(data)
    except ImportRefused:
        raise
    except FileProblem as found:
        raise ImportRefused(_reason(found.problem)) from found
    except Exception as error:  # damaged files fail in every layer of zipfile, lxml, python-docx
        logger.info("A draft could not be read: %s", type(error).__name__)
        raise ImportRefused(damaged()) from error
    draft = build(document, fallback_title=PurePath(file_name).stem or _("Text"))
    if not draft.paragraph_count:
        raise ImportRefused(_("The file holds no text. Scanned pages cannot be imported."))
    if draft.paragraph_count > MAX_PARAGRAPHS:
        raise ImportRefused(
            _("The file has %(count)s paragraphs, more than the %(limit)s a draft can have.")
            % {"count": draft.paragraph_count, "limit": MAX_PARAGRAPHS}
        )
    return draft


def too_large() -> str:
    return _("The file is larger than %(size)s MB. Take large images out of it and try again.") % {
        "size": MAX_FILE_BYTES // MEGABYTE
    }


def damaged() -> str:
    return _("The file is damaged or not a document. Open it in your word processor, save it as DOCX and try again.")


def _reason(problem: Problem) -> str:
    return {
        Problem.PROTECTED: _protected(),
        Problem.MACROS: _("The file holds macros. Save it as a document without macros (DOCX or ODT) and try again."),
        Problem.TOO_LARGE: _("The file is far larger unpacked than a document can be. It was not read."),
        Problem.ENTITIES: _("The file holds instructions that a document does not need. It was not read."),
    }.get(problem) or damaged()


def _protected() -> str:
    return _("The file is protected by a password. Save it without a password and try again.")


def _read(data: bytes) -> ReadDocument:
    if data.startswith(_OLE):
        # An encrypted DOCX is a container of the old kind that names its one stream in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ImportRefused(_protected())
        raise ImportRefused(_("The file has the old Word format (DOC). Save it as DOCX and try again."))
    if data.startswith(b"PK"):
        return _read_package(data)
    return _read_text(data)


def _read_package(data: bytes) -> ReadDocument:
    with office_package(data) as archive:
        is_word = WORD in content_types(archive)
        if not is_word:
            _check_open_document(archive)
        check_xml(archive)
    return read_docx(data) if is_word else read_odt(data)


def _check_open_document(archive: ZipFile) -> None:
    """Refuse what is in a ZIP and no ODT, and an ODT that holds programs or has a password."""
    names = set(archive.namelist())
    kind = archive.read("mimetype").strip() if "mimetype" in names else b""
    if kind and "encrypted-package" in names:
        raise FileProblem(Problem.PROTECTED)
    if kind != _ODT or "content.xml" not in names:
        raise ImportRefused(
            _(
                "The file is a ZIP archive, but neither DOCX nor ODT. "
                "Save the draft as DOCX, ODT or Markdown and try again."
            )
        )
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileProblem(Problem.PROTECTED)
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise FileProblem(Problem.MACROS)


def _read_text(data: bytes) -> ReadDocument:
    if data.lstrip()[:16].lower().startswith(_OTHER_TEXTS):
        raise ImportRefused(_("The file is neither DOCX nor ODT nor Markdown. Save the draft as one of them."))
    if len(data) > MAX_TEXT_BYTES:
        raise ImportRefused(_("The text is longer than a draft can be."))
    try:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = sum(1 for sign in text if sign == "�" or (ord(sign) < 32 and sign not in "\n\r\t\f\v"))
    if odd > len(text) // 1000:
        raise ImportRefused(damaged())
    return read_markdown(text)
