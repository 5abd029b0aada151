"""What a row of a spreadsheet means, or in words what is wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import Organisation, StakeholderCategory
from consultations.contributions.enums import Channel, Publication
from consultations.contributions.recording.columns import BY_KEY, CHANNELS, COLUMNS, KINDS, labels, words
from consultations.contributions.recording.models import Statement
from consultations.contributions.recording.places import Places, PlacesByDay, PlaceUnknown
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.recording.rows import Cell, RawRow
from consultations.contributions.recording.services import link_organisation
from consultations.contributions.recording.storing import Said, fingerprint_of, sender_key
from consultations.contributions.targets import Target
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from frontend.texts import cleaned, shows_nothing
from regions.models import Region
from regions.places.finding import RegionFinder, RegionUnknown

_DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell: line, header of the column ("" for the whole row), a sentence."""

    line: int
    column: str
    message: str

    def as_list(self) -> list:
        return [self.line, self.column, self.message]


@dataclass(frozen=True)
class ParsedRow:
    """A row that can be stored: who spoke (not saved), what was said, and its fingerprint."""

    line: int
    statement: Statement
    said: Said
    fingerprint: str
    sender: tuple[str, ...]


class Parser:
    """Knows everything cells may refer to; reads it once, so that rows cost no queries."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.calendar = Calendar(process)
        self.places = PlacesByDay(process)
        self.channels, self.kinds = words(CHANNELS), words(KINDS)
        self.publications = words(Publication)
        self.organisations = {
            " ".join(row.name.split()).casefold(): row
            for row in Organisation.objects.verified().select_related("category", "region")
        }
        categories = list(StakeholderCategory.objects.all())
        self.categories = {row.slug: row for row in categories} | {row.title.casefold(): row for row in categories}
        self.regions = RegionFinder()

    def parse(self, raw: RawRow) -> ParsedRow | list[RowError]:
        """The row, or everything that is wrong with it."""
        return _Row(self, raw).read()


class _Row:
    """One row while it is read; gathers errors instead of stopping at the first."""

    def __init__(self, parser: Parser, raw: RawRow) -> None:
        self.parser, self.raw = parser, raw
        self.errors: list[RowError] = []

    def read(self) -> ParsedRow | list[RowError]:
        self._refuse_unusable()
        texts = {key: self._text(key) for key in ("author_name", "organisation_name", "on_behalf_of", "reference")}
        said = {key: self._text(key) for key in ("title", "text", "proposed_text")}
        statement = Statement(
            process=self.parser.process,
            channel=self._choice("channel", self.parser.channels, CHANNELS) or Channel.LETTER,
            received_on=self._day(),
            category=self._category(),
            region=self._region(),
            publication=self._choice("publication", self.parser.publications, Publication) or Publication.CATEGORY,
            contact_email=self._email(),
            **texts,
        )
        kind = self._choice("kind", self.parser.kinds, KINDS)
        target = self._target(statement.received_on, statement.channel) if statement.received_on else None
        if target is not None and said["proposed_text"] and target.kind != TargetKind.PARAGRAPH:
            self._wrong("proposed_text", _("Another wording can be proposed for a paragraph only."))
        link_organisation(statement, self.parser.organisations)
        if not (statement.sender or statement.category or statement.channel == Channel.CARD):
            self._wrong("author_name", _("Please say who it came from: name, organisation or at least the category."))
        if self.errors:
            return self.errors
        thing = Said(target, kind, said["text"], said["title"], said["proposed_text"])
        sender = sender_key(statement)
        return ParsedRow(self.raw.line, statement, thing, fingerprint_of(self.parser.process.pk, sender, thing), sender)

    def _wrong(self, key: str, message: str) -> None:
        header = BY_KEY[key].header if key in BY_KEY else ""
        self.errors.append(RowError(self.raw.line, header, message))

    def _refuse_unusable(self) -> None:
        """Formulas are not computed and errors are not text; both are said, whatever the column."""
        cells = dict(self.raw.cells)
        if cells.pop("_surplus", None):
            self._wrong(
                "", _("The row has more cells than there are columns. Is a text with a separator not in quotes?")
            )
        for column in COLUMNS:
            cell = cells.get(column.key)
            if cell is not None and cell.kind == "formula":
                self._wrong(column.key, _("The cell holds a formula. Please put its result there as text."))
            elif cell is not None and cell.kind == "error":
                self._wrong(column.key, _("The cell holds an error value."))
            elif cell is None and column.required and not (column.key == "place" and "table" in cells):
                self._wrong(column.key, _("Something has to stand here."))

    def _cell(self, key: str) -> Cell | None:
        cell = self.raw.cells.get(key)
        return cell if cell is not None and cell.kind not in ("formula", "error") else None

    def _text(self, key: str) -> str:
        cell = self._cell(key)
        if cell is None:
            return ""
        text = cleaned(cell.text.replace("\x00", ""))
        column = BY_KEY[key]
        if column.limit and len(text) > column.limit:
            self._wrong(
                key,
                _("The text has %(count)s characters, at most %(limit)s are possible.")
                % {"count": f"{len(text):,}".replace(",", "."), "limit": f"{column.limit:,}".replace(",", ".")},
            )
        elif column.required and shows_nothing(text):
            self._wrong(key, _("Something has to stand here."))
        return text if key in ("text", "proposed_text") else " ".join(text.split())

    def _choice(self, key: str, known: dict[str, str], choices) -> str:
        cell = self._cell(key)
        if cell is None:
            return ""
        typed = " ".join(cell.text.split())
        value = known.get(typed.casefold(), "")
        if not value:
            self._wrong(
                key,
                _("“%(typed)s” is unknown. Possible are: %(choices)s.")
                % {"typed": typed[:60], "choices": "; ".join(labels(choices))},
            )
        return value

    def _day(self) -> date | None:
        cell = self._cell("received_on")
        if cell is None:
            return None
        day = cell.value if cell.kind == "date" else _day(str(cell.value).strip()) if cell.kind == "text" else None
        if day is None:
            self._wrong("received_on", _("This is no day. Please write it like 14.03.2026."))
            return None
        try:
            self.parser.calendar.check(day)
        except ValidationError as error:
            self._wrong("received_on", error.messages[0])
        return day

    def _category(self) -> StakeholderCategory | None:
        cell = self._cell("category")
        if cell is None:
            return None
        typed = " ".join(cell.text.split())
        found = self.parser.categories.get(typed.casefold())
        if found is None:
            self._wrong("category", _("There is no category “%(name)s”.") % {"name": typed[:80]})
        return found

    def _region(self) -> Region | None:
        cell = self._cell("region")
        if cell is None:
            return None
        try:
            return self.parser.regions.find(cell.text)
        except RegionUnknown as unknown:
            self._wrong("region", str(unknown))
        return None

    def _email(self) -> str:
        cell = self._cell("contact_email")
        if cell is None:
            return ""
        address = cell.text.strip()
        try:
            validate_email(address)
            if len(address) > 254:
                raise ValidationError("")
        except ValidationError:
            self._wrong("contact_email", _("This is no e-mail address."))
        return address

    def _target(self, day: date, channel: str) -> Target | None:
        places = self.parser.places.on(day)
        table, place = self._cell("table"), self._cell("place")
        key = "table" if table is not None else "place"
        if channel == Channel.CARD and table is None:
            self._wrong("table", _("A card needs its conference and table."))
            return None
        if table is None and place is None:
            return None
        try:
            return places.find_table(table.text) if table is not None else places.find(self._place(place, places))
        except PlaceUnknown as unknown:
            self._wrong(key, str(unknown))
        return None

    def _place(self, cell: Cell, places: Places) -> str:
        """The name of a place. Excel makes a day of "1.2" and takes the zero off "1.10": neither is guessed."""
        if cell.kind == "date":
            raise PlaceUnknown(
                _("Excel made a date of this number. Please format the column as text and type it again.")
            )
        name = cell.text
        if cell.kind == "number" and "." in name and places.has_number(f"{name}0"):
            raise PlaceUnknown(
                _("This could be %(one)s or %(other)s: please format the column as text and type it again.")
                % {"one": name, "other": f"{name}0"}
            )
        return name


def _day(typed: str) -> date | None:
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(typed, pattern).date()
        except ValueError:
            continue
    return None
