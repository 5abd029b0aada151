"""PDF documents for everybody: tagged (PDF/UA-1), set by Typst from data, without a service and without the network.

A caller hands over a Typst file and data. The data travels as JSON, so that whatever people typed stays text and is
never read as markup.

Typst keeps what it has once laid out: measured, a process grows by about 180 MB with every document of 540 paragraphs.
So each document is set in a process of its own (`typesetting_child.py`, 0.2 s more), which gives the memory back,
cannot hang for ever, and cannot take a web process or a worker with it.
"""

import json
import logging
import struct
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

logger = logging.getLogger(__name__)

#: Noto Sans comes with KERN UX in a format that is unpacked without further libraries (Fira Sans does not), and has
#: Latin, Greek and Cyrillic letters. For Arabic and Hebrew Typst falls back to the fonts inside it.
FONTS = ("kern/fonts/noto-sans/NotoSans-Regular.woff", "kern/fonts/noto-sans/NotoSans-Bold.woff")

CHILD = Path(__file__).with_name("typesetting_child.py")

#: Seconds; a draft of 1,500 paragraphs takes five.
TIME_LIMIT = 120


class TypesettingFailed(Exception):
    """A document could not be set; the message is Typst's, for the log."""


def typeset(
    template: Path, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None, shared: Path | None = None
) -> bytes:
    """Set a document: `template` finds `data` as JSON in `sys.inputs.data`. Returns a PDF/UA-1 file.

    The template may import Typst files of its own folder, and of the folder `shared` as if they lay beside it.
    `files`, e.g. pictures, it finds by name below `/files/`.
    Characters that no font has become `WITHOUT_GLYPH` of the child. Raises TypesettingFailed when the template is wrong
    or it takes longer than `TIME_LIMIT`.
    """
    with TemporaryDirectory(prefix="konzeptdialog-typesetting-") as name:
        fonts, root = Path(name, "fonts"), Path(name, "document")
        fonts.mkdir()
        _unpack_fonts(fonts)
        _lay_out(root, [shared or template.parent, template.parent], files or {})
        order = {
            "template": str(root / template.name),
            "fonts": str(fonts),
            "data": json.dumps(data, ensure_ascii=False),
        }
        try:
            done = subprocess.run(
                [sys.executable, "-P", str(CHILD)],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=TIME_LIMIT,
            )
        except subprocess.TimeoutExpired as error:
            raise TypesettingFailed(f"Not set within {TIME_LIMIT} seconds.") from error
    if done.returncode:
        raise TypesettingFailed(done.stderr.decode(errors="replace").strip() or f"Ended with {done.returncode}.")
    return done.stdout


def _lay_out(root: Path, sources: list[Path], files: Mapping[str, bytes]) -> None:
    """A folder with the Typst files of others and the files of this document: Typst reads nothing outside it."""
    root.mkdir()
    for source in sources:
        for path in source.glob("*.typ"):
            copyfile(path, root / path.name)
    (root / "files").mkdir()
    for name, content in files.items():
        if Path(name).name != name:
            raise ValueError(name)
        (root / "files" / name).write_bytes(content)


def _unpack_fonts(folder: Path) -> None:
    for name in FONTS:
        source = _static_file(name)
        if source is None:
            logger.warning("The font %s is not there; the document is set in another one.", name)
            continue
        (folder / f"{source.stem}.ttf").write_bytes(unpacked(source.read_bytes()))


def _static_file(name: str) -> Path | None:
    """A static file at its source, or where `collectstatic` put it; None when it is in neither place."""
    found = finders.find(name)
    place = Path(found) if found else Path(settings.STATIC_ROOT, name)
    return place if place.is_file() else None


def unpacked(woff: bytes) -> bytes:
    """A font out of its WOFF 1.0 wrapping (https://www.w3.org/TR/WOFF/): the same tables, no longer compressed.

    Raises ValueError when it is something else.
    """
    signature, flavour, _length, count = struct.unpack(">4s4sIH", woff[:14])
    if signature != b"wOFF":
        raise ValueError("Not a WOFF 1.0 file.")
    rows = [struct.unpack(">4sIIII", woff[44 + 20 * i : 64 + 20 * i]) for i in range(count)]
    power = count.bit_length() - 1
    head = struct.pack(">4sHHHH", flavour, count, 16 << power, power, 16 * count - (16 << power))
    directory, tables, place = b"", b"", len(head) + 16 * count
    for tag, offset, packed_size, size, checksum in rows:
        table = woff[offset : offset + packed_size]
        table = zlib.decompress(table) if packed_size < size else table
        directory += struct.pack(">4sIII", tag, checksum, place, size)
        tables += table + bytes(-size % 4)
        place += size + (-size % 4)
    return head + directory + tables
