"""Automatic numbers of a DOCX document: what Word counts, the file does not say."""

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.oxml.ns import qn

from consultations.drafts.importing.neutral import bullet
from consultations.drafts.importing.numbering import formatted

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """How one level of a list is counted: style of the number, text around it, first number, style it belongs to."""

    style: str
    text: str
    start: int
    paragraph_style: str


def value(element, path: str) -> str:
    """The `w:val` of a child, "" without it."""
    child = element.find(qn(path)) if element is not None else None
    return (child.get(qn("w:val")) or "") if child is not None else ""


def whole_number(text: str, default: int) -> int:
    """A number from the file, or the default where it is none."""
    return int(text) if re.fullmatch(r"\d{1,6}", text or "") else default


class Numbering:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, root) -> None:
        self.levels: dict[str, dict[int, Level]] = {}
        self.lists: dict[str, tuple[str, dict[int, int]]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.seen: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root) -> None:
        for abstract in root.findall(qn("w:abstractNum")):
            self.levels[abstract.get(qn("w:abstractNumId"))] = {
                whole_number(level.get(qn("w:ilvl")), 0): Level(
                    value(level, "w:numFmt") or "decimal",
                    value(level, "w:lvlText"),
                    whole_number(value(level, "w:start"), 1),
                    value(level, "w:pStyle"),
                )
                for level in abstract.findall(qn("w:lvl"))
            }
        for number in root.findall(qn("w:num")):
            starts = {}
            for override in number.findall(qn("w:lvlOverride")):
                start = value(override, "w:startOverride")
                if start:
                    starts[whole_number(override.get(qn("w:ilvl")), 0)] = whole_number(start, 1)
            self.lists[number.get(qn("w:numId"))] = (value(number, "w:abstractNumId"), starts)

    def depth_of_style(self, list_id: str, style_id: str) -> int:
        """The level of a list that belongs to a paragraph style (numbered headings)."""
        levels = self.levels.get(self.lists.get(list_id, ("", {}))[0], {})
        return next((depth for depth, level in levels.items() if level.paragraph_style == style_id), 0)

    def next(self, list_id: str, depth: int) -> str:
        """The number or bullet of the next paragraph of a list; "" where the list shows none."""
        abstract, starts = self.lists.get(list_id, ("", {}))
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return bullet(depth)
        if level.style == "bullet":
            return bullet(depth) if level.text.strip() else ""
        if level.style == "none":
            return ""
        counts = self.counts[abstract]
        if list_id not in self.seen:
            self.seen.add(list_id)
            counts.update({at: start - 1 for at, start in starts.items()})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return _PLACE.sub(lambda found: self._place(levels, counts, int(found[1]) - 1), level.text).strip()

    @staticmethod
    def _place(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        return formatted(counts.get(depth, level.start), level.style)
