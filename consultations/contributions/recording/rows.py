"""What a spreadsheet of contributions looks like to the reader of tables."""

from collections.abc import Iterator
from typing import BinaryIO

from consultations.contributions.recording.columns import COLUMNS, SHEET_NAME
from frontend import sheets
from frontend.sheets import MAX_BYTES, Cell, RawRow, SheetRefused, ending_of

__all__ = ["MAX_BYTES", "MAX_ROWS", "Cell", "RawRow", "SheetRefused", "ending_of", "read_rows"]

MAX_ROWS = 20_000


def read_rows(file: BinaryIO, ending: str) -> Iterator[RawRow]:
    """The filled rows of a file. Raises SheetRefused for a header that is not ours, or a damaged file."""
    return sheets.read_rows(file, ending, sheets.Layout(SHEET_NAME, COLUMNS, MAX_ROWS))
