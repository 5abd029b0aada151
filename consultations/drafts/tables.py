r"""Tables in the text of a paragraph, written with bars as in Markdown:

    : Tabelle 1: Plätze in Kursen
    | Kurs     | 2026 | 2027 |
    |----------|------|------|
    | Alphabet | 40   | <<   |

The row of dashes parts the head from the rest; without rows above it a table has no head. Two signs go beyond Markdown:
a cell "<<" belongs to the cell before it, "^^" to the one above. `<br>` breaks a line, and a backslash takes the
meaning away from what follows it. A line with a colon right above is the caption.

A table is text so that everything that is done with the text of a paragraph – editing, freezing, comparing, matching,
searching, proposing another wording – is done with its tables, too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Merged(Enum):
    """What stands for a cell that is part of another one."""

    LEFT = "<<"
    UP = "^^"


#: The text of a cell, or what it is merged with.
Cell = str | Merged
Grid = list[list[Cell]]

#: The largest table, in cells: short lines beside a long one would unfold to any size. A larger one stays text.
MOST_CELLS = 10_000

_DASHES = re.compile(r"^\|(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?$")
_CAPTION = re.compile(r"^:\s+(?=\S)")
_TOKENS = re.compile(r"\\[\\|<^-]|<br\s*/?>|\||[^\\|<]+|.", re.IGNORECASE | re.DOTALL)
_HAS_DASHES = re.compile(r"(?:^|\r)[^\S\r\n]*\|[^\S\r\n]*:?-", re.MULTILINE)
_MARKS = {merged.value: merged for merged in Merged}


@dataclass(frozen=True)
class Shown:
    """A cell as it is drawn, at its place in the grid."""

    row: int
    column: int
    text: str
    colspan: int = 1
    rowspan: int = 1
    is_head: bool = False


@dataclass(frozen=True)
class Table:
    """A table. Every row has as many cells as the widest; cells merged with another hold `Merged`, the rest text.

    Made by `table`, which sees to that.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: int = 1
    caption: str = ""

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @cached_property
    def shown(self) -> list[list[Shown]]:
        """Row by row the cells that are drawn; those merged with another are part of it."""
        return [
            [_shown(self.rows, r, c, is_head=r < self.head) for c, cell in enumerate(row) if not _is_merged(cell)]
            for r, row in enumerate(self.rows)
        ]

    @property
    def head_rows(self) -> list[list[Shown]]:
        return self.shown[: self.head]

    @property
    def body_rows(self) -> list[list[Shown]]:
        return self.shown[self.head :]

    @property
    def markup(self) -> str:
        """The table as it is written in a text."""
        lines = [f": {self.caption}"] if self.caption else []
        written = [f"| {' | '.join(map(_written, row))} |" for row in self.rows]
        # A head of nothing but dashes must not be taken for the row that ends it.
        head = [line.replace("-", r"\-", 1) if _DASHES.match(line) else line for line in written[: self.head]]
        lines += [*head, "|" + "---|" * self.width, *written[self.head :]]
        return "\n".join(lines)

    @property
    def plain(self) -> str:
        """The words of the table: a line for the caption and for each row, bars between cells."""
        return "\n".join(
            ([self.caption] if self.caption else [])
            + [" | ".join(" ".join(cell.text.split()) for cell in row) for row in self.shown]
        )


def table(rows: Iterable[Sequence[Cell]], head: int = 1, caption: str = "") -> Table:
    """A table of rows of any length. Marks of merged cells that fit nothing become empty cells."""
    grid = [[cell if _is_merged(cell) else _tidy(cell) for cell in row] for row in rows]
    width = max(map(len, grid))
    for row in grid:
        row += [""] * (width - len(row))
    head = min(head, len(grid))
    return Table(tuple(map(tuple, _resolved(grid, head))), head, " ".join(caption.split()))


def has_table(text: str) -> bool:
    """Whether a text holds a table; most texts do not, and this is quick."""
    return bool(_HAS_DASHES.search(text)) and any(isinstance(part, Table) for part in parts_of(text))


def parts_of(text: str) -> list[str | Table]:
    """The texts and tables of a text in their order: it begins and ends with a text, empty or not, and they alternate.

    Blank lines around a table mean nothing.
    """
    parts: list[str | Table] = []
    before: list[str] = []
    bars: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.strip().startswith("|"):
            bars.append(line.strip())
            continue
        if bars:
            found = _table_of(bars, before)
            if found is None:
                before += bars
            else:
                parts += [_joined(before), found]
                before = []
            bars = []
        before.append(line)
    return [*parts, _joined(before)]


def text_of(parts: Iterable[str | Table]) -> str:
    """The text of parts; `parts_of` gives them back."""
    text, last = "", None
    for part in parts:
        written = part.markup if isinstance(part, Table) else part.strip("\n")
        if not written:
            continue
        # Nothing else would part two tables without a caption.
        text += ("\n\n" if isinstance(last, Table) and isinstance(part, Table) else "\n") if text else ""
        text += written
        last = part
    return text


def tidied(text: str) -> str:
    """The text with its tables written in the one way that `Table.markup` writes; a text without any as it is.

    An editor may type `|a|b|`. If that were kept, it would look like a change to what another one wrote.
    """
    return text_of(parts_of(text)) if has_table(text) else text


def plain(text: str) -> str:
    """The text with its tables in words, for search, excerpts and matching; a text without any as it is."""
    if not has_table(text):
        return text
    parts = (part.plain if isinstance(part, Table) else part for part in parts_of(text))
    return "\n".join(part for part in parts if part)


def spans_resolved(rows: Grid, head: int) -> list[list[Shown]]:
    """The drawn cells of any grid."""
    return Table(tuple(map(tuple, _resolved([list(row) for row in rows], head))), head).shown


def _is_merged(cell: Cell) -> bool:
    return isinstance(cell, Merged)


def _tidy(text: str) -> str:
    """The text of a cell with single spaces, without blank lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


def _table_of(bars: list[str], before: list[str]) -> Table | None:
    """The table of lines with bars, None when they are none. Takes the caption away from the lines before."""
    place = next((place for place, line in enumerate(bars) if _DASHES.match(line)), None)
    rows = [_cells(line) for number, line in enumerate(bars) if number != place]
    if place is None or not rows or len(rows) * max(map(len, rows)) > MOST_CELLS:
        return None
    caption = ""
    if before and (mark := _CAPTION.match(before[-1].strip())):
        caption = before.pop().strip()[mark.end() :]
    return table(rows, place, caption)


def _cells(line: str) -> list[Cell]:
    """The cells of a line that begins with a bar."""
    cells: list[list[str]] = []
    for token in _TOKENS.findall(line):
        if token == "|":
            cells.append([])
        else:
            cells[-1].append(token)
    if not "".join(cells[-1]).strip() and len(cells) > 1:
        cells.pop()  # what stands behind the last bar
    return [_cell(tokens) for tokens in cells]


def _cell(tokens: list[str]) -> Cell:
    typed = "".join(tokens).strip()
    if typed in _MARKS:
        return _MARKS[typed]
    return "".join(_meant(token) for token in tokens)


def _meant(token: str) -> str:
    if len(token) == 2 and token[0] == "\\":
        return token[1]
    return "\n" if token[:3].lower() == "<br" else token


def _written(cell: Cell) -> str:
    if isinstance(cell, Merged):
        return cell.value
    text = cell.replace("\\", "\\\\").replace("|", "\\|")
    text = re.sub(r"<(?=br\s*/?>)", r"\\<", text, flags=re.IGNORECASE)
    return (f"\\{text}" if cell in _MARKS else text).replace("\n", "<br>")


def _resolved(grid: Grid, head: int) -> Grid:
    """The grid with its marks of merged cells in the one way to write them: rectangles that do not leave the head."""
    done = [[False] * len(row) for row in grid]
    found: Grid = [["" if _is_merged(cell) else cell for cell in row] for row in grid]
    for r, row in enumerate(grid):
        bottom = head if r < head else len(grid)
        for c, cell in enumerate(row):
            if done[r][c] or _is_merged(cell):
                continue
            right = c + 1
            while right < len(row) and row[right] is Merged.LEFT and not done[r][right]:
                right += 1
            below = r + 1
            while below < bottom and _goes_on(grid[below], done[below], c, right):
                below += 1
            for y in range(r, below):
                for x in range(c, right):
                    done[y][x] = True
                    if (y, x) != (r, c):
                        found[y][x] = Merged.UP if x == c else Merged.LEFT
    return found


def _goes_on(row: Sequence[Cell], done: Sequence[bool], left: int, right: int) -> bool:
    """Whether a cell of the row above goes on in this row."""
    return row[left] is Merged.UP and all(map(_is_merged, row[left:right])) and not any(done[left:right])


def _shown(rows: Sequence[Sequence[Cell]], r: int, c: int, *, is_head: bool) -> Shown:
    """The cell at a place of a resolved grid with how far it reaches."""
    right = c + 1
    while right < len(rows[r]) and rows[r][right] is Merged.LEFT:
        right += 1
    below = r + 1
    while below < len(rows) and _reaches(rows[below], c, right):
        below += 1
    return Shown(r, c, str(rows[r][c]), right - c, below - r, is_head)


def _reaches(row: Sequence[Cell], left: int, right: int) -> bool:
    ends = right == len(row) or row[right] is not Merged.LEFT
    return row[left] is Merged.UP and all(cell is Merged.LEFT for cell in row[left + 1 : right]) and ends
