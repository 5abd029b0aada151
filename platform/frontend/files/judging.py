"""The one judge of office documents and images. Limits come before parsing; the words for people are the callers'."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from defusedxml import DefusedXmlException, ElementTree
from PIL import Image

from frontend.files.kinds import FileKind

MEGABYTE = 1024 * 1024
MAX_MEMBERS = 3000
#: A document unpacked, images included; a file made to fill the disk or the memory is far above.
MAX_UNPACKED = 80 * MEGABYTE
MAX_XML = 25 * MEGABYTE

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = "[Content_Types].xml"
#: Pillow's names; a phone's JPEG with a second picture inside calls itself MPO.
FORMATS = {FileKind.PNG: ("PNG",), FileKind.JPEG: ("JPEG", "MPO"), FileKind.WEBP: ("WEBP",)}


class Problem(StrEnum):
    """What is wrong with a file."""

    DAMAGED = "damaged"
    PROTECTED = "protected"
    MACROS = "macros"
    TOO_LARGE = "too_large"
    ENTITIES = "entities"
    TOO_MANY_PIXELS = "too_many_pixels"


class FileProblem(Exception):
    """A file is not what it should be. Callers say it in words that fit what the person wanted to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@contextmanager
def office_package(data: bytes, *, most_unpacked: int = MAX_UNPACKED, most_xml: int = MAX_XML) -> Iterator[ZipFile]:
    """An office document to look into, within its limits. Raises FileProblem, also for what fails while reading it."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_limits(archive, most_unpacked, most_xml)
            yield archive
    except DefusedXmlException as error:
        raise FileProblem(Problem.ENTITIES) from error
    except (BadZipFile, ZlibError, ParseError, NotImplementedError, RuntimeError, OSError, EOFError, KeyError) as error:
        raise FileProblem(Problem.DAMAGED) from error


def _check_limits(archive: ZipFile, most_unpacked: int, most_xml: int) -> None:
    """By what the archive declares; zipfile never unpacks more of a member than that."""
    members = archive.infolist()
    if (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > most_unpacked
        or max((member.file_size for member in members if _is_xml(member)), default=0) > most_xml
    ):
        raise FileProblem(Problem.TOO_LARGE)
    if any(member.flag_bits & 0x1 for member in members):
        raise FileProblem(Problem.PROTECTED)


def content_types(archive: ZipFile) -> bytes:
    """What an Office Open XML package says it holds, empty for other packages. Raises FileProblem for macros."""
    names = archive.namelist()
    if _CONTENT_TYPES not in names:
        return b""
    types = archive.read(_CONTENT_TYPES)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileProblem(Problem.MACROS)
    return types


def check_xml(archive: ZipFile, *, is_read_later: bool = False) -> None:
    """Every XML part must be well formed and free of document types: entities are what attacks are made of.

    `is_read_later`: a document type can stand before the first element only, so reading up to there is enough where
    another reader goes through the large parts anyhow.
    """
    for member in archive.infolist():
        # LibreOffice writes some parts empty.
        if not _is_xml(member) or not member.file_size:
            continue
        with archive.open(member) as part:
            for event, element in ElementTree.iterparse(part, events=("start", "end"), forbid_dtd=True):
                if is_read_later:
                    break
                if event == "end":
                    element.clear()


def _is_xml(member: ZipInfo) -> bool:
    return member.filename.lower().endswith((".xml", ".rels"))


@contextmanager
def opened_image(data: bytes, kind: FileKind, *, most_pixels: int) -> Iterator[Image.Image]:
    """An image of a kind, checked for its size before a pixel is unpacked: a small file can fill the memory."""
    with warnings.catch_warnings():
        # Pillow only warns of images between its limit and twice as much; ours is below both.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=FORMATS[kind]) as image:
            if image.width * image.height > most_pixels:
                raise FileProblem(Problem.TOO_MANY_PIXELS)
            yield image


def check_image(data: bytes, kind: FileKind, *, most_pixels: int) -> None:
    """Raises FileProblem for damaged and enormous images."""
    try:
        with opened_image(data, kind, most_pixels=most_pixels) as image:
            image.verify()
    except FileProblem:
        raise
    except Exception as error:  # damaged files fail in every part of a decoder
        raise FileProblem(Problem.DAMAGED) from error
