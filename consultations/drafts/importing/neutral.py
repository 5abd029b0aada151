"""What the readers of all formats produce: blocks in reading order, then chapters and paragraphs."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from consultations.drafts.tables import Table

#: Marks of bulleted items by depth, the same for every format so that the same text stays the same paragraph.
BULLETS = ("•", "–", "·")


def clean_text(text: str) -> str:
    """Plain text with single spaces. Soft hyphens and invisible characters would make equal words differ."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = "".join(c for c in text if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def bullet(depth: int) -> str:
    """The mark of a bulleted item at a depth from 0."""
    return BULLETS[min(depth, len(BULLETS) - 1)]


class ImportRefused(Exception):
    """A file cannot become a draft; the message is a sentence for the editor."""


@dataclass
class FoundImage:
    """A picture as it lies in the file, with its words there. What it really is, `images.pictures` finds out."""

    data: bytes
    alt: str = ""
    caption: str = ""


@dataclass
class Block:
    """One block of a document.

    `kind` is title, heading, text, item, table, term, definition or caption; `level` is the level of a heading from 1
    or the depth of an item from 0; `marker` is an item's number or bullet, or the automatic number of a heading.
    `table` is what the text of a table says, None for one that stays lines of text.
    """

    kind: str
    text: str
    level: int = 0
    marker: str = ""
    bold: bool = False
    footnotes: list[str] = field(default_factory=list)
    images: list[FoundImage] = field(default_factory=list)
    table: Table | None = None


@dataclass
class ReadDocument:
    """Blocks in reading order, and how often something could not be carried over as it was (see `notes.py`)."""

    blocks: list[Block] = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)


@dataclass
class ImportedChapter:
    """A chapter with the plain texts of its paragraphs, tables in them as in `drafts.tables`; lists are lines.

    `images` holds by place of the paragraph ("0" is the first) what `FoundImage` found, and once these are stored
    (`services.start_import`) entries as in `Paragraph.images`.
    """

    title: str
    paragraphs: list[str] = field(default_factory=list)
    images: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def images_in_order(self) -> list[tuple[str, list[Any]]]:
        """Place and images of the paragraphs that have any."""
        return sorted(self.images.items(), key=lambda row: int(row[0]))


@dataclass
class ImportedDraft:
    """A document as chapters and paragraphs. `notes` counts by key what was changed or left out."""

    title: str = ""
    chapters: list[ImportedChapter] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def paragraph_count(self) -> int:
        return sum(len(chapter.paragraphs) for chapter in self.chapters)

    @property
    def images(self) -> list[Any]:
        """The images of all paragraphs in reading order."""
        return [image for chapter in self.chapters for _place, row in chapter.images_in_order for image in row]

    def as_json(self) -> dict[str, Any]:
        """JSON values from which `from_json` makes the same draft; its images have to be stored."""
        chapters = [
            {"title": chapter.title, "paragraphs": chapter.paragraphs, "images": chapter.images}
            for chapter in self.chapters
        ]
        return {"title": self.title, "chapters": chapters, "notes": dict(self.notes)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "ImportedDraft":
        return cls(value["title"], [ImportedChapter(**chapter) for chapter in value["chapters"]], value["notes"])
