"""Lists of organisations as CSV: what its columns mean, and in words what is wrong with a line."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.enums import VerificationState
from accounts.organisations import names
from accounts.organisations.models import Organisation, StakeholderCategory
from accounts.organisations.services import Data
from frontend.texts import cleaned, shows_nothing

#: Beyond that a file is split: it is checked and stored while the person waits.
MAX_ROWS = 5_000
MAX_BYTES = 3 * 1024 * 1024
#: More would not be read.
ERRORS_TOLD = 200

#: Header → key. The headers are German in every language, so that a file means the same to everybody.
HEADERS = {
    "Name": "name",
    "Kategorie": "category",
    "Region": "region",
    "Sitz": "seat",
    "Website": "website",
    "Registernummer": "register_number",
    "Stand": "state",
}
_KEYS = {header.casefold(): key for header, key in HEADERS.items()} | {key: key for key in HEADERS.values()}
_STATES = {
    "": VerificationState.VERIFIED,
    "bestätigt": VerificationState.VERIFIED,
    "in prüfung": VerificationState.WAITING,
}
_STATE_WIDE = {"", "landesweit"}


class FileRefused(ValueError):
    """The file as a whole cannot be read; the text says why, in words for staff."""


@dataclass(frozen=True)
class LineError:
    """What is wrong in a line: its number in the file, the header of the column ("" for the line), a sentence."""

    line: int
    column: str
    message: str


@dataclass
class Row:
    """A line that can be stored."""

    line: int
    data: Data
    state: str

    @property
    def organisation(self) -> Organisation:
        return Organisation(**vars(self.data), state=self.state)


@dataclass
class Parsed:
    """The rows of a file and everything that is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16. Raises FileRefused, with the line, for anything else.

    Windows-1252 is not guessed: wrong umlauts in names would be found by nobody.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise FileRefused(_("This is no CSV file but a spreadsheet. Please save it as “CSV UTF-8”."))
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(
            _("Line %(line)s has characters in another encoding. Please save the file as “CSV UTF-8”.") % {"line": line}
        ) from error
    if "\x00" in text:
        raise FileRefused(_("The file holds characters that no text has. Please save it as “CSV UTF-8”."))
    if not text.strip():
        raise FileRefused(_("The file is empty."))
    return text


def parse(text: str) -> Parsed:
    """Read all lines. Raises FileRefused for a header that is not ours, or for too many lines."""
    parser, parsed = _Parser(), Parsed()
    for line, cells in _lines(text):
        found = parser.read(line, cells)
        if isinstance(found, Row):
            parsed.rows.append(found)
        else:
            parsed.errors += found
    return parsed


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    count = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells)
                continue
            count += 1
            if count > MAX_ROWS:
                raise FileRefused(
                    _("Line %(line)s is one too many: a file may have %(count)s organisations. Please split it.")
                    % {"line": reader.line_num, "count": MAX_ROWS}
                )
            surplus = "".join(cells[len(header) :]).strip()
            yield (
                reader.line_num,
                {**dict(zip(header, cells, strict=False)), **({"_surplus": surplus} if surplus else {})},
            )
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)s cannot be read: a quote is open or a cell is far too long.") % {"line": reader.line_num}
        ) from error


def _header(cells: list[str]) -> list[str]:
    found = [_KEYS.get(cell.strip().casefold(), "") for cell in cells]
    missing = [header for header, key in HEADERS.items() if key in ("name", "category") and key not in found]
    if missing or len(set(filter(None, found))) != len(list(filter(None, found))):
        raise FileRefused(
            _("The first line has to name the columns, each once: %(columns)s.") % {"columns": "; ".join(HEADERS)}
        )
    return found


class _Parser:
    """Knows everything cells may refer to; reads it once, so that lines cost no queries."""

    def __init__(self) -> None:
        categories = list(StakeholderCategory.objects.filter(is_individual=False))
        self.categories = {row.slug: row for row in categories} | {row.title.casefold(): row for row in categories}
        regions = Organisation._meta.get_field("region").remote_field.model.objects.all()
        self.by_ags: dict[str, Any] = {}
        self.by_name: dict[str, list[Any]] = {}
        for region in regions:
            self.by_ags[region.ags] = region
            self.by_name.setdefault(region.name.casefold(), []).append(region)
        self.check_url = URLValidator(schemes=["http", "https"])

    def read(self, line: int, cells: dict[str, str]) -> Row | list[LineError]:
        """The line as a row, or everything that is wrong with it."""
        errors: list[LineError] = []

        def wrong(key: str, message: str) -> None:
            errors.append(LineError(line, next((h for h, k in HEADERS.items() if k == key), ""), message))

        if cells.pop("_surplus", ""):
            wrong("", _("The line has more cells than there are columns. Is a text with a separator not in quotes?"))
        values = {key: _text(cells.get(key, "")) for key in HEADERS.values()}
        limits = {"name": 200, "seat": 120, "website": 300, "register_number": 80}
        for key, value in values.items():
            if value.startswith("="):
                wrong(key, _("The cell holds a formula. Please put its result there as text."))
            elif len(value) > limits.get(key, 200):
                wrong(key, _("At most %(count)s characters are possible.") % {"count": limits.get(key, 200)})
        if not values["name"] or shows_nothing(values["name"]):
            wrong("name", _("Something has to stand here."))
        category = self.categories.get(values["category"].casefold())
        if category is None:
            known = _("There is no category “%(name)s”.") % {"name": values["category"][:80]}
            wrong("category", known if values["category"] else _("Something has to stand here."))
        state = _STATES.get(values["state"].casefold())
        if state is None:
            wrong("state", _("Please write “bestätigt” or “in Prüfung”, or leave it empty."))
        region = self._region(values["region"], wrong)
        website = self._website(values["website"], wrong)
        if errors:
            return errors
        data = Data(values["name"], category, region, values["seat"], website, values["register_number"])
        return Row(line, data, state)

    def _region(self, typed: str, wrong) -> Any:
        if typed.casefold() in _STATE_WIDE:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) <= 8:
            # A spreadsheet program takes away the zero a key begins with.
            key = typed.zfill(next(length for length in (2, 5, 8) if len(typed) <= length))
            if key not in self.by_ags:
                wrong("region", _("There is no region with the key %(key)s.") % {"key": typed})
            return self.by_ags.get(key)
        named = self.by_name.get(typed.casefold(), [])
        if len(named) > 1:
            keys = "; ".join(row.ags for row in named[:5])
            wrong("region", _("Several regions have this name. Please write the key: %(keys)s.") % {"keys": keys})
        elif not named:
            wrong("region", _("There is no region “%(name)s”.") % {"name": typed[:80]})
        return named[0] if len(named) == 1 else None

    def _website(self, typed: str, wrong) -> str:
        if not typed or typed.startswith("="):
            return ""
        address = typed if "://" in typed else f"https://{typed}"
        try:
            self.check_url(address)
        except ValidationError:
            wrong("website", _("Please enter an address like www.beispielverein.de."))
        return address


def _text(cell: str) -> str:
    """A cell as it was before a download of ours put an apostrophe in front of it."""
    text = " ".join(cleaned(cell).split())
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text


def same(row: Row) -> tuple[str, int | None]:
    """What makes two entries the same for an import: the name without spelling, and the region."""
    return names.squeezed(names.name_key(row.data.name)), row.data.region.pk if row.data.region else None


def export_rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """The lines of a list, header first; what is read in again gives the same."""
    words = {VerificationState.VERIFIED: "bestätigt", VerificationState.WAITING: "in Prüfung"}
    yield list(HEADERS)
    for row in organisations:
        region = row.region.ags if row.region_id else "landesweit"
        state = words.get(row.state, "abgelehnt")
        yield [row.name, row.category.title, region, row.seat, row.website, row.register_number, state]
