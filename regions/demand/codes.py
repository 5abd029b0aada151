"""A list of short codes in one column that both databases can search, and the languages entries can name."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from frontend.languages import language_name

_MARK = "|"

#: ISO 639 codes of languages spoken in the districts; `gsg` is German Sign Language.
LANGUAGES = (
    "am", "ar", "az", "bg", "bs", "ckb", "cs", "de", "el", "en", "es", "et", "fa", "fr", "gsg", "ha", "hi", "hr", "hu",
    "hy", "it", "ka", "kk", "ku", "lt", "lv", "mk", "mn", "nl", "om", "pa", "pl", "prs", "ps", "pt", "ro", "rom", "ru",
    "so", "sq", "sr", "sw", "ta", "th", "ti", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip

#: Dari is a language of its own for those who look for interpreters; CLDR writes it as Persian of Afghanistan.
_OWN_NAMES = {"prs": _("Dari")}


def name_of(code: str) -> str:
    """The name of a language in the language of the page."""
    return str(_OWN_NAMES.get(code) or language_name(code))


def language_choices() -> list[tuple[str, str]]:
    """Codes and names, in the order of the names."""
    return sorted(((code, name_of(code)) for code in LANGUAGES), key=lambda choice: choice[1].casefold())


class CodeListField(models.TextField):
    """A list of codes, stored as `|ar|uk|`: a marked code is found as part of the text, on SQLite as on PostgreSQL."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection) -> list[str]:
        return split(value)

    def to_python(self, value) -> list[str]:
        return value if isinstance(value, list) else split(value)

    def get_prep_value(self, value) -> str:
        # Text comes from lookups such as `contains` and is left alone.
        return value if isinstance(value, str) else join(value or [])


def join(codes: Iterable[str]) -> str:
    """Codes as they are stored."""
    codes = list(dict.fromkeys(codes))
    return f"{_MARK}{_MARK.join(codes)}{_MARK}" if codes else ""


def split(value: str | None) -> list[str]:
    """Codes of a stored text."""
    return [code for code in (value or "").split(_MARK) if code]


def has_code(column: str, code: str) -> models.Q:
    """Rows whose list in `column` has this code."""
    return models.Q(**{f"{column}__contains": f"{_MARK}{code}{_MARK}"})
