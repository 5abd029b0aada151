"""Styles and automatic numbers of an ODT document."""

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from consultations.drafts.importing.neutral import bullet
from consultations.drafts.importing.numbering import formatted

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}


#: Styles of captions in LibreOffice (by language) and in files that pandoc wrote.
_CAPTIONS = {"caption", "beschriftung", "table", "tabelle", "tablecaption", "figurecaption"}


def ns(name: str) -> str:
    """ "text:p" as ElementTree writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True)
class Meaning:
    """What a style says about its text."""

    kind: str = ""
    bold: bool = False
    formatted: bool = False


@dataclass(frozen=True)
class Level:
    """How one level of a list is counted."""

    style: str
    prefix: str
    suffix: str
    start: int
    shown: int
    is_bullet: bool


class OdtStyles:
    """Looks up what styles mean and counts lists and headings in reading order."""

    def __init__(self, content: Element, styles: Element | None) -> None:
        self.elements: dict[tuple[str, str], Element] = {}
        self.lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        # Automatic styles of the text come last: they win over equal names.
        for root in (styles, content):
            for element in root.iter() if root is not None else ():
                if element.tag == ns("style:style"):
                    key = (element.get(ns("style:family")) or "", element.get(ns("style:name")) or "")
                    self.elements[key] = element
                elif element.tag == ns("text:list-style"):
                    self.lists[element.get(ns("style:name")) or ""] = _levels(element)
                elif element.tag == ns("text:outline-style"):
                    self.outline = _levels(element)
        self.lists["\0outline"] = self.outline

    def paragraph(self, name: str) -> Meaning:
        """Meaning of a paragraph style, what it inherits included."""
        chain = self._chain("paragraph", name)
        names = [(e.get(ns("style:display-name")) or e.get(ns("style:name")) or "").replace("_20_", " ") for e in chain]
        kind = ""
        for text in (name.replace("_20_", " "), *names):
            lowered = text.lower()
            if lowered in {"title", "titel"}:
                kind = "title"
            elif lowered in _CAPTIONS:
                kind = "caption"
            elif lowered.startswith("definition"):
                kind = "term" if "term" in lowered else "definition"
            if kind:
                break
        return Meaning(kind, any(_has(e, ("font-weight",)) for e in chain))

    def text(self, name: str) -> Meaning:
        """Meaning of a character style."""
        chain = self._chain("text", name)
        return Meaning(
            bold=any(_has(e, ("font-weight",)) for e in chain),
            formatted=any(_has(e, ("font-weight", "font-style")) for e in chain),
        )

    def _chain(self, family: str, name: str) -> list[Element]:
        chain: list[Element] = []
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self.elements:
            seen.add(name)
            chain.append(self.elements[family, name])
            name = chain[-1].get(ns("style:parent-style-name")) or ""
        return chain

    def restart(self, style_name: str, depth: int = 0) -> None:
        """Begin a list anew from a depth on."""
        counts = self.counts[style_name]
        for deeper in [at for at in counts if at >= depth]:
            del counts[deeper]

    def heading_number(self, level: int) -> str:
        """The automatic number of the next heading, "" where headings have none."""
        found = self.outline.get(level - 1)
        if found is None or not found.style:
            if found is not None:
                self.next("\0outline", level - 1)
            return ""
        return self.next("\0outline", level - 1)

    def next(self, style_name: str, depth: int, start: int | None = None) -> str:
        """The number or bullet of the next item."""
        levels = self.lists.get(style_name, {})
        level = levels.get(depth)
        if level is None or level.is_bullet:
            return bullet(depth)
        counts = self.counts[style_name]
        counts[depth] = start if start is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        if not level.style:
            return ""
        first = max(0, depth - level.shown + 1)
        shown = [at for at in range(first, depth + 1) if at in levels and levels[at].style]
        numbers = [formatted(counts.get(at, levels[at].start), levels[at].style) for at in shown]
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()


def _levels(element: Element) -> dict[int, Level]:
    levels = {}
    for child in element:
        depth = _number(child.get(ns("text:level")), 1) - 1
        levels[depth] = Level(
            child.get(ns("style:num-format")) or "",
            child.get(ns("style:num-prefix")) or "",
            child.get(ns("style:num-suffix")) or "",
            _number(child.get(ns("text:start-value")), 1),
            _number(child.get(ns("text:display-levels")), 1),
            child.tag in {ns("text:list-level-style-bullet"), ns("text:list-level-style-image")},
        )
    return levels


def _has(style: Element, names: tuple[str, ...]) -> bool:
    properties = style.find(ns("style:text-properties"))
    if properties is None:
        return False
    return any(properties.get(ns(f"fo:{name}"), "normal") not in {"normal", ""} for name in names)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default
