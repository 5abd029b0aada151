"""Interface texts: collecting them from code and templates, and the state of the German catalogue.

Django's own commands call the gettext programs, which not every machine has; Babel does the same in Python.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CODE = ["consultations", "regions", "platform"]
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def catalogue_path() -> Path:
    """The German catalogue."""
    return Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[tuple[Path, bytes]]:
    """Code as it is, templates turned into something that reads like code."""
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield path, "\n".join(_calls(templatize(path.read_text(encoding="utf-8")))).encode()


def _calls(templatized: str) -> Iterator[str]:
    """The translation calls in a templatized source; the filler between them is not valid Python."""
    string = r"(?:u?\'(?:[^\'\\]|\\.)*\'|u?\"(?:[^\"\\]|\\.)*\")"
    for match in re.finditer(rf"\b(n?p?gettext|_)\(\s*{string}(?:\s*,\s*{string})*[^)]*\)", templatized):
        yield match.group(0)


def collect() -> Catalog:
    """All interface texts of the project, without translations."""
    catalog = Catalog(locale="de", project="Konzeptdialog", charset="utf-8", fuzzy=False)
    for path, source in _sources():
        for _line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            location = (path.relative_to(settings.BASE_DIR).as_posix(), None)
            flags = ["python-format"] if _PLACEHOLDER.search(str(message)) else []
            catalog.add(message, locations=[location], flags=flags, context=context)
    return catalog


def read_german() -> Catalog:
    """The German catalogue as it stands; an empty one when there is none."""
    path = catalogue_path()
    if not path.exists():
        return Catalog(locale="de", project="Konzeptdialog", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="de", domain="django")


def update() -> Catalog:
    """Bring the German catalogue up to date with the code: new texts empty, texts that are gone dropped."""
    german = read_german()
    german.update(collect(), no_fuzzy_matching=True)
    german.obsolete.clear()
    write(german)
    return german


def write(german: Catalog) -> None:
    """Write the catalogue so that two people's changes can be merged: sorted, files without line numbers."""
    path = catalogue_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    german.header_comment = "# German interface texts of Konzeptdialog. Licence: EUPL-1.2."
    german.copyright_holder = german.msgid_bugs_address = "Konzeptdialog"
    german.last_translator = german.language_team = "Konzeptdialog"
    # A date that changed with every run would be the one line two people always conflict in.
    german.creation_date = german.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    with path.open("wb") as file:
        write_po(file, german, width=120, sort_output=True, include_lineno=False, omit_header=False)


def compile_german() -> None:
    """Write the compiled catalogue beside the readable one."""
    german = read_german()
    with catalogue_path().with_suffix(".mo").open("wb") as file:
        write_mo(file, german)


def _strings(message: Message) -> list[str]:
    """The translations of a text: one, or one for each plural form; empty strings where there is none."""
    if isinstance(message.string, str) or message.string is None:
        return [message.string or ""]
    return [string or "" for string in message.string]


def untranslated(german: Catalog) -> int:
    """How many texts have no translation yet."""
    return sum(1 for message in german if message.id and not all(_strings(message)))


def problems() -> list[str]:
    """Sentences about what is missing or wrong in the German catalogue; empty when it is complete."""
    german, found = read_german(), []
    for message in collect():
        if not message.id:
            continue
        translated = german.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if translated is None:
            found.append(f"not in the catalogue: {name!r}")
            continue
        strings = _strings(translated)
        if translated.fuzzy or not all(strings):
            found.append(f"not translated: {name!r}")
            continue
        wanted = {m.group(0) for m in _PLACEHOLDER.finditer(name if isinstance(message.id, str) else message.id[1])}
        if wanted != {m.group(0) for m in _PLACEHOLDER.finditer(strings[-1])}:
            found.append(f"other placeholders than the original: {name!r}")
    return found
