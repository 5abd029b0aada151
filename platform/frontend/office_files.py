"""Packages of office programs (DOCX, XLSX), looked at before anything in them is read."""

from zipfile import ZipFile

from defusedxml import DefusedXmlException, ElementTree
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_MEMBERS = 3000
MAX_UNPACKED = 100 * 1024 * 1024


def check_package(archive: ZipFile, limit: int = MAX_UNPACKED) -> None:
    """Refuse an office file that unpacks to more than a document can be, is encrypted, or declares XML entities."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > limit:
        raise ValidationError(_("The file is far larger unpacked than a document can be."))
    if any(member.flag_bits & 0x1 for member in members):
        raise ValidationError(_("The file is protected by a password."))
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")) and member.file_size:
            _check_prolog(archive, member)


def _check_prolog(archive: ZipFile, member) -> None:
    """A document type can stand before the first element only, so reading up to there is enough."""
    try:
        with archive.open(member) as part:
            for _event, _element in ElementTree.iterparse(part, events=("start",), forbid_dtd=True):
                return
    except DefusedXmlException as error:
        raise ValidationError(_("The file holds instructions that a document does not need.")) from error
    except ElementTree.ParseError as error:
        raise ValidationError(_("The file is damaged.")) from error
