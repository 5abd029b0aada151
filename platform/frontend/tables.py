"""Tables to download that spreadsheet programs open without running anything in them."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

#: What a spreadsheet program takes for the beginning of a formula, full-width forms included (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: Any) -> Any:
    """The cell with an apostrophe in front if it is a text that would be taken for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) else cell


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, value: str) -> str:
        return value


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of a CSV file as German spreadsheet programs open it by a double click: UTF-8 with a mark, semicolons."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
