"""What may be stored of a text that was typed at a table."""

import unicodedata

from consultations.conferences.enums import CardColumn
from consultations.process.languages import native_name

#: Longer than anybody writes on a card; a statement of its own can be longer.
MAX_TEXT = 2000
MAX_DOTS = 999
#: Languages offered first; every language code that people speak is taken.
OFFERED = ("de", "en", "ar", "uk", "ru", "fa", "tr", "fr", "pl", "ro", "vi", "ti", "ku")


def cleaned(text: str) -> str:
    """The text without what no keyboard writes and no database stores: control characters and halves of characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def is_column(value: str) -> bool:
    return value in CardColumn.values


def is_language(code: str) -> bool:
    return code in OFFERED


def language_choices() -> list[tuple[str, str]]:
    """The languages of cards, each as its speakers write it."""
    return [(code, native_name(code)) for code in OFFERED]
