"""Turns an uploaded file into a draft. What a file is, its content says, not its name; limits come before parsing."""

import logging
from io import BytesIO
from pathlib import PurePath
from zipfile import ZipFile

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from consultations.drafts.importing.docx import read_docx
from consultations.drafts.importing.markdown import read_markdown
from consultations.drafts.importing.neutral import ImportedDraft, ImportRefused, ReadDocument
from consultations.drafts.importing.odt import read_odt
from consultations.drafts.importing.structure import build

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 10 * MEGABYTE
MAX_TEXT_BYTES = 4 * MEGABYTE
#: A document unpacked, images included; a file made to fill the disk or the memory is far above.
MAX_UNPACKED_BYTES = 80 * MEGABYTE
MAX_XML_BYTES = 25 * MEGABYTE
MAX_MEMBERS = 3000
MAX_PARAGRAPHS = 5000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
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
    except DefusedXmlException as error:
        raise ImportRefused(_("The file holds instructions that a document does not need. It was not read.")) from error
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


def _protected() -> str:
    return _("The file is protected by a password. Save it without a password and try again.")


def _read(data: bytes) -> ReadDocument:
    if data.startswith(_OLE):
        # An encrypted DOCX is a container of the old kind that names its one stream in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ImportRefused(_protected(), "protected")
        raise ImportRefused(_("The file has the old Word format (DOC). Save it as DOCX and try again."))
    if data.startswith(b"PK"):
        return _read_package(data)
    return _read_text(data)


def _read_package(data: bytes) -> ReadDocument:
    with ZipFile(BytesIO(data)) as archive:
        check_package(archive)
        kind = package_kind(archive)
        check_xml(archive)
    return read_docx(data) if kind == "docx" else read_odt(data)


def check_package(archive: ZipFile) -> None:
    """Limits by what the archive declares; zipfile never unpacks more of a member than that."""
    members = archive.infolist()
    xml = [member.file_size for member in members if _is_xml(member.filename)]
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or max(xml, default=0) > MAX_XML_BYTES:
        raise ImportRefused(_("The file is far larger unpacked than a document can be. It was not read."), "too_large")
    if any(member.flag_bits & 0x1 for member in members):
        raise ImportRefused(_protected(), "protected")


def package_kind(archive: ZipFile) -> str:
    """docx or odt; raises ImportRefused for anything else in a ZIP."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise ImportRefused(_macros(), "macros")
        if _DOCX in types:
            return "docx"
    elif "mimetype" in names and archive.read("mimetype").strip() == _ODT and "content.xml" in names:
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise ImportRefused(_protected(), "protected")
        if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
            raise ImportRefused(_macros(), "macros")
        return "odt"
    elif "mimetype" in names and "encrypted-package" in names:
        raise ImportRefused(_protected(), "protected")
    raise ImportRefused(
        _("The file is a ZIP archive, but neither DOCX nor ODT. Save the draft as DOCX, ODT or Markdown and try again.")
    )


def _macros() -> str:
    return _("The file holds macros. Save it as a document without macros (DOCX or ODT) and try again.")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def check_xml(archive: ZipFile) -> None:
    """Every XML part must be well formed and free of document types: entities are what attacks are made of."""
    for member in archive.infolist():
        # LibreOffice writes some parts empty.
        if not _is_xml(member.filename) or not member.file_size:
            continue
        with archive.open(member) as part:
            for _event, element in ElementTree.iterparse(part, forbid_dtd=True):
                element.clear()


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
