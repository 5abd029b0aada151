"""What the preview of an import shows: the structure with the fate of every paragraph, doubtful matches, losses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from consultations.drafts.importing.images import described
from consultations.drafts.importing.models import DraftImport
from consultations.drafts.importing.neutral import ImportedDraft
from consultations.drafts.importing.notes import describe
from consultations.drafts.importing.services import NEW, OldBlock, working_blocks
from consultations.drafts.table_comparison import Stretch, text_redline

#: The preview of a text with more paragraphs shows what is asked and what went; its chapters come on demand.
WHOLE_LIMIT = 150


@dataclass(frozen=True)
class Row:
    """A paragraph or chapter of the new text. `state` is kept, changed, new or doubtful."""

    number: str
    text: str
    state: str
    images: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ImageRow:
    """An image of the new text with the words it has so far. `key` begins the names of its two inputs."""

    key: str
    number: str
    entry: dict[str, Any]


@dataclass(frozen=True)
class ChapterRow(Row):
    """A chapter with its paragraphs."""

    paragraphs: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many paragraphs have which state."""
        return count_states(self.paragraphs)


@dataclass(frozen=True)
class Offer:
    """One old paragraph a doubtful one may be."""

    lineage: str
    chapter: str
    runs: list[Stretch]
    checked: bool


@dataclass(frozen=True)
class Question:
    """A doubtful match: the new text and the old ones it may be. `error` is missing, twice or ""."""

    key: str
    row: Row
    is_chapter: bool
    offers: list[Offer]
    is_new: bool
    error: str


@dataclass(frozen=True)
class Preview:
    """Everything the page of the preview shows."""

    chapters: list[ChapterRow]
    questions: list[Question]
    dropped: list[OldBlock]
    notes: list[str]
    counts: Mapping[str, int]
    images: list[ImageRow]

    @property
    def without_alt(self) -> int:
        """How many images have no alternative text."""
        return sum(not image.entry["alt"] for image in self.images)

    @property
    def is_long(self) -> bool:
        """Whether chapters come on demand."""
        return self.counts["paragraphs"] > WHOLE_LIMIT

    @property
    def is_first(self) -> bool:
        """Whether there was no text before: everything is new, which needs no saying."""
        return not self.dropped and self.counts["new"] == self.counts["paragraphs"]

    def chapter(self, number: int) -> ChapterRow | None:
        """A chapter by its number from 1, None when there is none."""
        return self.chapters[number - 1] if 0 < number <= len(self.chapters) else None


def preview_of(
    draft_import: DraftImport, old: list[OldBlock], choices: Mapping[str, str], missing: Collection, twice: Collection
) -> Preview:
    """Build the preview. `choices`, `missing` and `twice` bring back what an editor had answered and what is wrong."""
    structure = ImportedDraft.from_json(draft_import.structure)
    described(structure, choices)
    images: list[ImageRow] = []
    by_lineage = {block.lineage: block for block in old}
    matches = draft_import.matches
    chapters, rows, position = [], {}, 0
    for number, chapter in enumerate(structure.chapters):
        paragraphs = []
        for index, text in enumerate(chapter.paragraphs, start=1):
            entries = chapter.images.get(str(index - 1), [])
            state = _state(matches["paragraphs"], str(position), text, entries, by_lineage)
            paragraphs.append(Row(f"{number + 1}.{index}", text, state, entries))
            images += [ImageRow(f"image-{len(images) + i}", paragraphs[-1].number, e) for i, e in enumerate(entries)]
            rows[f"paragraphs-{position}"] = paragraphs[-1]
            position += 1
        state = _state(matches["chapters"], str(number), chapter.title, [], by_lineage)
        chapters.append(ChapterRow(str(number + 1), chapter.title, state, paragraphs=paragraphs))
        rows[f"chapters-{number}"] = chapters[-1]
    questions = [
        _question(kind, place, offered, rows, by_lineage, choices, missing, twice)
        for kind in ("chapters", "paragraphs")
        for place, offered in matches[kind]["doubtful"].items()
    ]
    used = {lineage for kind in matches.values() for lineage in kind["sure"].values()}
    offered = {lineage for kind in matches.values() for found in kind["doubtful"].values() for lineage in found}
    dropped = [block for block in old if block.lineage not in used | offered]
    new = [row for chapter in chapters for row in chapter.paragraphs]
    counts = count_states(new) | {"paragraphs": len(new), "dropped": sum(block.type != "chapter" for block in dropped)}
    return Preview(chapters, questions, dropped, describe(structure.notes), counts, images)


def count_states(rows: Collection[Row]) -> dict[str, int]:
    """How many paragraphs are kept, changed, new, doubtful."""
    return {state: sum(row.state == state for row in rows) for state in ("kept", "changed", "new", "doubtful")}


def load_preview(
    draft_import: DraftImport,
    choices: Mapping[str, str] | None = None,
    missing: Collection = (),
    twice: Collection = (),
) -> Preview:
    """The preview beside the working copy as it is now."""
    return preview_of(draft_import, working_blocks(draft_import.draft.page), choices or {}, missing, twice)


def _state(
    matches: Mapping, position: str, text: str, images: list[dict[str, Any]], old: Mapping[str, OldBlock]
) -> str:
    if position in matches["doubtful"]:
        return "doubtful"
    found = old.get(matches["sure"].get(position, ""))
    if found is None:
        return "new"
    return "kept" if found.says(text, images) else "changed"


def _question(kind, place, offered, rows, old, choices, missing, twice) -> Question:
    key = f"{kind}-{place}"
    row = rows[key]
    choice = choices.get(key, "")
    offers = [
        Offer(lineage, old[lineage].chapter, text_redline(old[lineage].text, row.text), choice == lineage)
        for lineage in offered
        if lineage in old
    ]
    error = "missing" if key in missing else "twice" if key in twice else ""
    return Question(key, row, kind == "chapters", offers, choice == NEW, error)
