"""Reads the rows of a spreadsheet one after the other: CSV in the usual encodings, XLSX without evaluating anything."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from frontend.files.judging import FileProblem, Problem, check_xml, content_types, office_package

MAX_BYTES = 10 * 1024 * 1024
#: Twenty thousand rows take about half of it; shared texts are held in memory while the file is read.
MAX_UNPACKED = 60 * 1024 * 1024
#: Excel has no more lines; a file that names a higher one would keep the reader counting.
MAX_LINES = 1_048_576
#: More columns than a person fills in; beyond that nothing is read.
MAX_COLUMNS = 40
#: A shared text is kept in memory once, whatever the number of cells that refer to it.
MAX_CELL = 50_000

_WORKBOOK = b"spreadsheetml.sheet.main+xml"


@dataclass(frozen=True)
class Column:
    """One column: its key in code, its header, what belongs into it."""

    key: str
    header: str
    explanation: str
    required: bool = False
    limit: int = 0
    width: int = 18


@dataclass(frozen=True)
class Layout:
    """What a table has to look like: the name of its sheet in XLSX, its columns, and how many rows are read."""

    sheet_name: str
    columns: Sequence[Column]
    max_rows: int

    @cached_property
    def by_header(self) -> dict[str, Column]:
        return {column.header.casefold(): column for column in self.columns}


class SheetRefused(ValueError):
    """The file as a whole cannot be read; the text says why, in words for staff."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `kind` is "text", "number", "date", "formula" or "error"."""

    value: str | float | date
    kind: str = "text"

    @property
    def text(self) -> str:
        """What a person reads in the cell."""
        if self.kind == "number":
            return str(int(self.value)) if float(self.value).is_integer() else repr(self.value)
        return self.value.strftime("%d.%m.%Y") if self.kind == "date" else str(self.value)


@dataclass(frozen=True)
class RawRow:
    """One row with its line in the file and its filled cells by key of the column."""

    line: int
    cells: dict[str, Cell]


def ending_of(data: bytes) -> str:
    """`.xlsx` or `.csv`, by content. Raises SheetRefused for everything else."""
    if len(data) > MAX_BYTES:
        raise SheetRefused(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if not data.strip():
        raise SheetRefused(_("The file is empty."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(_("The file has the old Excel format (XLS) or a password. Please save it as XLSX."))
    if data.startswith(b"PK"):
        _check_workbook(data)
        return ".xlsx"
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\x00" in data:
        raise SheetRefused(_("The file is neither XLSX nor CSV."))
    return ".csv"


def _check_workbook(data: bytes) -> None:
    try:
        with office_package(data, most_unpacked=MAX_UNPACKED, most_xml=MAX_UNPACKED) as archive:
            check_xml(archive, is_read_later=True)
            types = content_types(archive)
    except FileProblem as found:
        raise SheetRefused(_reason(found.problem)) from found
    if _WORKBOOK not in types:
        raise SheetRefused(_("The file is neither XLSX nor CSV."))


def _reason(problem: Problem) -> str:
    """What is wrong with a workbook, in a sentence for staff."""
    return {
        Problem.PROTECTED: _("The file is protected by a password."),
        Problem.MACROS: _("The file holds macros. Please save it as XLSX without macros."),
        Problem.TOO_LARGE: _("The file is far larger unpacked than a document can be."),
        Problem.ENTITIES: _("The file holds instructions that a document does not need."),
    }.get(problem, _("The file is damaged."))


def read_rows(file: BinaryIO, ending: str, layout: Layout) -> Iterator[RawRow]:
    """The filled rows of a file. Raises SheetRefused for a header that is not ours, or a damaged file."""
    try:
        yield from _xlsx(file, layout) if ending == ".xlsx" else _csv(file, layout)
    except SheetRefused:
        raise
    except csv.Error as error:
        raise SheetRefused(
            _("The file is no table that can be read: a cell is far too long, or a quote is open.")
        ) from error
    except Exception as error:  # damaged workbooks fail in every layer of the library
        raise SheetRefused(_("The file is damaged.")) from error


# --- XLSX ------------------------------------------------------------------------------------------------------------


def _xlsx(file: BinaryIO, layout: Layout) -> Iterator[RawRow]:
    # data_only=False: a formula is seen as such. What Excel once computed is not what anybody wrote.
    workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        name = layout.sheet_name
        sheet = workbook[name] if name in workbook.sheetnames else workbook.worksheets[0]
        # What a file says about its own size may be wrong.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_LINES, max_col=MAX_COLUMNS)
        header: list[str | None] | None = None
        count = 0
        empty = None
        for line, row in enumerate(rows, start=1):
            # There may be a million lines the file leaves out: openpyxl gives the same empty row for each of them.
            if row is empty:
                continue
            if all(cell.value is None for cell in row):
                empty = row
                continue
            cells = [_xlsx_cell(cell) for cell in row]
            if not any(cells):
                continue
            if header is None:
                header = _header([str(cell.value) if cell else "" for cell in cells], layout)
                continue
            count = _counted(count, layout)
            yield _row(line, header, cells)
        if header is None:
            raise SheetRefused(_("The file is empty."))
    finally:
        workbook.close()


def _xlsx_cell(cell) -> Cell | None:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return Cell(str(value), "formula")
    if cell.data_type == "e":
        return Cell(str(value), "error")
    if isinstance(value, datetime):
        return Cell(value.date(), "date")
    if isinstance(value, date):
        return Cell(value, "date")
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)[: MAX_CELL + 1]
        return Cell(text) if text.strip() else None
    return Cell(float(value), "number")


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(file: BinaryIO, layout: Layout) -> Iterator[RawRow]:
    text = _decoded(file.read(MAX_BYTES + 1))
    csv.field_size_limit(MAX_CELL * 4)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str | None] | None = None
    count, before = 0, 0
    for values in reader:
        # A row begins behind the line where the one before ended; texts may hold line breaks.
        line, before = before + 1, reader.line_num
        cells = [Cell(value[: MAX_CELL + 1]) if value.strip() else None for value in values[:MAX_COLUMNS]]
        if not any(cells):
            continue
        if header is None:
            header = _header([str(cell.value) if cell else "" for cell in cells], layout)
            continue
        count = _counted(count, layout)
        yield _row(line, header, cells)
    if header is None:
        raise SheetRefused(_("The file is empty."))


def _decoded(data: bytes) -> str:
    """The text of a CSV file: what Excel and LibreOffice write, with or without a mark of the encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Five bytes have no meaning in Windows-1252; they become a visible mark instead of an error.
            text = data.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


# --- both ------------------------------------------------------------------------------------------------------------


def _counted(count: int, layout: Layout) -> int:
    if count >= layout.max_rows:
        raise SheetRefused(
            _("The file has more than %(limit)s rows. Please split it into several files.") % {"limit": layout.max_rows}
        )
    return count + 1


def _header(names: list[str], layout: Layout) -> list[str | None]:
    """The key of each column, None for one without header. Raises SheetRefused naming what is wrong."""
    typed = [" ".join(name.replace("*", "").split()) for name in names]
    unknown = [name for name in typed if name and name.casefold() not in layout.by_header]
    keys = [layout.by_header[name.casefold()].key if name.casefold() in layout.by_header else None for name in typed]
    missing = [column.header for column in layout.columns if column.required and column.key not in keys]
    twice = sorted({name for name, key in zip(typed, keys, strict=True) if key and keys.count(key) > 1})
    if len(unknown) == len([name for name in typed if name]) or (
        missing and len(missing) == sum(column.required for column in layout.columns)
    ):
        raise SheetRefused(_("The first row must hold the headers of the template. Please use the template."))
    if unknown:
        raise SheetRefused(
            _("Unknown columns: %(names)s. Please use the headers of the template.") % {"names": _list(unknown)}
        )
    if missing:
        raise SheetRefused(_("These columns are missing: %(names)s.") % {"names": _list(missing)})
    if twice:
        raise SheetRefused(_("These columns are there twice: %(names)s.") % {"names": _list(twice)})
    return keys


def _list(names: list[str]) -> str:
    return ", ".join(name[:60] for name in names[:10])


def _row(line: int, header: list[str | None], cells: list[Cell | None]) -> RawRow:
    found = {key: cell for key, cell in zip(header, cells, strict=False) if key and cell}
    if len(cells) > len(header) and any(cells[len(header) :]):
        # A delimiter inside an unquoted text would shift what follows: refused by line instead of stored wrongly.
        found["_surplus"] = Cell("")
    for index, key in enumerate(header):
        if key is None and index < len(cells) and cells[index]:
            found["_surplus"] = Cell("")
    return RawRow(line, found)
