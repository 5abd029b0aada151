"""The directory as a table: its columns, what a row means, and in words what is wrong with one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from frontend.sheets import Column, Layout, RawRow, ending_of, read_rows
from frontend.texts import shows_nothing
from regions.offices.entries import SITE_TEXTS, Entry, entry_of
from regions.offices.enums import DoubleFunction, Employment, OfficeKind
from regions.offices.forms import MOST_SITES, SITE_SEPARATOR
from regions.offices.models import Office
from regions.offices.partial_dates import parse_partial, typed_partial
from regions.places.finding import RegionFinder, RegionUnknown
from regions.places.lines import LineError, Parsed, text_of, unusable
from regions.places.models import Region, RegionLevel
from regions.places.municipalities import MunicipalityFinder, MunicipalityUnknown

MAX_ROWS = 1_000

# Headers and words are German whatever language the person works in: files travel between offices.
COLUMNS = (
    Column("reference", "Kennung", "Eigene Kennung der Stelle; daran wird sie wiedererkannt.", limit=60),
    Column("region", "AGS", "Amtlicher Schlüssel oder Name des Kreises.", required=True, limit=120),
    Column("kind", "Art", "Beauftragte oder Koordinierungsstelle; leer: Beauftragte.", limit=40),
    Column("title", "Bezeichnung", "Wie die Stelle vor Ort heißt.", required=True, limit=200, width=36),
    Column("area", "Gebiet", "Nur wenn sie für einen Teil des Kreises zuständig ist.", limit=200),
    Column("unit", "Anbindung", "Zum Beispiel Stabsstelle oder Sozialamt.", limit=200),
    Column("employment", "Beschäftigung", "Vollzeit, Teilzeit, Stundenbasis oder Ehrenamt.", limit=40),
    Column("double_functions", "Doppelfunktionen", "Gleichstellung, Behinderung, Senioren; durch Komma getrennt."),
    Column("started", "Besteht seit", "Jahr, Monat oder Tag: 2011, 4.2012, 1.2.2017.", limit=10),
    Column("contact_name", "Ansprechperson", "Wird veröffentlicht. Darf leer sein.", limit=120),
    Column("email", "E-Mail", "Wird veröffentlicht.", limit=254, width=30),
    Column("phone", "Telefon", "Mit Vorwahl.", limit=60),
    Column("website", "Website", "Zum Beispiel www.beispielkreis.de.", limit=200, width=30),
    Column("postal_address", "Anschrift", "", limit=2000),
    Column("tasks", "Aufgaben", "", limit=5000, width=40),
    Column("steered_by", "Gesteuert von", "", limit=200),
    Column("planned_positions", "Stellen vorgesehen", "Zahl, zum Beispiel 6,5."),
    Column("filled_positions", "Stellen besetzt", "Zahl, zum Beispiel 6,5."),
    Column("funding", "Förderung", "", limit=250),
    Column("related_services", "Verwandte Angebote", "", limit=5000),
    Column("note", "Hinweis", "Wird veröffentlicht.", limit=5000),
    Column("sites", "Standorte", "Je Zeile ein Standort: Ort | Anschrift | Sprechzeiten | zuständig für | Gemeinden."),
    Column("source", "Quelle", "", limit=250),
    Column("is_fact", "Öffentliche Quelle", "ja oder nein; leer: ja.", limit=4),
)
BY_KEY = {column.key: column for column in COLUMNS}
LAYOUT = Layout("Stellen", COLUMNS, MAX_ROWS)

_KINDS = {OfficeKind.COMMISSIONER: "Beauftragte", OfficeKind.COORDINATION: "Koordinierungsstelle"}
_EMPLOYMENTS = {
    Employment.FULL_TIME: "Vollzeit",
    Employment.PART_TIME: "Teilzeit",
    Employment.HOURLY: "Stundenbasis",
    Employment.HONORARY: "Ehrenamt",
}
_DOUBLES = {
    DoubleFunction.EQUALITY: "Gleichstellung",
    DoubleFunction.DISABILITY: "Behinderung",
    DoubleFunction.SENIORS: "Senioren",
}
_YES_NO = {"ja": True, "nein": False}


def _values(words: dict[Any, str]) -> dict[str, str]:
    """Word → value; the value itself is understood, too."""
    return {word.casefold(): str(value) for value, word in words.items()} | {str(value): str(value) for value in words}


@dataclass
class Row:
    """A line that can be stored; `values` has no empty cells, so that a short table takes nothing away."""

    line: int
    region: Region
    reference: str
    values: Entry

    @property
    def place(self) -> tuple[int, str, str]:
        """What an office is recognised by that has no reference."""
        return self.region.pk, self.values["title"].casefold(), self.values.get("area", "").casefold()


def parse(data: bytes) -> Parsed[Row]:
    """Read a whole file. Raises SheetRefused when it is no table with our headers."""
    reader, parsed = _Reader(), Parsed[Row]()
    for raw in read_rows(BytesIO(data), ending_of(data), LAYOUT):
        row = reader.read(raw)
        if row is not None:
            parsed.rows.append(row)
    parsed.errors = reader.errors
    return parsed


class _Reader:
    """Reads rows against everything cells may refer to, which is read once."""

    def __init__(self) -> None:
        self.regions, self.municipalities = RegionFinder(), MunicipalityFinder()
        self.seen: dict[tuple, int] = {}
        self.errors: list[LineError] = []
        self.check_url = URLValidator(schemes=["http", "https"])

    def _wrong(self, line: int, key: str, message: str) -> None:
        self.errors.append(LineError(line, BY_KEY[key].header if key else "", message))

    def read(self, raw: RawRow) -> Row | None:
        """The row when it can be stored; what is wrong with it is noted by line and column."""
        before = len(self.errors)
        for key, message in unusable(raw, COLUMNS):
            self._wrong(raw.line, key, message)
        if len(self.errors) > before:
            return None
        values: Entry = {}
        for column in COLUMNS:
            text = text_of(raw, column.key)
            if column.key in ("reference", "region") or not text:
                continue
            try:
                values[column.key] = self._value(column.key, text)
            except (ValidationError, ValueError) as error:
                message = error.messages[0] if isinstance(error, ValidationError) else str(error)
                self._wrong(raw.line, column.key, message)
        region = self._region(raw)
        reference = " ".join(text_of(raw, "reference").split())
        if len(self.errors) > before or region is None:
            return None
        row = Row(raw.line, region, reference, values)
        return None if self._is_double(row) else row

    def _region(self, raw: RawRow) -> Region | None:
        try:
            region = self.regions.find(text_of(raw, "region"))
        except RegionUnknown as unknown:
            self._wrong(raw.line, "region", str(unknown))
            return None
        if region.level == RegionLevel.STATE:
            self._wrong(raw.line, "region", _("An office belongs to a district."))
        return region

    def _is_double(self, row: Row) -> bool:
        key = ("reference", row.reference) if row.reference else row.place
        if (line := self.seen.get(key)) is not None:
            self._wrong(row.line, "", _("The line names the same office as line %(line)s.") % {"line": line})
            return True
        self.seen[key] = row.line
        return False

    def _value(self, key: str, text: str) -> Any:
        """The value of a cell. Raises ValidationError or ValueError with a sentence."""
        if key == "sites":
            return [self._site(line) for line in _site_lines(text)]
        if key not in ("postal_address", "tasks", "related_services", "note"):
            text = " ".join(text.split())
        match key:
            case "title" if shows_nothing(text):
                raise ValueError(_("Something has to stand here."))
            case "kind":
                return _word(text, _KINDS)
            case "employment":
                return _word(text, _EMPLOYMENTS)
            case "double_functions":
                return sorted({_word(part.strip(), _DOUBLES) for part in text.split(",") if part.strip()})
            case "started":
                return parse_partial(text)
            case "planned_positions" | "filled_positions":
                return _positions(text)
            case "is_fact":
                if text.casefold() not in _YES_NO:
                    raise ValueError(_("Please write “ja” or “nein”."))
                return _YES_NO[text.casefold()]
            case "email":
                validate_email(text)
            case "website":
                text = text if "://" in text else f"https://{text}"
                self.check_url(text)
        return text

    def _site(self, line: str) -> dict[str, Any]:
        """One site of the column. Raises ValueError."""
        parts = [" ".join(part.split()) for part in line.split(SITE_SEPARATOR)]
        if len(parts) > len(SITE_TEXTS) + 1 or not parts[0]:
            raise ValueError(_("A site looks like this: town | address | hours | responsible for | municipalities."))
        parts += [""] * (len(SITE_TEXTS) + 1 - len(parts))
        for part, limit in zip(parts, (120, 250, 250, 250), strict=False):
            if len(part) > limit:
                raise ValueError(_("At most %(count)s characters are possible.") % {"count": limit})
        try:
            served = sorted(row.ags for row in self.municipalities.find_all(parts[-1]))
        except MunicipalityUnknown as unknown:
            raise ValueError(str(unknown)) from unknown
        return dict(zip(SITE_TEXTS, parts, strict=False)) | {"municipalities": served}


def _site_lines(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_SITES:
        raise ValueError(_("At most %(count)s sites are possible.") % {"count": MOST_SITES})
    return lines


def _word(typed: str, words: dict[Any, str]) -> str:
    found = _values(words).get(typed.casefold())
    if found is None:
        choices = ", ".join(words.values())
        raise ValueError(_("“%(typed)s” is unknown. Possible are: %(choices)s.") % {"typed": typed, "choices": choices})
    return found


def _positions(text: str) -> str:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number < 1000 or number != round(number, 2):
        raise ValueError(_("Please write a number of positions, for example 6,5."))
    return format(number.normalize(), "f")


# --- writing ---------------------------------------------------------------------------------------------------------


def _cells(office: Office) -> dict[str, str]:
    """An office as words, by key of the column."""
    entry = entry_of(office)
    cells = {key: str(value) for key, value in entry.items() if isinstance(value, str)}
    sites = [
        f" {SITE_SEPARATOR} ".join([*(row[name] for name in SITE_TEXTS), ", ".join(row["municipalities"])])
        for row in entry["sites"]
    ]
    return cells | {
        "reference": office.reference,
        "region": office.region.ags,
        "kind": _KINDS[OfficeKind(office.kind)],
        "employment": _EMPLOYMENTS.get(office.employment, ""),
        "double_functions": ", ".join(_DOUBLES[key] for key in entry["double_functions"] if key in _DOUBLES),
        "started": typed_partial(office.started),
        "planned_positions": entry["planned_positions"].replace(".", ","),
        "filled_positions": entry["filled_positions"].replace(".", ","),
        "sites": "\n".join(sites),
        "is_fact": "ja" if office.is_fact else "nein",
    }


def header() -> list[str]:
    """The headers of a table that can be read in."""
    return [column.header for column in COLUMNS]


def rows_to_read_in(offices: Iterable[Office]) -> Iterator[list[str]]:
    """The lines of a table that, read in again, changes nothing."""
    yield header()
    for office in offices:
        cells = _cells(office)
        yield [cells[column.key] for column in COLUMNS]


#: Not for the public: keys of the list an entry came from.
_PUBLIC = [column for column in COLUMNS if column.key not in ("reference", "region")]


def public_rows(offices: Iterable[Office]) -> Iterator[list[str]]:
    """The lines of the public table, with the names of places."""
    yield ["Land", "Kreis", "Gemeinde", "AGS", *(column.header for column in _PUBLIC), "Stand"]
    for office in offices:
        cells, region = _cells(office), office.region
        is_district = region.level == RegionLevel.DISTRICT
        district = region if is_district else region.parent
        state = district.parent if district else None
        checked = office.checked_on.strftime("%d.%m.%Y") if office.checked_on else ""
        places = [str(state or ""), str(district or ""), "" if is_district else region.name, region.ags]
        yield [*places, *(cells[column.key] for column in _PUBLIC), checked]
