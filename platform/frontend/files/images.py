"""Images: read and written anew, so that nothing of what cameras and others put into the file remains."""

import io

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from frontend.files.judging import FileProblem, Problem, check_image, opened_image
from frontend.files.kinds import FileKind
from frontend.files.refusal import AttachmentRefused

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
        check_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS)
        return _written_anew(data, kind)
    except AttachmentRefused:
        raise
    except Exception as error:  # damaged files fail in every part of a decoder
        if isinstance(error, FileProblem) and error.problem == Problem.TOO_MANY_PIXELS:
            raise AttachmentRefused(_too_many_pixels()) from error
        raise AttachmentRefused(_("the image is damaged and cannot be read.")) from error


def _written_anew(data: bytes, kind: FileKind) -> bytes:
    with opened_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS) as image:
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


def _too_many_pixels() -> str:
    return _("the image has more than %(number)s million pixels. Please make it smaller.") % {
        "number": settings.ATTACHMENT_MAX_PIXELS // 1_000_000
    }
