"""A typed list of cards: read without storing anything, sent back signed, then all of it or nothing.

Each row has a key of its own, made from the conference and the reference, or from the words where there is none. So the
same file twice adds nothing, and neither does a second click.
"""

import csv
import io
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record as note
from consultations.conferences.capture.beside import TablesHeld
from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference
from consultations.conferences.record import rules
from consultations.conferences.record.services import CARD_LIMIT, CardWords, build_card, lock_record
from consultations.process.languages import is_language
from frontend.sheets import MAX_BYTES, Column, Layout, RawRow, ending_of, read_rows
from frontend.texts import cleaned, shows_nothing
from frontend.workbooks import PlainWorkbook

MAX_ROWS = 2_000
ERRORS_TOLD = 200
MOST_DOTS = 1_000
_SALT = "consultations.conferences.record.import"
#: So long a list that was checked may be confirmed.
_GOOD_FOR = 24 * 3600

# Headers are German whatever language the person works in: files travel between offices.
COLUMNS = (
    Column("table", "Tisch", "Nummer des Thementischs, zum Beispiel 3.", required=True, width=8),
    Column("column", "Spalte", "Bedarf, Handlungsansatz, Frage oder Parkplatz.", required=True, width=18),
    Column("text", "Text", "Was auf der Karte steht, Wort für Wort.", required=True, limit=CARD_LIMIT, width=70),
    Column("dots", "Punkte", "Anzahl der Klebepunkte. Leer bedeutet: keine.", width=10),
    Column("language", "Sprache", "Kürzel der Sprache, zum Beispiel de oder ar. Leer bedeutet: Deutsch.", width=10),
    Column("reference", "Kennung", "Nummer der Karte auf dem Papier oder Foto. Darf leer sein.", limit=40, width=14),
)
BY_KEY = {column.key: column for column in COLUMNS}
_LAYOUT = Layout("Karten", COLUMNS, MAX_ROWS)
#: What stands in the column "Spalte".
COLUMN_NAMES = {
    "bedarf": CardColumn.NEED,
    "veränderter bedarf": CardColumn.NEED,
    "handlungsansatz": CardColumn.APPROACH,
    "ansatz": CardColumn.APPROACH,
    "frage": CardColumn.QUESTION,
    "offene frage": CardColumn.QUESTION,
    "parkplatz": CardColumn.PARKING_LOT,
}


class ListOutdated(Exception):
    """The list was not checked by us, too long ago, or for another conference; or its tables are gone."""


@dataclass(frozen=True)
class Row:
    """One card as the file has it."""

    line: int
    table: int
    column: str
    text: str
    dots: int
    language: str
    reference: str


@dataclass
class Report:
    """What the check of a list found."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    #: Cards that are there already.
    known: int = 0
    #: Lines of cards that are there already and read otherwise; they are left as they are.
    different: list[int] = field(default_factory=list)
    #: Line, header of the column, what is wrong.
    errors: list[tuple[int, str, str]] = field(default_factory=list)
    errors_total: int = 0


def key_of(conference: Conference, row: Row) -> UUID:
    """The key of a card on paper: the same for the same reference, else for the same words at the same table."""
    if row.reference:
        return uuid5(conference.calendar_uid, f"reference {row.reference.casefold()}")
    words = " ".join(row.text.split()).casefold()
    return uuid5(conference.calendar_uid, f"words {row.table} {row.column} {words}")


class _Reader:
    """Reads rows against the tables of the conference, which are read once."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.tables = set(conference.tables.values_list("number", flat=True))
        self.report = Report()
        self.seen: dict[UUID, int] = {}

    def read(self, raw: RawRow) -> None:
        before = self.report.errors_total
        self._refuse_unusable(raw)
        row = Row(
            raw.line,
            table=self._table(raw),
            column=self._column(raw),
            text=self._text(raw, "text", one_line=False),
            dots=self._dots(raw),
            language=self._language(raw),
            reference=self._text(raw, "reference"),
        )
        if self.report.errors_total == before:
            key = key_of(self.conference, row)
            if key in self.seen:
                self._wrong(
                    raw.line,
                    "reference" if row.reference else "text",
                    _("This card stands in line %(line)s already. If there are two, give each a reference of its own.")
                    % {"line": self.seen[key]},
                )
            else:
                self.seen[key] = raw.line
                self.report.rows.append(row)

    def _wrong(self, line: int, key: str, message: str) -> None:
        self.report.errors_total += 1
        if len(self.report.errors) < ERRORS_TOLD:
            self.report.errors.append((line, BY_KEY[key].header if key else "", message))

    def _refuse_unusable(self, raw: RawRow) -> None:
        if "_surplus" in raw.cells:
            self._wrong(
                raw.line,
                "",
                _("The row has more cells than there are columns. Is a text with a separator not in quotes?"),
            )
        for column in COLUMNS:
            cell = raw.cells.get(column.key)
            if cell is not None and cell.kind == "formula":
                self._wrong(raw.line, column.key, _("The cell holds a formula. Please put its result there as text."))
            elif cell is not None and cell.kind == "error":
                self._wrong(raw.line, column.key, _("The cell holds an error value."))
            elif cell is None and column.required:
                self._wrong(raw.line, column.key, _("Something has to stand here."))

    def _text(self, raw: RawRow, key: str, *, one_line: bool = True) -> str:
        cell = raw.cells.get(key)
        if cell is None or cell.kind in ("formula", "error"):
            return ""
        text = cleaned(cell.text.replace("\x00", ""))
        text = " ".join(text.split()) if one_line else text
        if text[:1] == "'" and text[1:2] in tuple("=+-@"):
            # The mark our own tables put before what looks like a formula.
            text = text[1:]
        if shows_nothing(text) and BY_KEY[key].required:
            self._wrong(raw.line, key, _("Something has to stand here."))
        limit = BY_KEY[key].limit
        if limit and len(text) > limit:
            words = _("The text has %(count)s characters, at most %(limit)s are possible.")
            self._wrong(raw.line, key, words % {"count": len(text), "limit": limit})
        return text

    def _number(self, raw: RawRow, key: str, most: int) -> int | None:
        typed = self._text(raw, key)
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed) <= most:
            return int(typed)
        words = _("“%(typed)s” is no number between 0 and %(most)s.")
        self._wrong(raw.line, key, words % {"typed": typed[:40], "most": most})
        return None

    def _table(self, raw: RawRow) -> int:
        number = self._number(raw, "table", 10_000)
        if number is not None and number not in self.tables:
            known = ", ".join(str(known) for known in sorted(self.tables)) or _("none")
            words = _("There is no table %(number)s. The tables of this conference are: %(known)s.")
            self._wrong(raw.line, "table", words % {"number": number, "known": known})
        return number or 0

    def _column(self, raw: RawRow) -> str:
        typed = self._text(raw, "column")
        found = COLUMN_NAMES.get(typed.casefold())
        if typed and found is None:
            words = _("There is no column “%(typed)s”. Possible are: Bedarf, Handlungsansatz, Frage, Parkplatz.")
            self._wrong(raw.line, "column", words % {"typed": typed[:40]})
        return str(found.value) if found else ""

    def _dots(self, raw: RawRow) -> int:
        return self._number(raw, "dots", MOST_DOTS) or 0

    def _language(self, raw: RawRow) -> str:
        typed = self._text(raw, "language").lower() or "de"
        if len(typed) > 8 or not is_language(typed):
            words = _("“%(typed)s” is no short form of a language. Possible are for example: de, en, ar, uk.")
            self._wrong(raw.line, "language", words % {"typed": typed[:20]})
        return typed


def read_upload(conference: Conference, upload) -> Report:
    """What a list would add, and every error by line. Nothing is stored. Raises SheetRefused for what is no list."""
    data = upload.read(MAX_BYTES + 1)
    reader = _Reader(conference)
    for raw in read_rows(io.BytesIO(data), ending_of(data), _LAYOUT):
        reader.report.total += 1
        reader.read(raw)
    report = reader.report
    keys = {key_of(conference, row): row for row in report.rows}
    there = Card.objects.filter(key__in=keys).select_related("table")
    for card in there:
        row = keys.pop(card.key)
        report.known += 1
        if (card.text, card.column, card.dots, card.table.number) != (row.text, row.column, row.dots, row.table):
            report.different.append(row.line)
    report.rows = list(keys.values())
    return report


def signed(conference: Conference, report: Report) -> str:
    """The rows that would be added, for the form that confirms them: nothing is stored between the two steps."""
    return signing.dumps([conference.pk, [asdict(row) for row in report.rows]], salt=_SALT, compress=True)


@transaction.atomic
def import_rows(conference: Conference, token: str, *, actor) -> int:
    """Store the cards of a list that was checked; returns how many are new. Raises ListOutdated."""
    try:
        pk, values = signing.loads(token, salt=_SALT, max_age=_GOOD_FOR)
        rows = [Row(**value) for value in values]
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise ListOutdated from error
    if pk != conference.pk:
        raise ListOutdated
    record = lock_record(conference)
    rules.require_writer(actor, conference.process)
    held = TablesHeld(conference)
    tables = {table.number: table for table in conference.tables.all()}
    if any(row.table not in tables for row in rows):
        raise ListOutdated
    keys = {key_of(conference, row): row for row in rows}
    there = set(Card.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [
        build_card(
            tables[row.table],
            CardWords(row.column, row.text, row.dots, row.language),
            key=key,
            reference=row.reference,
        )
        for key, row in keys.items()
        if key not in there
    ]
    for card in new:
        held.is_new(card)
    Card.objects.bulk_create(new, batch_size=500)
    if new:
        record.revision += 1
        record.save(update_fields=["revision"])
        note(actor, "record.import_cards", conference, scope=conference.process.slug, number=len(new))
    return len(new)


# --- the empty list --------------------------------------------------------------------------------------------------


def csv_template() -> bytes:
    """The headers as CSV, as a German Excel opens it: semicolons, UTF-8 with its mark."""
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=";").writerow([column.header for column in COLUMNS])
    return output.getvalue().encode("utf-8-sig")


def xlsx_template(conference: Conference) -> bytes:
    """An XLSX file with tables and columns to choose from, and what belongs into each column."""
    output = io.BytesIO()
    workbook = PlainWorkbook(output, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "bg_color": "#E7ECF3", "border": 1})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet, explained = workbook.add_worksheet(_LAYOUT.sheet_name), workbook.add_worksheet("Erläuterung")
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(COLUMNS):
        header = column.header + (" *" if column.required else "")
        sheet.set_column(index, index, column.width, text)
        sheet.write_string(0, index, header, bold)
        explained.write_string(index, 0, header, bold)
        explained.write_string(index, 1, column.explanation, text)
    explained.set_column(0, 0, 20)
    explained.set_column(1, 1, 90)
    for line, table in enumerate(conference.tables.order_by("number"), start=len(COLUMNS) + 1):
        explained.write_string(line, 0, f"Tisch {table.number}", text)
        explained.write_string(line, 1, table.title, text)
    choices: dict[str, Any] = {"validate": "list", "source": ["Bedarf", "Handlungsansatz", "Frage", "Parkplatz"]}
    sheet.data_validation(1, 1, MAX_ROWS, 1, choices)
    workbook.close()
    return output.getvalue()
