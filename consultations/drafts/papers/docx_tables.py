"""Tables of a draft in Word documents."""

from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.text.paragraph import Paragraph

from consultations.drafts.papers import docx_parts as parts
from consultations.drafts.papers.content import Data

#: Sizes of letters by the number of columns from which they hold.
_SIZES = ((9, 7.5), (6, 8.5), (0, 9.5))

#: Writes the runs of a cell into its paragraph.
Writer = Callable[[Paragraph, list[dict[str, str]]], None]


def table_element(table: Data, width: int, *, parent: Any, indent: int = 0, write: Writer):
    """The element of a table: its head is repeated on every page, merged cells stay merged.

    Made without python-docx's tables, which look through all cells for each.
    """
    made = parts.element("w:tbl")
    made.append(_properties(table, width, indent))
    total = sum(table["widths"])
    widths = [Emu(int(width * share / total)) for share in table["widths"]]
    grid = parts.element("w:tblGrid")
    for column in widths:
        grid.append(parts.element("w:gridCol", w=str(column.twips)))
    made.append(grid)
    size = next(size for columns, size in _SIZES if len(widths) > columns)
    rows = [*table["head"], *table["body"]]
    going_on: dict[int, list] = {}
    for number, row in enumerate(rows):
        is_head = number < len(table["head"])
        made.append(_row(row, widths, going_on, is_head=is_head, parent=parent, size=size, write=write))
    return made


def plain_runs(paragraph: Paragraph, runs: list[dict[str, str]]) -> None:
    """Write runs that have no marks."""
    for run in runs:
        parts.add_typed(paragraph, run["text"])


def _properties(table: Data, width: int, indent: int):
    properties = parts.element("w:tblPr")
    properties.append(parts.element("w:tblStyle", val="TableGrid"))
    properties.append(parts.element("w:tblW", w=str(Emu(width).twips), type="dxa"))
    if indent:
        properties.append(parts.element("w:tblInd", w=str(Emu(indent).twips), type="dxa"))
    borders = parts.element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(parts.element(f"w:{side}", val="single", sz="4", space="0", color=parts.HAIRLINE))
    properties.append(borders)
    properties.append(parts.element("w:tblLayout", type="fixed"))
    has_head = "1" if table["head"] else "0"
    look = parts.element("w:tblLook", val="0420" if table["head"] else "0400")
    for name, value in (("firstRow", has_head), ("firstColumn", "0"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    properties.append(look)
    if table["caption"]:
        caption = "".join(run["text"] for run in table["caption"] if run["kind"] != "delete")
        properties.append(parts.element("w:tblCaption", val=caption))
    return properties


def _row(row: Data, widths, going_on: dict[int, list], *, is_head: bool, parent, size: float, write: Writer):
    """A row. `going_on` holds by first column the cells of rows above that reach down: [rows left, columns]."""
    made = parts.element("w:tr")
    properties = parts.element("w:trPr")
    properties.append(parts.element("w:cantSplit"))
    if is_head:
        properties.append(parts.element("w:tblHeader"))
    made.append(properties)
    by_column = {cell["column"]: cell for cell in row["cells"]}
    column = 0
    while column < len(widths):
        cell = by_column.get(column)
        if cell is None:
            left, span = going_on[column]
            going_on[column] = [left - 1, span]
            cell, merge = {"runs": [], "colspan": span}, parts.element("w:vMerge")
        else:
            merge = parts.element("w:vMerge", val="restart") if cell["rowspan"] > 1 else None
            going_on[column] = [cell["rowspan"] - 1, cell["colspan"]]
        width = sum(widths[column : column + cell["colspan"]])
        made.append(_cell(cell, width, merge, is_head=is_head, parent=parent, size=size, write=write))
        column += cell["colspan"]
    return made


def _cell(cell: Data, width: int, merge, *, is_head: bool, parent, size: float, write: Writer):
    made = parts.element("w:tc")
    properties = parts.element("w:tcPr")
    properties.append(parts.element("w:tcW", w=str(Emu(width).twips), type="dxa"))
    if cell["colspan"] > 1:
        properties.append(parts.element("w:gridSpan", val=str(cell["colspan"])))
    if merge is not None:
        properties.append(merge)
    if is_head:
        properties.append(parts.element("w:shd", val="clear", color="auto", fill=parts.TINT))
    made.append(properties)
    text = parts.element("w:p")
    made.append(text)
    paragraph = Paragraph(text, parent)
    paragraph.paragraph_format.space_after = Pt(2)
    write(paragraph, cell["runs"])
    for run in paragraph.runs:
        run.font.size = Pt(size)
        if is_head:
            run.font.bold = True
    return made
