"""What a picture of a draft may be, and making it harmless: read by content, limited, written anew without metadata."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
#: A page scanned at 300 dots per inch has 9 million; a picture of far more is made to fill the memory.
MAX_PIXELS = 24_000_000
#: Larger ones are scaled down to this many points on their longer side.
MAX_SIDE = 1600


class PictureRefused(Exception):
    """A picture cannot be taken; `reason` is "format" or "size"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A harmless picture: PNG or JPEG, without anything a camera or a program wrote into it."""

    data: bytes
    content_type: str
    width: int
    height: int


def read_picture(data: bytes) -> Picture:
    """The picture in a file of one of `FORMATS`; of an animation the first frame. Raises PictureRefused."""
    if len(data) > MAX_BYTES:
        raise PictureRefused("size")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as source:
            if source.width * source.height > MAX_PIXELS:
                raise PictureRefused("size")
            source.load()
            return _written_anew(source)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PictureRefused("size") from error
    except Exception as error:  # damaged pictures fail in every decoder in its own way
        raise PictureRefused("format") from error


def pixel_count(data: bytes) -> int:
    """How many points a picture says it has, read from its head; 0 when it is none."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as source:
            return source.width * source.height
    except Exception:  # `read_picture` will say what is wrong
        return 0


def _written_anew(source: Image.Image) -> Picture:
    """The points of a picture in a new file; what else the old one held is left behind."""
    picture = ImageOps.exif_transpose(source)
    has_alpha = picture.mode in {"LA", "RGBA", "PA", "La", "RGBa"} or "transparency" in picture.info
    is_photo = source.format in {"JPEG", "WEBP"} and not has_alpha
    picture = picture.convert("RGBA" if has_alpha else "L" if picture.mode in {"1", "L"} else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    picture.info = {}
    written = BytesIO()
    if is_photo:
        picture.save(written, "JPEG", quality=85, optimize=True)
    else:
        picture.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), "image/jpeg" if is_photo else "image/png", picture.width, picture.height)
