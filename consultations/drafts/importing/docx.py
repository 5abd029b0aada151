"""Reads DOCX. python-docx opens the package and its styles; what it leaves out is read here: automatic numbers,
footnotes, tracked changes, text boxes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from consultations.drafts.importing.docx_numbering import Numbering, value, whole_number
from consultations.drafts.importing.neutral import Block, FoundImage, ReadDocument
from consultations.drafts.importing.tables import MAX_COLUMNS, cell_text, spread, table_block

_HEADING_NAME = re.compile(r"^(?:heading|überschrift)\s*(\d)$", re.IGNORECASE)
_W = qn("w:p")[:-1]
_COMPAT = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED = {f"{_W}{name}" for name in ("pPr", "rPr", "instrText", "delText", "sdtPr", "sdtEndPr", "rubyPr", "rt")}
_TEXTS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML = "{urn:schemas-microsoft-com:vml}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "moveTo")}
_IMAGES = {f"{_W}drawing", f"{_W}pict", f"{_W}object"}


def read_docx(data: bytes) -> ReadDocument:
    """Blocks of a DOCX file. Whatever python-docx and lxml raise for a damaged file is for the caller."""
    return _Reader(docx.Document(BytesIO(data))).read()


@dataclass(frozen=True)
class Style:
    """What a paragraph style means: title, heading, term, definition, contents or "" (text)."""

    kind: str = ""
    level: int = 0
    list_id: str = ""
    depth: int = 0
    bold: bool = False


class _Reader:
    """Walks through the body once."""

    def __init__(self, document) -> None:
        self.body = document.element.body
        part = document.part
        self.numbering = Numbering(_related(part, RELATIONSHIP_TYPE.NUMBERING))
        self.notes: dict[tuple[str, str], str] = {}
        self.note_numbers: dict[tuple[str, str], int] = {}
        self.document = ReadDocument()
        self.counter: Counter = self.document.notes
        self.boxes: list = []
        self.images: list[FoundImage] = []
        self.parts = part.related_parts
        self.has_headers = any(
            text.text and text.text.strip()
            for relation in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
            for root in _all_related(part, relation)
            for text in root.iter(qn("w:t"))
        )
        self.styles = _styles(document.styles.element, self.numbering)
        for kind, relation in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
            root = _related(part, relation)
            for note in root if root is not None else ():
                texts = (self._text(p, [])[0] for p in note.iter(qn("w:p")))
                self.notes[kind, note.get(qn("w:id"))] = " ".join(" ".join(texts).split())
        self.counter.clear()
        self.boxes.clear()
        self.images.clear()

    def read(self) -> ReadDocument:
        self._blocks(self.body)
        self.counter["footnotes"] += len(self.note_numbers)
        self.counter["headers"] += self.has_headers
        return self.document

    def _blocks(self, parent) -> None:
        """Paragraphs and tables below an element, through content controls and accepted changes."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag in _WRAPPERS:
                self._blocks(child)
            elif child.tag in {qn("w:del"), qn("w:moveFrom")}:
                self.counter["tracked_changes"] += 1
            elif child.tag == qn("w:altChunk"):
                self.counter["embedded"] += 1

    def _paragraph(self, paragraph) -> None:
        properties = paragraph.find(qn("w:pPr"))
        style = self.styles.get(value(properties, "w:pStyle"), self.styles[""])
        footnotes: list[str] = []
        text, bold = self._text(paragraph, footnotes)
        if style.kind == "contents":
            self.counter["contents"] += 1
            return
        kind, level = style.kind, style.level
        outline = value(properties, "w:outlineLvl")
        if not kind and outline and whole_number(outline, 9) < 9:
            kind, level = "heading", whole_number(outline, 0) + 1
        marker, depth, listed = self._marker(properties, style, has_text=bool(text.strip()))
        if kind in {"", "heading"} or listed:
            kind = kind or ("item" if listed else "text")
        level = level if kind == "heading" else depth
        block = Block(kind, text, level, marker, bold or style.bold, footnotes, self._found_images())
        if kind not in {"heading", "title"} and self._is_formatted(paragraph):
            self.counter["formatting"] += 1
        self.document.blocks.append(block)
        self._text_boxes()

    def _text_boxes(self) -> None:
        """Text boxes after the paragraph they are anchored in."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.counter["text_boxes"] += 1
            self._blocks(box)

    def _marker(self, properties, style: Style, *, has_text: bool) -> tuple[str, int, bool]:
        """Number or bullet, depth, and whether the paragraph is an item at all."""
        own = properties.find(qn("w:numPr")) if properties is not None else None
        list_id, depth = style.list_id, style.depth
        if own is not None:
            list_id = value(own, "w:numId") or list_id
            depth = whole_number(value(own, "w:ilvl"), depth)
        # "0" takes the number of the style away from one paragraph.
        if not list_id or list_id == "0":
            return "", 0, False
        return self.numbering.next(list_id, depth) if has_text else "", depth, True

    def _table(self, element) -> None:
        """A table, or what stands in the frame that a table of a single cell is."""
        rows = [row for row in _inside(element, "w:tr") if not self._is_deleted(row)]
        cells = [list(_inside(row, "w:tc")) for row in rows]
        if sum(map(len, cells)) == 1:
            self.counter["frames"] += 1
            self._blocks(next(cell for row in cells for cell in row))
            return
        footnotes: list[str] = []
        images: list[FoundImage] = []
        grid = []
        for row, found in zip(rows, cells, strict=True):
            properties = row.find(qn("w:trPr"))
            before = whole_number(value(properties, "w:gridBefore"), 0)
            grid.append([""] * min(before, MAX_COLUMNS))
            for cell in found:
                grid[-1] += self._cell(cell, footnotes, images)
        name = value(element.find(qn("w:tblPr")), "w:tblCaption")
        block = table_block(
            grid, self.counter, head=_head(element, rows), caption=name, footnotes=footnotes, images=images
        )
        self.document.blocks.append(block)

    def _cell(self, cell, footnotes: list[str], images: list[FoundImage]) -> list:
        """A cell with what stands for those merged with it."""
        properties = cell.find(qn("w:tcPr"))
        merge = properties.find(qn("w:vMerge")) if properties is not None else None
        goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
        formatted = self.counter["formatting"]
        outer, self.document = self.document, ReadDocument()
        self._blocks(cell)
        inner, self.document = self.document.blocks, outer
        # Bold cells are heads most of the time; what else is bold in a table is not worth a sentence for each.
        self.counter["formatting"] = formatted
        for block in inner:
            footnotes += block.footnotes
            images += block.images
        text = cell_text(inner, self.counter)
        goes_on = goes_on and not text.strip()
        return spread(text, whole_number(value(properties, "w:gridSpan"), 1), goes_on=goes_on)

    def _is_deleted(self, row) -> bool:
        """Whether a row was deleted while changes were tracked."""
        properties = row.find(qn("w:trPr"))
        is_deleted = properties is not None and properties.find(qn("w:del")) is not None
        self.counter["tracked_changes"] += is_deleted
        return is_deleted

    def _text(self, paragraph, footnotes: list[str]) -> tuple[str, bool]:
        """Text of a paragraph, and whether all of it is bold."""
        parts: list[str] = []
        weights: list[bool] = []
        self._collect(paragraph, parts, weights, footnotes)
        return "".join(parts), bool(weights) and all(weights)

    def _collect(self, element, parts: list[str], weights: list[bool], footnotes: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == qn("w:t"):
                parts.append(child.text or "")
            elif tag in _TEXTS:
                parts.append(_TEXTS[tag])
            elif tag == qn("w:r"):
                self._run(child, parts, weights, footnotes)
            elif tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                parts.append(self._reference(child, footnotes))
            elif tag in _IMAGES:
                self._picture(child)
            elif not self._counted(child, tag, parts) and isinstance(tag, str) and tag not in _SKIPPED:
                self._collect(child, parts, weights, footnotes)

    def _counted(self, child, tag, parts: list[str]) -> bool:
        """Note what is not plain text. True when the element's content must not be read."""
        if tag in {qn("w:del"), qn("w:moveFrom")}:
            self.counter["tracked_changes"] += 1
            return True
        if tag in {qn("w:ins"), qn("w:moveTo")}:
            self.counter["tracked_changes"] += 1
        elif tag == qn("w:commentReference"):
            self.counter["comments"] += 1
        elif tag == qn("w:hyperlink"):
            self.counter["links"] += 1
        elif tag == qn("w:sym"):
            self.counter["symbols"] += 1
        elif tag == f"{_MATH}oMath":
            self.counter["equations"] += 1
            parts.append("".join(text.text or "" for text in child.iter(f"{_MATH}t")))
            return True
        # Both branches hold the same content for newer and older programs.
        return tag == f"{_COMPAT}Fallback" and child.getparent().find(f"{_COMPAT}Choice") is not None

    def _run(self, run, parts: list[str], weights: list[bool], footnotes: list[str]) -> None:
        properties = run.find(qn("w:rPr"))
        if _is_on(properties, "w:vanish"):
            self.counter["hidden"] += 1
            return
        length = len(parts)
        self._collect(run, parts, weights, footnotes)
        if "".join(parts[length:]).strip():
            weights.append(_is_on(properties, "w:b"))

    def _reference(self, element, footnotes: list[str]) -> str:
        kind = "footnote" if element.tag == qn("w:footnoteReference") else "endnote"
        key = (kind, element.get(qn("w:id")))
        if key not in self.notes:
            return ""
        number = self.note_numbers.setdefault(key, len(self.note_numbers) + 1)
        footnotes.append(f"[{number}] {self.notes[key]}")
        return f" [{number}]"

    def _picture(self, element) -> None:
        boxes = list(element.iter(qn("w:txbxContent")))
        self.boxes += boxes
        if boxes:
            return
        if element.tag == qn("w:object") or element.find(f".//{_CHART}") is not None:
            self.counter["embedded"] += 1
            return
        references = [(blip.get(qn("r:embed")), _alternative(blip)) for blip in element.iter(_BLIP)]
        references += [(data.get(qn("r:id")), _alternative(data)) for data in element.iter(f"{_VML}imagedata")]
        found = [FoundImage(self.parts[key].blob, alt) for key, alt in references if key in self.parts]
        self.images += found
        # A reference without a part leads out of the file; nothing is fetched.
        self.counter["images"] += max(len(references), 1) - len(found)

    def _found_images(self) -> list[FoundImage]:
        """The images read since the last paragraph."""
        images, self.images = self.images, []
        return images

    @staticmethod
    def _is_formatted(paragraph) -> bool:
        return any(_is_on(p, name) for p in paragraph.iter(qn("w:rPr")) for name in ("w:b", "w:i", "w:u", "w:strike"))


def _inside(element, name: str) -> Iterator:
    """Rows of a table or cells of a row, also those within content controls."""
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _head(table, rows: list) -> int | None:
    """How many rows are the head of a table: those that are repeated, else the first if its look says so."""
    marked = 0
    while marked < len(rows) and _is_on(rows[marked].find(qn("w:trPr")), "w:tblHeader"):
        marked += 1
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    if marked or look is None:
        return marked or None
    first = look.get(qn("w:firstRow"))
    if first is None:
        look_bits = look.get(qn("w:val")) or ""
        first = "1" if re.fullmatch("[0-9A-Fa-f]{4}", look_bits) and int(look_bits, 16) & 0x20 else "0"
    return int(first in {"1", "true", "on"} and len(rows) > 1)


def _alternative(element) -> str:
    """The alternative text of a picture: what stands nearest around it."""
    for holder in element.iterancestors():
        for words in holder.iterchildren(qn("wp:docPr"), f"{_PICTURE}nvPicPr"):
            properties = words if words.tag == qn("wp:docPr") else words.find(f"{_PICTURE}cNvPr")
            text = (properties.get("descr") or properties.get("title") or "") if properties is not None else ""
            if text:
                return text
        if holder.tag == f"{_VML}shape":
            return holder.get("alt") or ""
        if holder.tag in _IMAGES:
            break
    return ""


def _is_on(properties, name: str) -> bool:
    element = properties.find(qn(name)) if properties is not None else None
    return element is not None and element.get(qn("w:val")) not in {"0", "false", "off", "none"}


def _related(part, relation: str):
    """The root of a part the document refers to, None without it."""
    return next(_all_related(part, relation), None)


def _all_related(part, relation: str) -> Iterator:
    """The roots of all parts of a kind that the document refers to."""
    for rel in part.rels.values():
        if rel.reltype == relation and not rel.is_external:
            yield parse_xml(rel.target_part.blob)


def _styles(root, numbering: Numbering) -> dict[str, Style]:
    """Meaning of every paragraph style by id, what it inherits included; "" is the default style."""
    elements = {s.get(qn("w:styleId")): s for s in root.findall(qn("w:style")) if s.get(qn("w:type")) == "paragraph"}
    styles = {style_id: _style(style_id, elements, numbering) for style_id in elements}
    default = next((i for i, s in elements.items() if s.get(qn("w:default")) in {"1", "true", "on"}), None)
    styles[""] = styles.get(default, Style()) if default else Style()
    return styles


def _style(style_id: str, elements: dict, numbering: Numbering) -> Style:
    """Read a style from itself upwards; the nearest setting counts."""
    kind, level, list_id, depth, bold = "", 0, "", None, False
    seen: set[str] = set()
    current: str = style_id
    while current in elements and current not in seen:
        seen.add(current)
        element = elements[current]
        properties = element.find(qn("w:pPr"))
        kind, level = (kind, level) if kind else _kind(value(element, "w:name"), value(properties, "w:outlineLvl"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        if own is not None and not list_id:
            list_id = value(own, "w:numId")
            given = value(own, "w:ilvl")
            depth = whole_number(given, 0) if given else numbering.depth_of_style(list_id, current)
        bold = bold or _is_on(element.find(qn("w:rPr")), "w:b")
        current = value(element, "w:basedOn")
    return Style(kind, level, list_id, depth or 0, bold)


def _kind(name: str, outline: str) -> tuple[str, int]:
    lowered = name.lower()
    heading = _HEADING_NAME.match(name)
    if heading:
        return "heading", int(heading[1])
    if lowered in {"title", "titel"}:
        return "title", 0
    if lowered in {"caption", "beschriftung"}:
        return "caption", 0
    if re.match(r"^(?:toc|verzeichnis)\s*\d|^toc heading|^table of figures", lowered):
        return "contents", 0
    if lowered.startswith("definition"):
        return ("term" if "term" in lowered else "definition"), 0
    if outline and whole_number(outline, 9) < 9:
        return "heading", whole_number(outline, 0) + 1
    return "", 0
