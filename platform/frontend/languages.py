"""Names of languages, from CLDR: the languages people speak are many more than those the site is translated into."""

from babel import Locale, UnknownLocaleError
from django.utils import translation
from django.utils.translation import gettext as _

#: Codes of German Sign Language: ISO 639-3 and the German abbreviation.
_SIGN_LANGUAGE = {"gsg", "dgs"}

#: Languages CLDR knows by another code than the one interpreters use.
_KNOWN_AS = {"prs": "fa-AF"}


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(_KNOWN_AS.get(code, code), sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def language_name(code: str) -> str:
    """The name of a language in the language of the page; the code itself when nobody knows it."""
    if code in _SIGN_LANGUAGE:
        return _("German Sign Language")
    reader = _locale(translation.get_language() or "de") or Locale("de")
    return reader.languages.get(_KNOWN_AS.get(code, code).replace("-", "_"), code)


def native_name(code: str) -> str:
    """The name of a language as its speakers write it."""
    locale, known = _locale(code), _KNOWN_AS.get(code, code)
    if locale is None:
        return code
    return locale.languages.get(known.replace("-", "_")) or locale.get_display_name(known) or code


def text_direction(code: str) -> str:
    """`rtl` or `ltr`."""
    locale = _locale(code)
    return locale.text_direction if locale else "ltr"


def is_language(code: str) -> bool:
    """Whether a code names a language that people speak."""
    return code in _SIGN_LANGUAGE or code in _KNOWN_AS or code in Locale("de").languages
