"""Lists of municipalities as a table with the columns `ags` and `name`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from frontend.sheets import Column, Layout, ending_of, read_rows
from frontend.texts import shows_nothing
from regions.places.lines import LineError, Parsed, text_of, unusable
from regions.places.models import Region

#: Germany has fewer than 11,000.
MAX_ROWS = 12_000

COLUMNS = (
    Column("ags", "ags", "Amtlicher Gemeindeschlüssel mit acht Stellen.", required=True, limit=8),
    Column("name", "name", "Amtlicher Name der Gemeinde.", required=True, limit=120, width=40),
)
_LAYOUT = Layout("Gemeinden", COLUMNS, MAX_ROWS)
#: A spreadsheet program takes away the zero a key begins with.
_KEY = re.compile(r"^\d{7,8}$")


@dataclass(frozen=True)
class Municipality:
    """A line that can be stored."""

    ags: str
    name: str


def parse(data: bytes) -> Parsed[Municipality]:
    """Read a whole file. Raises SheetRefused when it is no table with our headers."""
    parsed = Parsed[Municipality]()
    districts = set(Region.objects.districts().values_list("ags", flat=True))
    seen: dict[str, int] = {}
    for raw in read_rows(BytesIO(data), ending_of(data), _LAYOUT):
        found = [LineError(raw.line, key, message) for key, message in unusable(raw, COLUMNS)]
        if not found:
            ags, name = text_of(raw, "ags").zfill(8), " ".join(text_of(raw, "name").split())
            found = [LineError(raw.line, key, message) for key, message in _problems(ags, name, districts)]
            if not found and ags in seen:
                message = _("The line names the same municipality as line %(line)s.") % {"line": seen[ags]}
                found = [LineError(raw.line, "ags", message)]
            elif not found:
                seen[ags] = raw.line
                parsed.rows.append(Municipality(ags, name))
        parsed.errors += found
    return parsed


def _problems(ags: str, name: str, districts: set[str]) -> Iterator[tuple[str, str]]:
    if not _KEY.match(ags):
        yield "ags", _("The key of a municipality has eight digits.")
    elif ags[:5] not in districts:
        yield "ags", _("There is no district with the key %(key)s.") % {"key": ags[:5]}
    if shows_nothing(name):
        yield "name", _("Something has to stand here.")


def rows_to_read_in(municipalities: Iterable[Region]) -> Iterator[list[str]]:
    """The lines of a table that can be read in again."""
    yield [column.header for column in COLUMNS]
    for row in municipalities:
        yield [row.ags, row.name]
