"""Lines of tables that staff read in: what makes a cell unusable, what it says, and what is wrong with a line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from frontend.sheets import Column, RawRow
from frontend.texts import cleaned

#: So many errors are told; a file with more is wrong as a whole.
ERRORS_TOLD = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class LineError:
    """What is wrong in a line: its number in the file, the header of the column ("" for the line), a sentence."""

    line: int
    column: str
    message: str


@dataclass
class Parsed(Generic[Row]):
    """The rows of a file and everything that is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def errors_told(self) -> list[LineError]:
        return self.errors[:ERRORS_TOLD]

    @property
    def errors_left_out(self) -> int:
        return max(len(self.errors) - ERRORS_TOLD, 0)


def unusable(raw: RawRow, columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
    """What makes cells unusable in any table: key of the column and a sentence."""
    if "_surplus" in raw.cells:
        yield "", _("The row has more cells than there are columns. Is a text with a separator not in quotes?")
    for column in columns:
        cell = raw.cells.get(column.key)
        if cell is None:
            if column.required:
                yield column.key, _("Something has to stand here.")
        elif cell.kind == "formula" or cell.text.startswith("="):
            yield column.key, _("The cell holds a formula. Please put its result there as text.")
        elif cell.kind == "error":
            yield column.key, _("The cell holds an error value.")
        elif column.limit and len(cell.text) > column.limit:
            yield column.key, _("At most %(count)s characters are possible.") % {"count": column.limit}


def text_of(raw: RawRow, key: str) -> str:
    """A cell as it was before a download of ours put an apostrophe in front of it."""
    cell = raw.cells.get(key)
    text = cleaned(cell.text) if cell is not None else ""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text
