"""Text and particulars found in an original, so that staff need not type them again."""

import html
import logging
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.utils import parseaddr
from io import BytesIO

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from pypdf import PdfReader

from consultations.drafts.importing.docx import read_docx
from consultations.process.models import BERLIN
from frontend.files.kinds import FileKind
from frontend.texts import cleaned

logger = logging.getLogger(__name__)

#: More than a statement of 80 pages has; what is longer is entered from the original by hand.
MAX_TEXT = 300_000
MAX_PDF_PAGES = 100
#: A page is read within milliseconds; a file that takes longer is made to.
PDF_SECONDS = 10.0

_BLOCK_END = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h[1-6])>")
_MANY_BREAKS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


@dataclass
class Found:
    """What a file says about itself; empty where it says nothing."""

    text: str = ""
    author_name: str = ""
    contact_email: str = ""
    received_on: date | None = None
    subject: str = ""
    #: Sentences for staff about what could not be read.
    remarks: list[str] = field(default_factory=list)


def read_original(data: bytes, kind: FileKind) -> Found:
    """Text and particulars of an original. Never fails: an original counts even when no program can read it."""
    readers = {FileKind.PDF: _pdf, FileKind.DOCX: _docx, FileKind.EML: _mail}
    if kind not in readers:
        return Found()
    try:
        found = readers[kind](data)
    except Exception as error:  # damaged files fail in every layer of the libraries; the file is kept as it is
        logger.info("The text of an original could not be read: %s", type(error).__name__)
        return Found(remarks=[_("The text of the file could not be read. Please type it or paste it.")])
    found.text = _MANY_BREAKS.sub("\n\n", cleaned(found.text.replace("\x00", "")))
    if len(found.text) > MAX_TEXT:
        found.text = found.text[:MAX_TEXT]
        found.remarks.append(_("The text is very long and was cut. Please compare it with the original."))
    if kind == FileKind.PDF and not found.text:
        found.remarks.append(_("The PDF holds no text, it is probably a scan. Please type the text or paste it."))
    return found


def _pdf(data: bytes) -> Found:
    found, texts = Found(), []
    started = time.monotonic()
    reader = PdfReader(BytesIO(data), strict=False)
    for number, page in enumerate(reader.pages):
        if number >= MAX_PDF_PAGES or time.monotonic() - started > PDF_SECONDS:
            found.remarks.append(
                _("Only the first %(count)s pages were read. Please add the rest by hand.") % {"count": number}
            )
            break
        texts.append(page.extract_text() or "")
    found.text = "\n\n".join(texts)
    return found


def _docx(data: bytes) -> Found:
    blocks = read_docx(data).blocks
    return Found(text="\n\n".join(f"{block.marker} {block.text}".strip() for block in blocks if block.text.strip()))


def _mail(data: bytes) -> Found:
    message = message_from_bytes(data, policy=policy.default)
    name, address = parseaddr(str(message.get("From", "")))
    found = Found(author_name=cleaned(name)[:120], subject=str(message.get("Subject", "")))
    with suppress(ValidationError):
        validate_email(address)
        found.contact_email = address if len(address) <= 254 else ""
    sent = getattr(message.get("Date"), "datetime", None)
    if sent is not None:
        found.received_on = (sent.astimezone(BERLIN) if sent.tzinfo else sent).date()
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = _plain(text)
    files = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    # Said in the text, so that an attachment is not forgotten: it has to be assigned or left out knowingly.
    lines = [_("[Attachment: %(name)s]") % {"name": cleaned(str(file))[:200]} for file in files]
    found.text = "\n\n".join(filter(None, [found.subject.strip(), text, "\n".join(lines)]))
    return found


def _plain(markup: str) -> str:
    """The words of a mail that has HTML only."""
    return html.unescape(nh3.clean(_BLOCK_END.sub("\n", markup), tags=set()))
