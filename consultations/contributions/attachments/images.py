"""Images: read and written anew, so that nothing of what cameras and others put into the file remains."""

import io
import warnings

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from consultations.contributions.attachments.enums import FileKind
from consultations.contributions.attachments.refusal import AttachmentRefused

#: Pillow's names; a phone's JPEG with a second picture inside calls itself MPO.
_FORMATS = {FileKind.PNG: ("PNG",), FileKind.JPEG: ("JPEG", "MPO"), FileKind.WEBP: ("WEBP",)}
_OPTIONS = {
    FileKind.PNG: {"format": "PNG"},
    FileKind.JPEG: {"format": "JPEG", "quality": 90},
    FileKind.WEBP: {"format": "WEBP", "quality": 90},
}
_MODES = {
    FileKind.PNG: {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    FileKind.JPEG: {"L", "RGB"},
    FileKind.WEBP: {"RGB", "RGBA"},
}


def check(data: bytes, kind: FileKind) -> bytes:
    """The image without position, camera, previews and comments, turned as it is to be seen.

    Raises AttachmentRefused for damaged, moving and enormous images.
    """
    try:
        with warnings.catch_warnings():
            # Pillow only warns of images between its limit and twice as much; ours is below both.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _written_anew(data, kind)
    except AttachmentRefused:
        raise
    except Exception as error:  # damaged files fail in every part of a decoder
        raise AttachmentRefused(_("the image is damaged and cannot be read.")) from error


def _written_anew(data: bytes, kind: FileKind) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as image:
        _check_size(image)
        image.verify()
    with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as image:
        _check_size(image)
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise AttachmentRefused(_("moving images cannot be attached."))
        turned = ImageOps.exif_transpose(image)
        if turned.mode not in _MODES[kind]:
            turned = turned.convert("RGBA" if turned.has_transparency_data and kind != FileKind.JPEG else "RGB")
        clean = Image.new(turned.mode, turned.size)
        if turned.mode == "P":
            clean.putpalette(turned.getpalette("RGBA"), "RGBA")
        clean.paste(turned)
        output = io.BytesIO()
        clean.save(output, **_OPTIONS[kind])
    return output.getvalue()


def _check_size(image: Image.Image) -> None:
    """Before a single pixel is unpacked: a small file can hold a picture that fills the memory."""
    if image.width * image.height > settings.ATTACHMENT_MAX_PIXELS:
        raise AttachmentRefused(
            _("the image has more than %(number)s million pixels. Please make it smaller.")
            % {"number": settings.ATTACHMENT_MAX_PIXELS // 1_000_000}
        )
