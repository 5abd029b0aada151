"""Pictures in papers: how large they are shown, in which words, and their files made small enough for a document.

A document holds each picture once. What a screen shows is more than a printer needs: made smaller, fifty screenshots
are some megabytes and not some ten.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from consultations.drafts.images.models import DraftImage
from consultations.drafts.models import DraftVersion

logger = logging.getLogger(__name__)

#: Points on the longer side: 200 for an inch at the width of the text.
MAX_SIDE = 1200
#: A PNG of photographs; JPEG would be less than half as large. Drawings stay as they are, JPEG blurs their lines.
PHOTO_SHARE = 0.5
#: What browsers take a point for, so that small pictures are as large on paper as on the page.
POINTS_PER_MM = 96 / 25.4


@dataclass(frozen=True)
class Space:
    """The most a picture may take, in millimetres."""

    width: float
    height: float


def figures_of(images: Iterable[dict[str, Any]], space: Space) -> list[dict[str, Any]]:
    """Entries of `Paragraph.images` as a paper shows them: `image` (key), `alt`, `caption`, `width`, `height` in mm.

    `alt` is never empty, because PDF/UA and Word ask for words; `missing` stands where the file is not there.
    """
    figures = []
    for entry in images:
        caption = entry.get("caption", "")
        alt = entry.get("alt") or caption or _("Image without a description")
        width, height = _scaled(entry["width"], entry["height"], space)
        figures.append(
            {
                "image": entry["image"],
                "alt": " ".join(alt.split()),
                "caption": caption,
                "width": width,
                "height": height,
                "missing": _("This image is missing here: %(words)s") % {"words": alt},
            }
        )
    return figures


def files_of(versions: Iterable[DraftVersion], figures: Iterable[dict[str, Any]]) -> dict[str, bytes]:
    """The files of figures by key, PNG or JPEG. One query, none without figures.

    Only pictures that one of these versions shows, and only published versions: a key written into a paragraph opens
    nothing else. A picture that is gone or damaged is left out, so that one file does not cost everybody the paper.
    """
    keys = {figure["image"] for figure in figures}
    if not keys:
        return {}
    rows = DraftImage.objects.published().filter(key__in=keys, version_images__version__in=versions).distinct()
    files = {}
    for row in rows:
        try:
            with row.file.open("rb") as opened:
                files[str(row.key)] = _for_paper(opened.read())
        except (FileNotFoundError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
            logger.warning("The picture %s is not in its papers: %s.", row.key, type(error).__name__)
        except OSError as error:
            # Pillow says so of a damaged file, a storage of itself: then the paper is tried again later.
            if error.errno is not None:
                raise
            logger.warning("The picture %s is damaged and not in its papers.", row.key)
    return files


def ending_of(file: bytes) -> str:
    """The ending for a file of `files_of`."""
    return "png" if file.startswith(b"\x89PNG") else "jpg"


def _scaled(width: int, height: int, space: Space) -> tuple[float, float]:
    natural = max(width, 1) / POINTS_PER_MM, max(height, 1) / POINTS_PER_MM
    factor = min(1, space.width / natural[0], space.height / natural[1])
    return round(natural[0] * factor, 1), round(natural[1] * factor, 1)


def _for_paper(file: bytes) -> bytes:
    """A picture as PNG or JPEG of at most `MAX_SIDE` points."""
    with Image.open(BytesIO(file)) as source:
        is_small = max(source.size) <= MAX_SIDE
        if source.format == "JPEG" and is_small:
            source.load()  # a damaged one must not reach a document
            return file
        is_photo, has_alpha = source.format == "JPEG", "A" in source.getbands() or "transparency" in source.info
        picture = source.convert("RGBA" if has_alpha else "L" if source.mode in {"1", "L"} else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    if is_photo:
        return _written(picture, "JPEG")
    drawing = _written(picture, "PNG")
    if has_alpha:
        return drawing
    photo = _written(picture, "JPEG")
    return photo if len(photo) < PHOTO_SHARE * len(drawing) else drawing


def _written(picture: Image.Image, kind: str) -> bytes:
    picture.info = {}
    file = BytesIO()
    picture.save(file, kind, **({"quality": 85} if kind == "JPEG" else {}))
    return file.getvalue()
