"""Reads ODT. Its text is one XML file, read without resolving entities or outside references (defusedxml)."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml import ElementTree

from consultations.drafts.importing.neutral import Block, FoundImage, ReadDocument
from consultations.drafts.importing.odt_styles import OdtStyles, ns
from consultations.drafts.importing.tables import MAX_CELLS, MAX_COLUMNS, cell_text, table_block
from consultations.drafts.tables import Cell, Grid, Merged

_SKIPPED = {
    ns("text:tracked-changes"),
    ns("text:sequence-decls"),
    ns("text:variable-decls"),
    ns("office:forms"),
    ns("text:ruby-text"),
}
_INDEXES = {
    ns(f"text:{name}") for name in ("table-of-content", "illustration-index", "table-index", "alphabetical-index")
}
_CELLS = {ns("table:table-cell"), ns("table:covered-table-cell")}
_ROWS = {ns("table:table-header-rows"), ns("table:table-rows"), ns("table:table-row-group")}
_OPEN = {ns("text:section"), ns("text:index-body"), ns("text:numbered-paragraph")}


def read_odt(data: bytes) -> ReadDocument:
    """Blocks of an ODT file. Whatever zipfile and the XML parser raise for a damaged file is for the caller."""
    with ZipFile(BytesIO(data)) as archive:
        content = ElementTree.fromstring(archive.read("content.xml"), forbid_dtd=True)
        names = archive.namelist()
        styles = ElementTree.fromstring(archive.read("styles.xml"), forbid_dtd=True) if "styles.xml" in names else None
        pictures = {name: archive.read(name) for name in _pictures(content) if name in names}
    return _Reader(content, styles, pictures).read()


def _pictures(content: Element) -> set[str]:
    """Names of the pictures the text shows, as far as they lie in the file."""
    return {_picture_name(image) for image in content.iter(ns("draw:image"))}


def _picture_name(image: Element) -> str:
    return (image.get(ns("xlink:href")) or "").removeprefix("./")


class _Reader:
    """Walks through the text once."""

    def __init__(self, content: Element, styles: Element | None, pictures: dict[str, bytes]) -> None:
        self.pictures = pictures
        self.images: list[FoundImage] = []
        self.body = content.find(f"{ns('office:body')}/{ns('office:text')}")
        self.styles = OdtStyles(content, styles)
        self.has_headers = styles is not None and any(
            "".join(part.itertext()).strip()
            for name in ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
            for part in styles.iter(ns(f"style:{name}"))
        )
        self.document = ReadDocument()
        self.counter: Counter = self.document.notes
        self.boxes: list[Element] = []
        self.note_count = 0

    def read(self) -> ReadDocument:
        if self.body is not None:
            self._blocks(self.body)
        self.counter["footnotes"] += self.note_count
        self.counter["headers"] += self.has_headers
        return self.document

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == ns("text:tracked-changes"):
                self.counter["tracked_changes"] += len(child)
            elif child.tag == ns("text:h"):
                self._heading(child)
            elif child.tag == ns("text:p"):
                self._paragraph(child)
            elif child.tag == ns("text:list"):
                self._list(child, "", 0)
            elif child.tag == ns("table:table"):
                self._table(child)
            elif child.tag in _INDEXES:
                self.counter["contents"] += 1
            elif child.tag in _OPEN:
                self._blocks(child)
            elif child.tag in {ns("draw:frame"), ns("draw:custom-shape")}:
                self._picture(child)
                if self.images:
                    self.document.blocks.append(Block("text", "", images=self._found_images()))
                self._text_boxes()

    def _heading(self, element: Element) -> None:
        level = _number(element.get(ns("text:outline-level")), 1)
        footnotes: list[str] = []
        text = self._text(element, footnotes)
        counted = text.strip() and element.get(ns("text:is-list-header")) != "true"
        marker = self.styles.heading_number(level) if counted else ""
        images = self._found_images()
        self.document.blocks.append(Block("heading", text, level, marker, footnotes=footnotes, images=images))
        self._text_boxes()

    def _paragraph(self, element: Element, depth: int | None = None, marker: str = "") -> None:
        """A paragraph of text, or of an item at a depth."""
        style = self.styles.paragraph(element.get(ns("text:style-name")) or "")
        footnotes: list[str] = []
        text = self._text(element, footnotes)
        kind = "item" if depth is not None else style.kind or "text"
        bold = style.bold or self._is_bold(element)
        if kind not in {"heading", "title"} and (bold or self._is_formatted(element)):
            self.counter["formatting"] += 1
        self.document.blocks.append(Block(kind, text, depth or 0, marker, bold, footnotes, self._found_images()))
        self._text_boxes()

    def _list(self, element: Element, style_name: str, depth: int) -> None:
        style_name = element.get(ns("text:style-name")) or style_name
        goes_on = depth > 0 or element.get(ns("text:continue-numbering")) == "true"
        if not goes_on and not element.get(ns("text:continue-list")):
            self.styles.restart(style_name)
        elif depth > 0:
            self.styles.restart(style_name, depth)
        for item in element:
            if item.tag not in {ns("text:list-item"), ns("text:list-header")}:
                continue
            self._item(item, style_name, depth)

    def _item(self, item: Element, style_name: str, depth: int) -> None:
        # A list that only wraps headings or a deeper list has no number of its own.
        counted = item.tag == ns("text:list-item") and any(child.tag == ns("text:p") for child in item)
        start = item.get(ns("text:start-value"))
        marker = self.styles.next(style_name, depth, _number(start, 0) if start else None) if counted else ""
        for child in item:
            if child.tag == ns("text:p"):
                self._paragraph(child, depth, marker)
                marker = ""
            elif child.tag == ns("text:h"):
                self._heading(child)
            elif child.tag == ns("text:list"):
                self._list(child, style_name, depth + 1)

    def _table(self, element: Element) -> None:
        """A table, or what stands in the frame that a table of a single cell is."""
        rows = list(_rows(element))
        cells = [[cell for cell in row if cell.tag in _CELLS] for row, _is_head in rows]
        if sum(map(len, cells)) == 1:
            self.counter["frames"] += 1
            self._blocks(next(cell for row in cells for cell in row))
            return
        footnotes: list[str] = []
        images: list[FoundImage] = []
        grid: Grid = []
        merged: dict[tuple[int, int], Merged] = {}
        for (row, _is_head), found in zip(rows, cells, strict=True):
            line: list[Cell] = []
            for cell in found:
                line += self._cell(cell, (len(grid), len(line)), merged, footnotes, images)
            repeated = _number(row.get(ns("table:number-rows-repeated")), 1)
            grid += [line] * max(1, min(repeated, MAX_CELLS - len(grid)))
        head = sum(is_head for _row, is_head in rows) or None
        block = table_block(grid, self.counter, head=head, footnotes=footnotes, images=images)
        self.document.blocks.append(block)

    def _cell(
        self,
        cell: Element,
        place: tuple[int, int],
        merged: dict[tuple[int, int], Merged],
        footnotes: list[str],
        images: list[FoundImage],
    ) -> list[Cell]:
        """A cell as often as it is repeated. `merged` knows for places of the grid what they are merged with."""
        r, c = place
        if cell.tag == ns("table:covered-table-cell") and place in merged:
            return [merged[place], *self._covered(cell, place, merged)]
        formatted = self.counter["formatting"]
        outer, self.document = self.document, ReadDocument()
        self._blocks(cell)
        inner, self.document = self.document.blocks, outer
        # Bold cells are heads most of the time; what else is bold in a table is not worth a sentence for each.
        self.counter["formatting"] = formatted
        for block in inner:
            footnotes += block.footnotes
            images += block.images
        down = min(_number(cell.get(ns("table:number-rows-spanned")), 1), MAX_CELLS)
        right = min(_number(cell.get(ns("table:number-columns-spanned")), 1), MAX_COLUMNS + 1)
        if down * right <= MAX_CELLS:
            spanned = ((y, x) for y in range(r, r + down) for x in range(c, c + right))
            merged |= {(y, x): Merged.UP if x == c else Merged.LEFT for y, x in spanned}
        return [cell_text(inner, self.counter)] * _repeated(cell)

    def _covered(self, cell: Element, place: tuple[int, int], merged: dict[tuple[int, int], Merged]) -> list[Cell]:
        """The cells beside a covered one that it stands for, too."""
        r, c = place
        return [merged.get((r, c + number), "") for number in range(1, _repeated(cell))]

    def _text_boxes(self) -> None:
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.counter["text_boxes"] += 1
            self._blocks(box)

    def _text(self, element: Element, footnotes: list[str]) -> str:
        parts: list[str] = []
        self._collect(element, parts, footnotes)
        return "".join(parts)

    def _collect(self, element: Element, parts: list[str], footnotes: list[str]) -> None:
        """Text in reading order. White space in the file is a single space; real ones are elements."""
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            match child.tag:
                case tag if tag == ns("text:s") or tag == ns("text:tab"):
                    parts.append(" ")
                case tag if tag == ns("text:line-break"):
                    parts.append("\n")
                case tag if tag == ns("text:note"):
                    parts.append(self._note(child, footnotes))
                case tag if tag in {ns("draw:frame"), ns("draw:custom-shape"), ns("draw:g")}:
                    self._picture(child)
                case tag if tag == ns("office:annotation"):
                    self.counter["comments"] += 1
                case tag if tag in {ns("text:hidden-text"), ns("text:hidden-paragraph")}:
                    self.counter["hidden"] += 1
                case tag if tag not in _SKIPPED:
                    if tag == ns("text:a"):
                        self.counter["links"] += 1
                    self._collect(child, parts, footnotes)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))

    def _note(self, note: Element, footnotes: list[str]) -> str:
        self.note_count += 1
        number = self.note_count
        body = note.find(ns("text:note-body"))
        texts = [self._text(p, []) for p in body.iter(ns("text:p"))] if body is not None else []
        footnotes.append(f"[{number}] {' '.join(' '.join(texts).split())}")
        return f" [{number}]"

    def _picture(self, element: Element) -> None:
        boxes = list(element.iter(ns("draw:text-box")))
        if boxes:
            # Boxes inside a box are read with it.
            self.boxes.append(boxes[0])
        elif any(element.find(f".//{ns(name)}") is not None for name in ("draw:object", "draw:object-ole")):
            self.counter["embedded"] += 1
        else:
            # A frame may hold the same picture in several formats; the first one that lies in the file counts.
            frames = list(element.iter(ns("draw:frame"))) or [element]
            found = [image for image in map(self._in_frame, frames) if image]
            self.images += found
            self.counter["images"] += len(frames) - len(found)

    def _in_frame(self, frame: Element) -> FoundImage | None:
        words = (frame.findtext(ns(f"svg:{name}")) for name in ("desc", "title"))
        alt = next((text for text in words if text and text.strip()), "")
        names = (_picture_name(image) for image in frame.findall(ns("draw:image")))
        return next((FoundImage(self.pictures[name], alt) for name in names if name in self.pictures), None)

    def _found_images(self) -> list[FoundImage]:
        """The images read since the last paragraph."""
        images, self.images = self.images, []
        return images

    def _is_bold(self, element: Element) -> bool:
        """Whether one bold span holds the whole text."""
        spans = list(element)
        if (element.text or "").strip() or not spans or any((span.tail or "").strip() for span in spans):
            return False
        return all(self._span_is(span, "bold") for span in spans if span.tag == ns("text:span")) and any(
            span.tag == ns("text:span") for span in spans
        )

    def _is_formatted(self, element: Element) -> bool:
        return any(self._span_is(span, "formatted") for span in element.iter(ns("text:span")))

    def _span_is(self, span: Element, what: str) -> bool:
        return getattr(self.styles.text(span.get(ns("text:style-name")) or ""), what)


def _rows(table: Element, *, is_head: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, and whether they belong to its head."""
    for child in table:
        if child.tag == ns("table:table-row"):
            yield child, is_head
        elif child.tag in _ROWS:
            yield from _rows(child, is_head=is_head or child.tag == ns("table:table-header-rows"))


def _repeated(cell: Element) -> int:
    """How often a cell stands beside itself, bounded."""
    return max(1, min(_number(cell.get(ns("table:number-columns-repeated")), 1), MAX_COLUMNS + 1))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default
