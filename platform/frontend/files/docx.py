"""Word documents: a real one, without programs and without anything it would fetch when somebody opens it."""

import re
from zipfile import ZipFile

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from frontend.files.judging import WORD, FileProblem, Problem, check_xml, content_types, office_package
from frontend.files.kinds import FileKind
from frontend.files.refusal import AttachmentRefused

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: Links that are followed only when somebody clicks on them.
_CLICKED = ("/hyperlink",)
#: Addresses elsewhere; a template on the author's own disk is no danger to others.
_ELSEWHERE = re.compile(
    r"(?i)^\s*(?:https?|ftp|smb|mhtml|ms-[a-z-]+):|^\s*(?:file:)?[\\/]{2}(?![\\/])|^\s*file:/{2}[^/]|^\s*file:/{4,}"
)
#: Parts that are other documents, programs or forms, wherever they lie: Word finds them by their relationship.
_FOREIGN_PARTS = frozenset(
    {"oleobject", "package", "afchunk", "control", "activexcontrolbinary", "subdocument", "frame", "vbaproject"}
)
_FOREIGN = re.compile(r"(?i)(?:^|/)(?:embeddings|activex|afchunk)[^/]*(?:/|\.)")


def check(data: bytes, kind: FileKind) -> bytes:
    """The document as it came. Raises AttachmentRefused when it is none, or holds more than text and pictures."""
    # The last record of an archive, without a comment: nothing may follow it.
    if data[-22:-18] != b"PK\x05\x06":
        raise AttachmentRefused(_damaged())
    try:
        with office_package(data) as archive:
            if min(member.header_offset for member in archive.infolist()):
                raise AttachmentRefused(_damaged())
            if WORD not in content_types(archive):
                raise AttachmentRefused(_("it is a ZIP archive, but no Word document (DOCX)."))
            check_xml(archive)
            _check_parts(archive)
    except AttachmentRefused:
        raise
    except FileProblem as found:
        raise AttachmentRefused(_reason(found.problem)) from found
    except Exception as error:  # damaged files fail in every layer of zipfile and the XML parser
        raise AttachmentRefused(_damaged()) from error
    return data


def _reason(problem: Problem) -> str:
    return {
        Problem.PROTECTED: _("it is protected by a password. Please attach it without one."),
        Problem.MACROS: _("it holds macros. Please save it as a document without macros (DOCX)."),
        Problem.TOO_LARGE: _("it is far larger unpacked than a document can be."),
    }.get(problem) or _damaged()


def _damaged() -> str:
    return _("the document is damaged. Please open it in your word processor, save it as DOCX and try again.")


def _with_others() -> str:
    return _("it holds other files or programs. Please attach it as PDF.")


def _check_parts(archive: ZipFile) -> None:
    """No embedded programs or files, and nothing that is fetched from elsewhere by opening the document."""
    for name in archive.namelist():
        if _FOREIGN.search(name):
            raise AttachmentRefused(_with_others())
        if name.lower().endswith(".rels"):
            for relation in ElementTree.fromstring(archive.read(name), forbid_dtd=True).iter(_RELATIONS):
                _check_relation(relation.attrib)


def _check_relation(relation: dict[str, str]) -> None:
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    if kind in _FOREIGN_PARTS and relation.get("TargetMode") != "External":
        raise AttachmentRefused(_with_others())
    clicked = relation.get("Type", "").endswith(_CLICKED)
    if not clicked and relation.get("TargetMode") == "External" and _ELSEWHERE.search(relation.get("Target", "")):
        raise AttachmentRefused(_("it loads content from elsewhere when it is opened. Please save it without that."))
