"""The tables as one workbook: a sheet for each noun, written row by row so that memory does not grow with them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.utils import translation

from consultations.drafts.papers.content import LANGUAGE
from consultations.exports.reports.noun_types import Noun, Row
from consultations.exports.reports.nouns import nouns_for
from consultations.exports.reports.numbers import Reading
from consultations.exports.reports.scope import Scope
from frontend.workbooks import PlainWorkbook

#: What a cell of a spreadsheet can hold, and a sheet.
LONGEST, MOST_ROWS = 32_767, 1_048_575
_CUT = " […]"
#: Tell how far it is after so many rows.
_TELL_EVERY = 2000

Told = Callable[[int, int], None]


def write_workbook(scope: Scope, path: Path, told: Told = lambda done, total: None) -> None:
    """Write the workbook; `told` hears how many rows are written, of how many."""
    with translation.override(LANGUAGE):
        reading = Reading(scope)
        total, done = scope.contributions().count() + reading.passages_count(), 0
        workbook = PlainWorkbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        workbook.set_properties({"title": scope.process.title, "author": scope.process.initiator_name})
        formats = {
            "head": workbook.add_format({"bold": True, "bg_color": "#E7ECF3", "bottom": 1, "valign": "top"}),
            "day": workbook.add_format({"num_format": "dd.mm.yyyy"}),
            "moment": workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        for noun in nouns_for(scope):
            done = _sheet(workbook, noun, reading, formats, lambda number: told(number, total), done)
        workbook.close()


def _sheet(workbook, noun: Noun, reading: Reading, formats: dict, told: Callable[[int], None], done: int) -> int:
    sheet = workbook.add_worksheet(noun.title)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(noun.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.head, formats["head"])
    line = 0
    for line, row in enumerate(noun.rows(reading), start=1):
        if line > MOST_ROWS:
            break
        _write(sheet, line, row, formats)
        if line % _TELL_EVERY == 0:
            told(done + line)
    sheet.autofilter(0, 0, min(line, MOST_ROWS), len(noun.columns) - 1)
    return done + line


def _write(sheet, line: int, row: Row, formats: dict) -> None:
    for index, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            short = value if len(value) <= LONGEST else value[: LONGEST - len(_CUT)] + _CUT
            sheet.write_string(line, index, short)
        elif isinstance(value, datetime):
            sheet.write_datetime(line, index, value, formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(line, index, value, formats["day"])
        else:
            sheet.write_number(line, index, value)
