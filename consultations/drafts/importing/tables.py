"""Tables of imported files: from what a format says about rows and cells to a table of the draft.

A table that is too large stays what it was before drafts had tables: lines of text with bars between the cells.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from consultations.drafts.importing.neutral import Block, FoundImage, clean_text
from consultations.drafts.tables import Cell, Grid, Merged, Table, table

#: The widest and the largest table a page can show; nobody comments on more in one paragraph.
MAX_COLUMNS = 30
MAX_CELLS = 3000


def table_block(
    grid: Grid,
    notes: Counter,
    *,
    head: int | None = None,
    caption: str = "",
    footnotes: Sequence[str] = (),
    images: Sequence[FoundImage] = (),
) -> Block:
    """The block of a table. `head` is the number of rows of its head, None when the file does not say."""
    rows = [[cell if isinstance(cell, Merged) else clean_text(cell) for cell in row] for row in grid]
    rows, head = _without_empty_rows(rows, head)
    rows = _without_empty_columns(rows)
    block = Block("table", "", footnotes=list(footnotes), images=list(images))
    if not rows:
        return block
    width = max(map(len, rows))
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        notes["tables_large"] += 1
        block.text = "\n".join(map(_line, rows))
        return block
    if head is None and len(rows) > 1:
        notes["tables_head"] += 1
        head = 1
    made = table(rows, _whole_head(rows, head or 0), clean_text(caption))
    notes["tables_merged"] += _marks(rows) > _marks(made.rows)
    return with_table(block, made)


def with_table(block: Block, made: Table) -> Block:
    """The block with a table and its text."""
    block.table, block.text = made, made.markup
    return block


def with_caption(block: Block, caption: str) -> Block:
    """The block of a table with another caption."""
    return with_table(block, replace(block.table, caption=" ".join(caption.split())))


def cell_text(blocks: Sequence[Block], notes: Counter) -> str:
    """What stands in a cell, as lines. A table in it becomes lines, too."""
    lines = []
    for block in blocks:
        if block.kind == "table":
            notes["tables_nested"] += 1
            lines.append(block.table.plain if block.table else block.text)
        else:
            lines.append(f"{block.marker} {block.text}".strip())
    return "\n".join(lines)


def spread(text: str, columns: int, *, goes_on: bool = False) -> list[Cell]:
    """A cell with what stands for the columns it takes in, bounded; one that `goes_on` is part of the one above."""
    first: Cell = Merged.UP if goes_on else text
    return [first, *[Merged.LEFT] * (min(max(columns, 1), MAX_COLUMNS + 1) - 1)]


def _without_empty_rows(rows: Grid, head: int | None) -> tuple[Grid, int | None]:
    """The rows that say something, and how many of those belong to the head."""
    kept = [(number, row) for number, row in enumerate(rows) if any(isinstance(cell, str) and cell for cell in row)]
    if head is not None:
        head = sum(number < head for number, _row in kept)
    return [row for _number, row in kept], head


def _without_empty_columns(rows: Grid) -> Grid:
    """The rows without columns in which no cell begins, and without those that are empty from top to bottom."""
    width = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in rows] if width <= MAX_COLUMNS else rows
    if width > MAX_COLUMNS:
        return rows
    kept = [c for c in range(width) if any(row[c] is not Merged.LEFT and row[c] != "" for row in rows)]
    return [[row[c] for c in kept] for row in rows]


def _whole_head(rows: Grid, head: int) -> int:
    """The head with the rows its cells reach into; the head as it was when that would leave nothing below it."""
    reached = head
    while 0 < reached < len(rows) and any(cell is Merged.UP for cell in rows[reached]):
        reached += 1
    return reached if reached < len(rows) else head


def _marks(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(isinstance(cell, Merged) for row in rows for cell in row)


def _line(row: Sequence[Cell]) -> str:
    return " | ".join(" ".join(cell.split()) for cell in row if isinstance(cell, str))
