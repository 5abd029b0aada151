"""Places at which features add chapters to reports and files to case files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from consultations.exports.reports.enums import Audience
from consultations.process.models import Process


@dataclass(frozen=True)
class TableOfSection:
    """A table: what it shows in words, its headings, and rows of texts as long as the headings."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    #: Which column, from 0 on, takes the width the others leave.
    widest: int = 0


@dataclass(frozen=True)
class Section:
    """A chapter of the annex: title, paragraphs of plain text, tables. Texts are German, as the report is."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[TableOfSection] = field(default_factory=list)


@dataclass(frozen=True)
class CasePart:
    """One file of a case file: its path in the archive, what it is in a sentence, and how it is read."""

    path: str
    explanation: str
    open: Callable[[], BinaryIO]


#: Chapters of the annex: function(process) -> sections. They stand in public reports, so they say public things only.
report_annexes: list[Callable[[Process], list[Section]]] = []

#: Further files of the case file: function(process, audience) -> parts.
case_file_parts: list[Callable[[Process, Audience], Iterable[CasePart]]] = []
