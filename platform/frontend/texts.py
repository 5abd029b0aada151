"""Typed text without what nobody types on purpose."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

#: For fields of a form: instead of Django's sentence for programmers.
TOO_LONG = {
    "max_length": _("This text has %(show_value)d characters, at most %(limit_value)d are possible. Please shorten it.")
}

#: Control characters but tab, line break and NUL (that one is refused in words), the two marks that turn the order
#: of whatever follows: with them a name or heading could rewrite the line it stands in; and two that are none.
_UNWANTED = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff]")
#: What XML 1.0 cannot say.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: General categories of characters that show nothing by themselves: control, format, separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def cleaned(text: str) -> str:
    """The text with one kind of line break, without control characters and without white space around it."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sayable(text: str) -> str:
    """The text without characters that XML has no way to write."""
    return _UNSAYABLE.sub("", text)


def shows_nothing(text: str) -> bool:
    """Whether a reader would see an empty page."""
    return all(unicodedata.category(character) in _INVISIBLE for character in text)
