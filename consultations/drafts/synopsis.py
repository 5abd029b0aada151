"""Two versions side by side: every paragraph with where it came from, in the reading order of the newer version.

`comparison` says which paragraphs differ and how their words do; this module says what became of the text as a whole:
what moved, what was split, what is new, and where in the newer version a dropped paragraph would have stood. It works
on chapters and paragraphs in memory and asks the database nothing.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from django.utils.text import capfirst

from consultations.drafts.comparison import COMPARED_FIELDS, differs, shown
from consultations.drafts.extensions import Cause
from consultations.drafts.models import Paragraph, Section
from consultations.drafts.table_comparison import Stretch, one_side, published_redline

#: A neighbour is split off when at least this share of its words comes from the paragraph beside it ...
SPLIT_SHARE = 0.5
#: ... in stretches of at least so many words; shorter ones are chance.
SPLIT_STRETCH = 4


class Fate(StrEnum):
    """What became of a paragraph between two versions."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Detail:
    """A changed detail of a paragraph besides its text."""

    label: str
    old: str
    new: str


@dataclass
class Entry:
    """A paragraph in both versions. `old` is None for a new one, `new` for a dropped one."""

    old: Paragraph | None
    new: Paragraph | None
    fate: Fate
    #: Same lineage, other place: in another chapter, or in another order among the paragraphs that stayed.
    is_moved: bool = False
    #: For a new paragraph: the entry beside it whose earlier text it carries on.
    split_from: "Entry | None" = None
    #: For a paragraph that gave text away: the new neighbours that carry it on.
    split_into: list["Entry"] = field(default_factory=list)
    #: For a new paragraph that was split off: the words it was given, compared with which the rest is new.
    inherited: str = ""
    #: For a dropped paragraph: the entry beside it that took its text in, and the words of it that go on there.
    merged_into: "Entry | None" = None
    carried_on: str = ""
    #: For a paragraph that took text in: the dropped neighbours it came from.
    merged_from: list["Entry"] = field(default_factory=list)
    #: Why it differs, as far as the public may know; set by `queries.compare`.
    cause: Cause | None = None

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph to name it by: the new one, or the old one where it was dropped."""
        return self.new or self.old  # type: ignore[return-value]

    @property
    def lineage(self) -> str:
        return self.paragraph.lineage

    @property
    def is_different(self) -> bool:
        """Whether a reader of the comparison should stop here."""
        return self.is_moved or self.fate != Fate.UNCHANGED

    @property
    def is_dropped(self) -> bool:
        return self.fate == Fate.DROPPED

    @cached_property
    def runs(self) -> tuple[Stretch, ...]:
        """The text word by word. What came from a neighbour, or went on there, counts as old: only news stand out."""
        if self.merged_into is not None:
            return published_redline(self.old.text, self.carried_on)
        return published_redline(self._before, self.new.text if self.new else "")

    @property
    def _before(self) -> str:
        """The earlier text with that of the neighbours it was joined with, in their order."""
        own = [(self.old.order, self.old.text)] if self.old else [(0, self.inherited)] if self.inherited else []
        rows = sorted(own + [(entry.old.order, entry.old.text) for entry in self.merged_from])
        return "\n".join(text for _order, text in rows)

    @property
    def old_runs(self) -> list[Stretch]:
        """The earlier text with what was deleted, for one column of a side-by-side view."""
        if self.old is None:
            return []
        runs = published_redline(self.old.text, self.new.text if self.new else "") if self.merged_from else self.runs
        return one_side(runs, "delete")

    @property
    def new_runs(self) -> list[Stretch]:
        """The later text with what was inserted, for the other column."""
        return one_side(self.runs, "insert") if self.new else []

    @property
    def images_differ(self) -> bool:
        """Whether other images, or images in other words, belong to the paragraph."""
        return bool(self.old and self.new) and self.old.images != self.new.images

    @property
    def details(self) -> list[Detail]:
        """What differs besides the text, e.g. who is responsible for a measure."""
        found = []
        for name in COMPARED_FIELDS:
            before, after = shown(self.old, self.new, name)
            if name in ("text", "images") or (name == "type" and None in (self.old, self.new)):
                continue  # shown as they are
            if before != after:
                label = capfirst(str(Paragraph._meta.get_field(name).verbose_name))
                found.append(Detail(label, before, after))
        return found


@dataclass
class ChapterEntry:
    """A chapter in both versions with its paragraphs. `old` is None for a new one, `new` for a dropped one."""

    old: Section | None
    new: Section | None
    entries: list[Entry] = field(default_factory=list)

    @property
    def section(self) -> Section:
        return self.new or self.old  # type: ignore[return-value]

    @property
    def is_renamed(self) -> bool:
        return bool(self.old and self.new) and self.old.title != self.new.title

    @property
    def differing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_different]

    @property
    def is_different(self) -> bool:
        return self.old is None or self.new is None or self.is_renamed or bool(self.differing)


def synopsis(old: Sequence[Section], new: Sequence[Section]) -> list[ChapterEntry]:
    """Compare two versions given as chapters in order, with their paragraphs loaded.

    Chapters come in the order of the newer version. A dropped chapter or paragraph stands behind what it stood behind
    before, as far as that is still there; otherwise at the beginning of its chapter or of the text.
    """
    chapters = _chapters(old, new)
    by_lineage = {chapter.section.lineage: chapter for chapter in chapters}
    before = {paragraph.lineage: (section, paragraph) for section in old for paragraph in section.paragraphs.all()}
    after = {paragraph.lineage: (section, paragraph) for section in new for paragraph in section.paragraphs.all()}
    moved = _moved(before, after)
    for lineage, (section, paragraph) in after.items():
        earlier = before[lineage][1] if lineage in before else None
        fate = Fate.ADDED if earlier is None else Fate.CHANGED if differs(earlier, paragraph) else Fate.UNCHANGED
        by_lineage[section.lineage].entries.append(Entry(earlier, paragraph, fate, is_moved=lineage in moved))
    for section in old:
        chapter = by_lineage[section.lineage]
        chapter.entries = _with_dropped(chapter.entries, section, kept=after, moved=moved)
    _find_splits(chapters)
    _find_merges(chapters)
    return chapters


def _chapters(old: Sequence[Section], new: Sequence[Section]) -> list[ChapterEntry]:
    before = {section.lineage: section for section in old}
    chapters = [ChapterEntry(before.get(section.lineage), section) for section in new]
    kept = {section.lineage for section in new}
    place = 0
    for section in old:
        if section.lineage in kept:
            place = next(i for i, chapter in enumerate(chapters) if chapter.section.lineage == section.lineage) + 1
        else:
            chapters.insert(place, ChapterEntry(section, None))
            place += 1
    return chapters


def _with_dropped(entries: list[Entry], section: Section, *, kept: Container[str], moved: set[str]) -> list[Entry]:
    """The entries of a chapter with its dropped paragraphs, each behind the paragraph it stood behind."""
    gone: dict[str, list[Entry]] = {}
    anchor, here = "", {entry.lineage for entry in entries if entry.lineage not in moved}
    for paragraph in section.paragraphs.all():
        if paragraph.lineage in here:
            anchor = paragraph.lineage
        elif paragraph.lineage not in kept:
            gone.setdefault(anchor, []).append(Entry(paragraph, None, Fate.DROPPED))
    found = gone.get("", [])
    for entry in entries:
        found += [entry, *gone.get(entry.lineage, [])]
    return found


def _moved(before: dict[str, tuple[Section, Paragraph]], after: dict[str, tuple[Section, Paragraph]]) -> set[str]:
    """Paragraphs of both versions that changed place.

    As few as explain the new order: all but the longest sequence that kept its order. Those that now belong to another
    chapter moved in any case. That an insertion before it gives a paragraph another number is no move.
    """
    order = {lineage: position for position, lineage in enumerate(before)}
    common = [lineage for lineage in after if lineage in before]
    stayed = {common[i] for i in longest_increasing([order[lineage] for lineage in common])}
    return {
        lineage
        for lineage in common
        if lineage not in stayed or before[lineage][0].lineage != after[lineage][0].lineage
    }


def longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Positions of a longest strictly increasing subsequence, in order; by patience sorting in n log n."""
    tails: list[int] = []
    tail_positions: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_left(tails, number)
        previous.append(tail_positions[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [number]
        tail_positions[pile : pile + 1] = [position]
    found, position = [], tail_positions[-1] if tail_positions else -1
    while position >= 0:
        found.append(position)
        position = previous[position]
    return found[::-1]


def _find_splits(chapters: Iterable[ChapterEntry]) -> None:
    """Link new paragraphs with the neighbour whose earlier text they carry on.

    The neighbour stands beside the new paragraphs in the newer version, or was dropped there and all its text went on.
    """
    for chapter in chapters:
        entries = chapter.entries
        for place, entry in enumerate(entries):
            if entry.fate not in (Fate.CHANGED, Fate.DROPPED):
                continue
            lost = _lost(entry)
            for step in (1, -1):
                neighbour = place + step
                while 0 <= neighbour < len(entries) and entries[neighbour].fate == Fate.ADDED:
                    other = entries[neighbour]
                    inherited = _inherited(lost, other.new.text) if other.split_from is None else ""
                    if not inherited:
                        break
                    other.split_from, other.inherited = entry, inherited
                    entry.split_into.append(other)
                    neighbour += step


def _find_merges(chapters: Iterable[ChapterEntry]) -> None:
    """Link dropped paragraphs with the neighbour that took their text in."""
    for chapter in chapters:
        entries = chapter.entries
        for place, entry in enumerate(entries):
            if entry.fate not in (Fate.CHANGED, Fate.ADDED):
                continue
            gained = "".join(run.text for run in entry.runs if run.kind == "insert")
            for step in (1, -1):
                neighbour = place + step
                while 0 <= neighbour < len(entries) and entries[neighbour].fate == Fate.DROPPED:
                    other = entries[neighbour]
                    is_free = other.merged_into is None and not other.split_into
                    carried = _inherited(gained, other.old.text) if is_free else ""
                    if not carried:
                        break
                    other.merged_into, other.carried_on = entry, carried
                    entry.merged_from.append(other)
                    neighbour += step
        for entry in entries:
            if entry.merged_from or entry.merged_into:
                entry.__dict__.pop("runs", None)  # read above, before the neighbours were known


def _lost(entry: Entry) -> str:
    """What a paragraph no longer says."""
    return "".join(run.text for run in entry.runs if run.kind == "delete")


def _inherited(lost: str, text: str) -> str:
    """The words of `lost` from the first to the last that a text carries on; empty when it carries on too little."""
    given, taken = lost.split(), text.split()
    if len(given) < SPLIT_STRETCH or len(taken) < SPLIT_STRETCH:
        return ""
    blocks = SequenceMatcher(None, given, taken, autojunk=False).get_matching_blocks()
    stretches = [block for block in blocks if block.size >= SPLIT_STRETCH]
    if sum(block.size for block in stretches) < SPLIT_SHARE * len(taken):
        return ""
    first, last = stretches[0], stretches[-1]
    return " ".join(given[first.a : last.a + last.size])


@dataclass(frozen=True)
class Totals:
    """How many paragraphs of a comparison have which fate; a moved one may have changed as well."""

    changed: int
    added: int
    dropped: int
    moved: int
    unchanged: int

    @classmethod
    def of(cls, chapters: Iterable[ChapterEntry]) -> "Totals":
        entries = [entry for chapter in chapters for entry in chapter.entries]
        by_fate = {fate: sum(entry.fate == fate for entry in entries) for fate in Fate}
        return cls(
            changed=by_fate[Fate.CHANGED],
            added=by_fate[Fate.ADDED],
            dropped=by_fate[Fate.DROPPED],
            moved=sum(entry.is_moved for entry in entries),
            unchanged=sum(not entry.is_different for entry in entries),
        )
