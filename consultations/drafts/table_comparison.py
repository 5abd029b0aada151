"""Word-level comparison of texts with tables: which rows and columns came and went, and word for word how cells differ.

A table counts as one stretch of the redline. Nothing of either table is left out: each of its rows and columns is
matched with one of the other table, or shown as deleted or inserted.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import fuzz

from consultations.drafts.comparison import Run, redline, words_of
from consultations.drafts.tables import MOST_CELLS, Cell, Merged, Table, parts_of, spans_resolved

#: Similarity (0 to 100) from which two rows, columns or tables are the same one, changed.
SAME_ROW, SAME_COLUMN, SAME_TABLE = 45.0, 45.0, 25.0
#: So many pairs of rows or columns are compared, with so many cells and letters; what is beyond is shown as deleted
#: and inserted. Proposed wordings come from anybody.
MOST_COMPARED, MOST_CELLS_COMPARED, MOST_LETTERS_COMPARED = 10_000, 1_000_000, 4_000_000_000
#: So many pairs of equal words are compared word for word in one cell, or equal rows in one table.
MOST_PAIRS = 500_000

#: Numbers of an old and a new row or column that are the same; None where there is none.
Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class CellChange:
    """A cell of both tables, drawn at one place."""

    runs: tuple[Run, ...]
    kind: str = "same"
    colspan: int = 1
    rowspan: int = 1
    is_head: bool = False


@dataclass(frozen=True)
class RowChange:
    """A row of both tables; `kind` is "same", "insert" or "delete". A row that is the same may have changed cells."""

    kind: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class TableChange:
    """A table as a stretch of a redline, beside `Run`."""

    old: Table | None
    new: Table | None
    caption: tuple[Run, ...]
    rows: tuple[RowChange, ...]
    head: int
    #: The head, or which cells are merged, is another one though both are there.
    is_rebuilt: bool = False
    kind: str = field(default="table", init=False)
    matched: "_Matched | None" = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The words of both tables, for counting."""
        return "".join(run.text for row in self.rows for cell in row.cells for run in cell.runs)

    @property
    def head_rows(self) -> tuple[RowChange, ...]:
        return self.rows[: self.head]

    @property
    def body_rows(self) -> tuple[RowChange, ...]:
        return self.rows[self.head :]

    @property
    def width(self) -> int:
        return max(sum(cell.colspan for cell in row.cells) for row in self.rows)

    def side(self, kind: str) -> "TableChange | None":
        """The earlier table with what was deleted ("delete"), or the later one with what was inserted ("insert")."""
        table, other = (self.old, self.new) if kind == "delete" else (self.new, self.old)
        if table is None:
            return None
        if other is None:
            return self
        grid = self.matched.side(kind)
        kinds = [kind if all(place.kind == kind for place in row) else "same" for row in grid]
        caption = tuple(run for run in self.caption if run.kind in ("same", kind))
        rows = _rows(grid, kinds, table.head, table.shown)
        # Said once, beside the later table.
        is_rebuilt = self.is_rebuilt and kind == "insert"
        return replace(self, caption=caption, rows=rows, head=table.head, is_rebuilt=is_rebuilt)


#: A stretch of a redline.
Stretch = Run | TableChange


def text_redline(old: str, new: str) -> list[Stretch]:
    """`comparison.redline` for texts of paragraphs: tables become `TableChange`."""
    before, after = parts_of(old), parts_of(new)
    if len(before) == len(after) == 1:
        return list(redline(old, new))
    found: list[Stretch] = []
    i = j = 0
    for old_place, new_place in [*_same_tables(before, after), (len(before), len(after))]:
        found += _between(before[i:old_place], after[j:new_place])
        if old_place < len(before):
            found += _changes(before[old_place], after[new_place])
        i, j = old_place + 1, new_place + 1
    return found


@lru_cache(maxsize=2048)
def published_redline(old: str, new: str) -> tuple[Stretch, ...]:
    """`text_redline` of published texts, which are frozen: a comparison made once holds."""
    return tuple(text_redline(old, new))


def one_side(stretches: Sequence[Stretch], kind: str) -> list[Stretch]:
    """What one of the two texts says of a redline: the old one with "delete", the new one with "insert"."""
    sides = (part.side(kind) if isinstance(part, TableChange) else part for part in stretches)
    return [part for part in sides if part is not None and part.kind in ("same", "table", kind)]


def table_change(old: Table | None, new: Table | None) -> TableChange:
    """The comparison of two tables; one of them may be missing."""
    if old is None or new is None:
        only = old or new
        kind = "delete" if new is None else "insert"
        grid = [[_Place(cell, _single(cell, kind), kind) for cell in row] for row in only.rows]
        rows = _rows(grid, [kind] * len(grid), only.head, only.shown)
        return TableChange(old, new, _single(only.caption, kind), rows, only.head)
    return _matched(old, new).change


def _changes(old: Table, new: Table) -> list[TableChange]:
    """The comparison of two tables, or both as a whole where together they would be far larger than each."""
    matched = _matched(old, new)
    if len(matched.rows) * len(matched.columns) > 4 * MOST_CELLS:
        return [table_change(old, None), table_change(None, new)]
    return [matched.change]


def _same_tables(before: list[str | Table], after: list[str | Table]) -> list[tuple[int, int]]:
    """Places of tables that are the same one, changed or not, in their order."""
    old = [place for place, part in enumerate(before) if isinstance(part, Table)]
    new = [place for place, part in enumerate(after) if isinstance(part, Table)]
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    texts = {id(part): part.plain for part in (*before, *after) if isinstance(part, Table)}
    pairs = _aligned(
        [texts[id(before[place])] for place in old],
        [texts[id(after[place])] for place in new],
        lambda one, other: fuzz.ratio(one, other),
        SAME_TABLE,
    )
    return [(old[i], new[j]) for i, j in pairs if i is not None and j is not None]


def _between(old: list[str | Table], new: list[str | Table]) -> list[Stretch]:
    """Texts, and tables that only one side has, between two tables that both have."""
    if len(old) == len(new) == 1:
        return list(_bounded(old[0], new[0]))
    # The texts at both ends are compared; what stands around a table of one side only came or went with it.
    first = _bounded(old[0], new[0])
    last = _bounded(old[-1], new[-1]) if len(old) > 1 and len(new) > 1 else None
    found: list[Stretch] = list(first)
    for parts, kind in ((old, "delete"), (new, "insert")):
        for part in parts[1:] if last is None else parts[1:-1]:
            if isinstance(part, Table):
                found.append(table_change(*((part, None) if kind == "delete" else (None, part))))
            elif part:
                found.append(Run(kind, part))
    return found + list(last or [])


# --- Rows and columns -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """A place of the grid of both tables: what is merged there, and the words."""

    cell: Cell
    runs: tuple[Run, ...]
    kind: str = "same"


def _single(text: Cell, kind: str) -> tuple[Run, ...]:
    return (Run(kind, text),) if isinstance(text, str) and text else ()


@dataclass(frozen=True)
class _Matched:
    """Two tables with their rows and columns matched."""

    old: Table
    new: Table
    rows: list[Pair]
    columns: list[Pair]

    @property
    def change(self) -> TableChange:
        grid = [[self._place(row, column) for column in self.columns] for row in self.rows]
        kinds = [_kind(row) for row in self.rows]
        head = self._head()
        is_rebuilt = self.old.head != self.new.head or any(
            _mark(self.old.rows[i][k]) != _mark(self.new.rows[j][m])
            for i, j in self.rows
            for k, m in self.columns
            if None not in (i, j, k, m)
        )
        drawn = spans_resolved([[place.cell for place in row] for row in grid], head)
        caption = tuple(redline(self.old.caption, self.new.caption))
        rows = _rows(grid, kinds, head, drawn)
        return TableChange(self.old, self.new, caption, rows, head, is_rebuilt, matched=self)

    def side(self, kind: str) -> list[list[_Place]]:
        """The grid of one of the tables with its marks."""
        number = 0 if kind == "delete" else 1
        rows = [pair for pair in self.rows if pair[number] is not None]
        columns = [pair for pair in self.columns if pair[number] is not None]
        table = self.new if number else self.old
        return [
            [_one_sided(self._place(row, column), table.rows[row[number]][column[number]], kind) for column in columns]
            for row in rows
        ]

    def _head(self) -> int:
        """How many rows at the top belong to the head of either table."""
        count = 0
        for i, j in self.rows:
            if not (i is None or i < self.old.head) or not (j is None or j < self.new.head):
                break
            count += 1
        return count

    def _place(self, row: Pair, column: Pair) -> _Place:
        old = None if row[0] is None or column[0] is None else self.old.rows[row[0]][column[0]]
        new = None if row[1] is None or column[1] is None else self.new.rows[row[1]][column[1]]
        kind = _kind(row) if _kind(row) != "same" else _kind(column)
        if (isinstance(old, Merged) and new is None) or (isinstance(new, Merged) and old in (None, new)):
            return _Place(old or new, (), kind)
        texts = tuple(part if isinstance(part, str) else "" for part in (old, new))
        return _Place("x", _bounded(*texts), kind)


def _one_sided(place: _Place, cell: Cell, kind: str) -> _Place:
    return _Place(cell, tuple(run for run in place.runs if run.kind in ("same", kind)), place.kind)


def _rows(grid: list[list[_Place]], kinds: list[str], head: int, drawn) -> tuple[RowChange, ...]:
    """Rows of cells as they are drawn."""
    found = []
    for number, (row, kind) in enumerate(zip(drawn, kinds, strict=True)):
        cells = []
        for shown in row:
            place = grid[number][shown.column]
            spans = {"colspan": shown.colspan, "rowspan": shown.rowspan}
            cells.append(CellChange(place.runs, place.kind, is_head=number < head, **spans))
        found.append(RowChange(kind, tuple(cells)))
    return tuple(found)


def _kind(pair: Pair) -> str:
    return "insert" if pair[0] is None else "delete" if pair[1] is None else "same"


def _bounded(old: str, new: str) -> tuple[Run, ...]:
    """The redline of two texts in bounded time; texts of thousands of equal words are shown as a whole."""
    if _too_many(words_of(old), words_of(new)):
        return _single(old, "delete") + _single(new, "insert")
    return tuple(redline(old, new))


def _too_many(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    counted = Counter(new)
    return sum(number * counted[key] for key, number in Counter(old).items()) > MOST_PAIRS


def _matched(old: Table, new: Table) -> _Matched:
    columns = _matched_columns(old, new)
    kept = [(i, j) for i, j in columns if i is not None and j is not None]
    before = [tuple(_word(row[i]) for i, _j in kept) for row in old.rows]
    after = [tuple(_word(row[j]) for _i, j in kept) for row in new.rows]
    return _Matched(old, new, _aligned(before, after, _similarity, SAME_ROW), columns)


def _matched_columns(old: Table, new: Table) -> list[Pair]:
    """Columns that are the same: in their order where there are as many, else by what stands in them."""
    if old.width == new.width and old.rows[0] == new.rows[0]:
        return [(number, number) for number in range(old.width)]
    before, after = (list(zip(*[[_word(cell) for cell in row] for row in t.rows], strict=True)) for t in (old, new))
    pairs = _aligned(before, after, _similarity, SAME_COLUMN)
    return _paired_up(pairs) if old.width == new.width else pairs


def _paired_up(pairs: list[Pair]) -> list[Pair]:
    """Columns gone and come between the same neighbours, as many of them, are the same ones with other words."""
    found: list[Pair] = []
    gone: list[int] = []
    come: list[int] = []

    def settle() -> None:
        if len(gone) == len(come):
            found.extend(zip(gone, come, strict=True))
        else:
            found.extend([(i, None) for i in gone] + [(None, j) for j in come])
        gone.clear()
        come.clear()

    for i, j in pairs:
        if i is not None and j is not None:
            settle()
            found.append((i, j))
        elif i is not None:
            gone.append(i)
        else:
            come.append(j)
    settle()
    return found


def _mark(cell: Cell) -> Merged | None:
    return cell if isinstance(cell, Merged) else None


def _word(cell: Cell) -> str:
    return "" if isinstance(cell, Merged) else cell


def _similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """How alike two rows or columns are: by their words, at least as much as by their first cell."""
    if old[:1] == new[:1] and old[:1] != ("",):
        return 100.0
    equal = sum(one == other != "" for one, other in zip(old, new, strict=False))
    share = 100.0 * equal / max(1, sum(map(bool, old)), sum(map(bool, new)))
    return max(share, fuzz.ratio(" ".join(filter(None, old)), " ".join(filter(None, new))))


def _aligned(old: Sequence, new: Sequence, similarity: Callable[..., float], threshold: float) -> list[Pair]:
    """All numbers of both in one order: equal ones together, between them the most similar ones."""
    found: list[Pair] = []
    if _too_many(old, new):
        return [(i, None) for i in range(len(old))] + [(None, j) for j in range(len(new))]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            pairs = _best_pairs(old[i1:i2], new[j1:j2], similarity, threshold)
            i, j = i1, j1
            for a, b in [*((i1 + a, j1 + b) for a, b in pairs), (i2, j2)]:
                found += [(n, None) for n in range(i, a)] + [(None, n) for n in range(j, b)]
                found += [(a, b)] if a < i2 and b < j2 else []
                i, j = a + 1, b + 1
    return found


def _is_too_much(old: Sequence, new: Sequence) -> bool:
    """Whether comparing each with each would take long."""
    pairs = len(old) * len(new)
    if not pairs or pairs > MOST_COMPARED:
        return True
    letters = sum(len("".join(part)) for part in old) * sum(len("".join(part)) for part in new)
    cells = 1 if isinstance(old[0], str) else len(old[0])
    return pairs * cells > MOST_CELLS_COMPARED or letters > MOST_LETTERS_COMPARED


def _best_pairs(old: Sequence, new: Sequence, similarity: Callable[..., float], threshold: float):
    """Pairs in order with the greatest sum of similarities, by dynamic programming; none when there are too many."""
    if _is_too_much(old, new):
        return []
    score = [[similarity(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = best[i + 1][j + 1] + score[i][j] if score[i][j] >= threshold else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if score[i][j] >= threshold and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
