"""Tables as papers show them: plain data for both formats, of a text or of a comparison."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from consultations.drafts.comparison import Run
from consultations.drafts.table_comparison import CellChange, Stretch, TableChange
from consultations.drafts.tables import Table

#: Characters of a word that fit into a narrow column, and of a text beyond which a column gets no wider.
_LONG_WORD, _LONG_TEXT = 18, 90


def table_data(table: Table) -> dict[str, Any]:
    """A table of a text."""
    rows = [
        [_cell([Run("same", cell.text)] if cell.text else [], cell.colspan, cell.rowspan) for cell in row]
        for row in table.shown
    ]
    caption = [{"kind": "same", "text": table.caption}] if table.caption else []
    return _data(caption, rows, ["same"] * len(rows), table.head)


def stretches_data(stretches: Iterable[Stretch]) -> list[dict[str, Any]]:
    """A redline: `kind` and `text` of runs, of tables `kind` "table" and `table`."""
    return [
        {"kind": "table", "table": _change_data(part)}
        if isinstance(part, TableChange)
        else {"kind": part.kind, "text": part.text}
        for part in stretches
    ]


def _change_data(change: TableChange) -> dict[str, Any]:
    rows = [[_of_change(cell) for cell in row.cells] for row in change.rows]
    return _data(_runs(change.caption), rows, [row.kind for row in change.rows], change.head)


def _of_change(cell: CellChange) -> dict[str, Any]:
    return _cell(cell.runs, cell.colspan, cell.rowspan)


def _cell(runs: Iterable[Run], colspan: int, rowspan: int) -> dict[str, Any]:
    return {"runs": _runs(runs), "colspan": colspan, "rowspan": rowspan}


def _runs(runs: Iterable[Run]) -> list[dict[str, str]]:
    return [{"kind": run.kind, "text": run.text} for run in runs]


def _data(caption: list, rows: list[list[dict[str, Any]]], kinds: Sequence[str], head: int) -> dict[str, Any]:
    """Caption, rows of the head and of the body, and how wide the columns are beside each other."""
    placed = _with_columns(rows)
    width = max(cell["column"] + cell["colspan"] for row in placed for cell in row)
    found = [{"kind": kind, "cells": row} for kind, row in zip(kinds, placed, strict=True)]
    return {"caption": caption, "widths": _widths(placed, width), "head": found[:head], "body": found[head:]}


def _with_columns(rows: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The cells with the number of their first column."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            cell["column"] = column
            taken |= {
                (number + down, column + right) for down in range(cell["rowspan"]) for right in range(cell["colspan"])
            }
    return rows


def _widths(rows: list[list[dict[str, Any]]], width: int) -> list[float]:
    """Shares of the columns: room for their longest word, more for those that say more."""
    shares = [6.0] * width
    for row in rows:
        for cell in row:
            text = "".join(run["text"] for run in cell["runs"])
            if cell["colspan"] == 1 and text:
                word = min(max(map(len, re.split(r"[\s-]+", text))), _LONG_WORD)
                share = max(word, 3.5 * min(len(text), _LONG_TEXT) ** 0.5)
                shares[cell["column"]] = max(shares[cell["column"]], share)
    return [round(share, 1) for share in shares]
