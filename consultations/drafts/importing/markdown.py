"""Reads Markdown (CommonMark with tables, footnotes, definition lists and a header of metadata)."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from consultations.drafts.importing.neutral import Block, FoundImage, ReadDocument, bullet
from consultations.drafts.importing.tables import table_block
from consultations.drafts.tables import Cell, Merged

_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,(.+)", re.IGNORECASE | re.DOTALL)
#: How the caption of a table is written above or below it.
_CAPTION = re.compile(r"(?:Table|Tabelle)?:\s+(?=\S)")
_MERGED = {merged.value: merged for merged in Merged}
_LISTS = {"bullet_list_open", "ordered_list_open"}


def read_markdown(text: str) -> ReadDocument:
    """Blocks of a Markdown text."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(front_matter_plugin).use(footnote_plugin).use(deflist_plugin)
    return _Reader().read(parser.parse(text))


class _Reader:
    """Walks through the tokens once."""

    def __init__(self) -> None:
        self.document = ReadDocument()
        self.lists: list[list] = []  # open lists, outermost first: [next number or None, sign after it]
        self.marker = ""
        self.context = ""  # term, definition, footnote
        self.footnotes: dict[int, list[str]] = {}
        self.footnote = 0
        self.references: list[tuple[Block, list[int]]] = []
        self.rows: list[list[Cell]] | None = None
        self.table_references: list[int] = []
        self.head = 0
        self.images: list[FoundImage] = []

    def read(self, tokens: Iterable[Token]) -> ReadDocument:
        level = 0
        for token in tokens:
            match token.type:
                case "heading_open":
                    level = int(token.tag[1])
                case "heading_close":
                    level = 0
                case "inline":
                    self._inline(token, level)
                case "fence" | "code_block":
                    self._emit(token.content, [], level)
                case "html_block":
                    self.document.notes["html"] += 1
                    self._emit(_TAGS.sub(" ", token.content), [], level)
                case _:
                    self._structure(token)
        for block, numbers in self.references:
            block.footnotes = [f"[{number}] {' '.join(self.footnotes.get(number, []))}" for number in numbers]
        self.document.notes["footnotes"] += len(self.footnotes)
        _mark_captions(self.document.blocks)
        return self.document

    def _structure(self, token: Token) -> None:
        """Lists, terms, footnotes and tables open and close."""
        match token.type:
            case "bullet_list_open":
                self.lists.append([None, ""])
            case "ordered_list_open":
                self.lists.append([int(token.attrGet("start") or 1), token.markup])
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                number, sign = self.lists[-1]
                self.marker = bullet(len(self.lists) - 1) if number is None else f"{number}{sign or '.'}"
                if number is not None:
                    self.lists[-1][0] += 1
            case "dt_open" | "dd_open":
                self.context = "term" if token.type == "dt_open" else "definition"
            case "footnote_open":
                self.context, self.footnote = "footnote", token.meta["id"] + 1
            case "dt_close" | "dd_close" | "footnote_close":
                self.context = ""
            case "table_open":
                self.rows = []
            case "tr_open":
                self.rows.append([])
            case "thead_close":
                self.head = len(self.rows)
            case "table_close":
                self._table()

    def _table(self) -> None:
        has_head = any(self.rows[0])
        block = table_block(
            self.rows, self.document.notes, head=self.head if has_head else 0, images=self._found_images()
        )
        if self.table_references:
            self.references.append((block, self.table_references))
        self.document.blocks.append(block)
        self.rows, self.table_references = None, []

    def _inline(self, token: Token, level: int) -> None:
        parts: list[str] = []
        numbers: list[int] = []
        emphasis = 0
        for child in token.children or []:
            match child.type:
                case "text" | "code_inline":
                    parts.append(child.content)
                case "softbreak":
                    parts.append(" ")
                case "hardbreak":
                    parts.append("\n")
                case "image":
                    self._image(child)
                case "html_inline":
                    # There is no other way to break a line in a cell.
                    is_break = self.rows is not None and child.content.lower().startswith("<br")
                    self.document.notes["html"] += not is_break
                    parts.append("\n" if child.content.lower().startswith("<br") else "")
                case "footnote_ref":
                    numbers.append(child.meta["id"] + 1)
                    parts.append(f" [{numbers[-1]}]")
                case "link_open":
                    self.document.notes["links"] += 1
                case "strong_open" | "em_open":
                    emphasis += 1
        if emphasis and not level and self.rows is None:
            self.document.notes["formatting"] += 1
        children = token.children or []
        bold = len(children) > 2 and children[0].type == "strong_open" and children[-1].type == "strong_close"
        self._emit("".join(parts), numbers, level, bold=bold)

    def _image(self, token: Token) -> None:
        """A picture that is written into the text itself; an address or a path is never followed."""
        inside = _DATA.fullmatch(unquote(str(token.attrGet("src") or "")))
        try:
            data = base64.b64decode(inside[1], validate=True) if inside else b""
        except ValueError:
            data = b""
        if not data or self.context == "footnote":
            self.document.notes["images"] += 1
            return
        self.images.append(FoundImage(data, token.content, str(token.attrGet("title") or "")))

    def _found_images(self) -> list[FoundImage]:
        """The images read since the last paragraph."""
        images, self.images = self.images, []
        return images

    def _emit(self, text: str, numbers: list[int], level: int, *, bold: bool = False) -> None:
        if self.rows is not None:
            self.rows[-1].append(_MERGED.get(text.strip(), text))
            self.table_references += numbers
            return
        if self.context == "footnote":
            self.footnotes.setdefault(self.footnote, []).append(" ".join(text.split()))
            return
        if level:
            block = Block("heading", text, level=level)
        elif self.lists:
            block = Block("item", text, level=len(self.lists) - 1, marker=self.marker, bold=bold)
            self.marker = ""
        else:
            block = Block(self.context or "text", text, bold=bold)
        block.images = self._found_images()
        if numbers:
            self.references.append((block, numbers))
        self.document.blocks.append(block)


def _mark_captions(blocks: list[Block]) -> None:
    """Make captions of the texts beside tables that are written as such."""
    for place, block in enumerate(blocks):
        beside = blocks[max(0, place - 1) : place + 2]
        mark = _CAPTION.match(block.text)
        if block.kind == "text" and mark and any(other.table for other in beside):
            block.kind, block.text = "caption", block.text[mark.end() :]
