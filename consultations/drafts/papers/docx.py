"""Papers as Word documents."""

from io import BytesIO

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from consultations.drafts.papers import docx_parts as parts
from consultations.drafts.papers.content import Data
from consultations.drafts.papers.docx_tables import plain_runs, table_element

#: Widths of the columns of a synopsis on landscape A4: paragraph, earlier, later, cause.
COLUMNS = (Mm(33), Mm(88), Mm(88), Mm(52))

#: What a cell of a synopsis leaves free at its sides.
_CELL_MARGINS = Mm(4)

_STYLE_OF_RUN = {"delete": parts.DELETED, "insert": parts.INSERTED}


def draft_docx(data: Data) -> bytes:
    """A version, see `content.draft_content`."""
    document = parts.new_document(data)
    _title(document, data, data["title"], [(data["label"], "Subtitle"), (data["day"], "Normal")])
    if data["note"]:
        document.add_paragraph(style="Normal").add_run(data["words"]["note"]).bold = True
        for lines in data["note"]:
            parts.add_lines(document.add_paragraph(), lines)
    document.add_paragraph(style="Normal").add_run(data["words"]["where"]).bold = True
    where = document.add_paragraph(f"{data['words']['where_text']} ")
    parts.add_link(where, data["where"]["url"], url=data["where"]["url"])
    entries = [f"{chapter['number']}  {chapter['title']}" for chapter in data["chapters"]]
    parts.add_contents(document, data["words"]["contents"], entries)
    styles = {name: document.styles[name] for name in (parts.NUMBERED, parts.CONTINUED, parts.LABEL, parts.SMALL)}
    styles |= {"goal": document.styles[parts.GOAL], "measure": document.styles[parts.MEASURE]}
    styles[parts.CAPTION] = document.styles[parts.CAPTION]
    for index, chapter in enumerate(data["chapters"]):
        heading = document.add_heading(entries[index], level=1)
        if index == 0:
            heading.paragraph_format.page_break_before = True
        parts.add_bookmark(heading, parts.bookmark(index), index)
        for paragraph in chapter["paragraphs"]:
            _numbered(document, paragraph, styles, data["files"])
    return _bytes(document)


def comparison_docx(data: Data) -> bytes:
    """Two versions side by side, see `comparison.comparison_content`."""
    document, words = parts.new_document(data, landscape=True), data["words"]
    old, new = data["old"], data["new"]
    compared = f"{old['label']} {old['day']}, {words['compared']} {new['label']} {new['day']}"
    _title(document, data, data["draft"], [(data["draft"], "Subtitle"), (compared, "Normal")])
    if data["chapters"]:
        document.add_paragraph(style="Normal").add_run(words["summary"]).bold = True
        for total in data["totals"]:
            document.add_paragraph(total, style="List Bullet")
        key = document.add_paragraph(f"{words['key']} ")
        key.add_run(words["deleted"], style=parts.DELETED)
        key.add_run(", ")
        key.add_run(words["inserted"], style=parts.INSERTED)
        key.add_run(f". {words['left_out']}")
    else:
        document.add_paragraph(words["nothing"])
    where = document.add_paragraph(f"{words['where']} ")
    parts.add_link(where, data["where"]["url"], url=data["where"]["url"])
    for chapter in data["chapters"]:
        document.add_heading(f"{chapter['number']}  {chapter['title']}".strip(), level=1)
        if chapter["note"]:
            document.add_paragraph(chapter["note"])
        if chapter["rows"]:
            _synopsis(document, chapter, data)
    return _bytes(document)


def _title(document: Document, data: Data, draft_title: str, below: list[tuple[str, str]]) -> None:
    name = document.add_paragraph()
    name.add_run(data["meta"]["author"]).bold = True
    name.runs[0].font.color.rgb = parts.QUIET
    document.add_paragraph(data["title"], style="Title")
    if data["process"] != draft_title:
        document.add_paragraph(data["process"])
    for text, style in below:
        document.add_paragraph(text, style=style)
    if data["notice"]:
        parts.add_typed(document.add_paragraph(), data["notice"]).italic = True


def _numbered(document: Document, paragraph: Data, styles: dict, files: dict[str, bytes]) -> None:
    """A paragraph with its number in the margin; of goals and measures the number stands before what they are."""
    pieces, number = paragraph["parts"], paragraph["number"]
    if paragraph["type"] == "text":
        body = styles[parts.CONTINUED]
        beginning = _with_number(document, number, styles[parts.NUMBERED])
        if pieces and "lines" in pieces[0]:
            parts.add_lines(beginning, pieces[0]["lines"])
            pieces = pieces[1:]
        beginning.paragraph_format.keep_with_next = (bool(pieces) and "table" in pieces[0]) or None
    else:
        body = styles[paragraph["type"]]
        _with_number(document, number, styles[parts.LABEL]).add_run(paragraph["label"])
    for piece in pieces:
        if "table" in piece:
            _table(document, piece["table"], styles)
        else:
            parts.add_lines(parts.add_paragraph(document, body), piece["lines"])
    for figure in paragraph["figures"]:
        _figure(parts.add_paragraph(document, body), figure, files)
        if figure["caption"]:
            # Within the border of goals and measures, else in Word's own style for captions.
            caption = parts.add_paragraph(document, styles[parts.CAPTION] if paragraph["type"] == "text" else body)
            parts.add_typed(caption, figure["caption"]).font.color.rgb = parts.QUIET
    for fact in paragraph["facts"]:
        line = parts.add_paragraph(document, styles[parts.SMALL])
        line.add_run(f"{fact['label']}: ").bold = True
        parts.add_typed(line, fact["value"])


def _table(document: Document, table: Data, styles: dict) -> None:
    """A table below its caption. The paragraph behind it keeps it apart from a table that follows."""
    if table["caption"]:
        caption = parts.add_paragraph(document, styles[parts.CAPTION])
        plain_runs(caption, table["caption"])
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_after = Pt(3)
    page = document.sections[0]
    width = page.page_width - page.left_margin - page.right_margin - parts.GUTTER
    made = table_element(table, width, parent=document._body, indent=parts.GUTTER, write=plain_runs)
    document.element.body[-1].addprevious(made)
    parts.add_paragraph(document, styles[parts.CONTINUED]).paragraph_format.space_after = Pt(0)


def _figure(place: Paragraph, figure: Data, files: dict[str, bytes]) -> None:
    """A picture in a paragraph of its own, which stays with its caption."""
    if figure["image"] in files:
        size = Mm(figure["width"]), Mm(figure["height"])
        parts.add_picture(place, files[figure["image"]], size=size, words=figure["alt"])
        place.paragraph_format.keep_with_next = bool(figure["caption"])
    else:
        place.add_run(figure["missing"]).font.color.rgb = parts.QUIET


def _with_number(document: Document, number: str, style) -> Paragraph:
    made = parts.add_paragraph(document, style)
    run = made.add_run(f"{number}\t")
    run.font.color.rgb, run.font.bold = parts.QUIET, False
    return made


def _synopsis(document: Document, chapter: Data, data: Data) -> None:
    """The table of a chapter: which paragraph and what became of it, earlier, later, why."""
    words = data["words"]
    table = document.add_table(rows=1 + len(chapter["rows"]), cols=len(COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _describe(table, chapter["title"])
    # `Table.rows` and `cell` look through the whole table each time.
    rows = list(table.rows)
    parts.mark_header_row(rows[0])
    titles = (words["paragraph"], data["old"]["label"], data["new"]["label"], words["cause"])
    for cell, title, width in zip(rows[0].cells, titles, COLUMNS, strict=True):
        cell.width = width
        shading = parts.element("w:shd", val="clear", color="auto", fill=parts.TINT)
        cell._tc.get_or_add_tcPr().append(shading)
        cell.paragraphs[0].add_run(title).bold = True
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    for table_row, row in zip(rows[1:], chapter["rows"], strict=True):
        cells = table_row.cells
        if not row["is_long"]:
            parts.keep_together(table_row)
        for cell, width in zip(cells, COLUMNS, strict=True):
            cell.width = width
        _name(cells[0], row)
        _side(cells[1], row["old"], words["not_yet"], data["files"])
        _side(cells[2], row["new"], words["not_any_more"], data["files"])
        _cause(cells[3], row["cause"])


def _describe(table: Table, title: str) -> None:
    """Name the table for screen readers, and say that its first row and column are heads."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = parts.element("w:tblLook")
        properties.append(look)
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noVBand", "1"), ("val", "04A0")):
        look.set(qn(f"w:{name}"), value)
    properties.append(parts.element("w:tblCaption", val=title))
    # Cells are narrow: less air than between paragraphs of running text.
    borders = parts.element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(parts.element(f"w:{side}", val="single", sz="4", space="0", color=parts.HAIRLINE))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")


def _paragraph_in(cell: _Cell) -> Paragraph:
    """The cell's first paragraph as long as it is empty, else a new one."""
    first = cell.paragraphs[0]
    return cell.add_paragraph() if len(cell.paragraphs) > 1 or first.runs else first


def _name(cell: _Cell, row: Data) -> None:
    _paragraph_in(cell).add_run(row["name"]).bold = True
    if row["fates"]:
        _paragraph_in(cell).add_run(", ".join(row["fates"]))
    for note in row["notes"]:
        _paragraph_in(cell).add_run(note).font.color.rgb = parts.QUIET


def _side(cell: _Cell, side: Data | None, missing: str, files: dict[str, bytes]) -> None:
    if side is None:
        _paragraph_in(cell).add_run(missing).font.color.rgb = parts.QUIET
        return
    if side["name"]:
        _paragraph_in(cell).add_run(side["name"]).font.color.rgb = parts.QUIET
    _stretches(cell, side["runs"])
    for detail in side["details"]:
        line = _paragraph_in(cell)
        line.add_run(f"{detail['label']}: ").bold = True
        parts.add_typed(line, detail["value"], _STYLE_OF_RUN[detail["kind"]])
    for figure in side["figures"]:
        _figure(_paragraph_in(cell), figure, files)
        if figure["caption"]:
            parts.add_typed(_paragraph_in(cell), figure["caption"]).font.color.rgb = parts.QUIET


def _stretches(cell: _Cell, stretches: list[Data]) -> None:
    """A redline with its tables. Word wants a paragraph behind a table at the end of a cell."""
    text = _paragraph_in(cell)
    for stretch in stretches:
        if stretch["kind"] != "table":
            _marked_runs(text, [stretch])
            continue
        table = stretch["table"]
        if table["caption"]:
            text = _paragraph_in(cell)
            _marked_runs(text, table["caption"])
        made = table_element(table, cell.width - _CELL_MARGINS, parent=cell, write=_marked_runs)
        cell._tc.append(made)
        text = cell.add_paragraph()


def _marked_runs(paragraph: Paragraph, runs: list[Data]) -> None:
    for run in runs:
        parts.add_typed(paragraph, run["text"], _STYLE_OF_RUN.get(run["kind"]))


def _cause(cell: _Cell, rows: list[Data]) -> None:
    for row in rows:
        line = _paragraph_in(cell)
        if row["label"]:
            line.add_run(f"{row['label']} ").bold = True
        if row["url"]:
            parts.add_link(line, row["text"], url=row["url"])
        else:
            parts.add_typed(line, row["text"])
        if row["note"]:
            line.add_run(f" ({row['note']})").font.color.rgb = parts.QUIET


def _bytes(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()
