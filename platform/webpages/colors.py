"""Contrast of colours by WCAG 2.2."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Smallest contrast of text, success criterion 1.4.3.
MINIMUM = 4.5
#: What the accent colour meets: white (page, and text on buttons) and KERN's light grey behind cards and the footer.
LIGHT_SURFACES = ("#ffffff", "#f3f4f7")


def luminance(color: str) -> float:
    """Relative luminance of a colour such as "#1b5e7a", 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate_accent(color: str) -> None:
    """Raise ValidationError for anything but a colour that can be read on light surfaces, and white text on it."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ValidationError(_("Please give the colour as # and six digits, e.g. #1b5e7a."))
    if any(contrast(color, surface) < MINIMUM for surface in LIGHT_SURFACES):
        raise ValidationError(_("White text cannot be read on this colour; please choose a darker one."))
