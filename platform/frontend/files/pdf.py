"""PDF documents: readable, unprotected, and without anything that acts by itself."""

import io
import logging
import time
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from frontend.files.kinds import FileKind
from frontend.files.refusal import AttachmentRefused

#: Tagged documents of some hundred pages have tens of thousands of objects.
MAX_OBJECTS = 100_000
#: A document that takes longer was made to.
MAX_SECONDS = 20
#: What may stand behind the end of the document: a line break or two.
_MAX_TAIL = 64

#: Entries that hold programs or other files, and actions that do more than turn to a page or open a link.
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"})
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie"}
)
_KINDS = frozenset({"/EmbeddedFile", "/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/3D"})
#: Also looked for in the raw bytes: an earlier state of the document stays in the file.
_RAW = (b"/JavaScript", b"/EmbeddedFile", b"/RichMedia")


def check(data: bytes, kind: FileKind) -> bytes:
    """The document as it came. Raises AttachmentRefused when it cannot be read or could do something by itself."""
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end - 5 > _MAX_TAIL or zipfile.is_zipfile(io.BytesIO(data)):
        raise AttachmentRefused(_damaged())
    # Its notes on odd files name their content.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise AttachmentRefused(_("it is protected. Please attach it without a password and without restrictions."))
        if not len(reader.pages):
            raise AttachmentRefused(_damaged())
        if any(mark in data for mark in _RAW) or any(_acts(value) for value in _objects(reader)):
            raise AttachmentRefused(
                _("it holds programs, other files or an active form. Please save it as a plain PDF.")
            )
    except AttachmentRefused:
        raise
    except Exception as error:  # damaged files fail everywhere in the parser
        raise AttachmentRefused(_damaged()) from error
    return data


def _damaged() -> str:
    return _("the document is damaged or not a PDF.")


def _objects(reader: PdfReader) -> Iterator[Any]:
    """All objects of the document, those in packed streams included."""
    places = [(number, generation) for generation, table in reader.xref.items() for number in table]
    places += [(number, 0) for number in reader.xref_objStm]
    deadline = time.monotonic() + MAX_SECONDS
    if len(places) > MAX_OBJECTS:
        raise AttachmentRefused(_("it is built in too complicated a way to be checked. Please save it as a plain PDF."))
    yield reader.trailer
    for number, generation in places:
        if time.monotonic() > deadline:
            raise AttachmentRefused(
                _("it is built in too complicated a way to be checked. Please save it as a plain PDF.")
            )
        yield reader.get_object(IndirectObject(number, generation, reader))


def _acts(value: Any) -> bool:
    """Whether an object, down to references to others, holds something that acts."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            if _KEYS & value.keys() or _is(value, "/S", _ACTIONS) or _is(value, "/Subtype", _KINDS):
                return True
            if _is(value, "/Type", _KINDS):
                return True
            waiting += dict.values(value)
        elif isinstance(value, ArrayObject):
            waiting += list.__iter__(value)
    return False


def _is(value: DictionaryObject, key: str, names: frozenset[str]) -> bool:
    found = value.raw_get(key) if key in value else None
    return isinstance(found, NameObject) and found in names
