"""Into which languages answers of a process are translated."""

from django.utils.translation import gettext as _

from consultations.process.languages import native_name
from consultations.process.models import Process

#: Leichte Sprache: German with the registered variant for simplified language (BCP 47).
EASY_LANGUAGE = "de-simple"


def languages_of(process: Process) -> list[str]:
    """Easy language first, then the languages the process itself is translated into."""
    others = process.translations.exclude(language="de").order_by("language").values_list("language", flat=True)
    return [EASY_LANGUAGE, *others]


def label_of(language: str) -> str:
    """The name of a language as its speakers write it; "Leichte Sprache" in the language of the page."""
    return _("Easy language") if language == EASY_LANGUAGE else native_name(language)
