"""The images of an imported file: stored while the preview waits, described by the editor, put into the blocks."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from consultations.drafts.images.pictures import PictureRefused, pixel_count
from consultations.drafts.images.services import shown, store_image
from consultations.drafts.importing.neutral import FoundImage, ImportedDraft, clean_text
from consultations.drafts.importing.structure import WORDS_LENGTH
from consultations.drafts.models import Draft

#: So many pictures of one file are taken in, of at most so many points together: the editor waits for them.
MAX_IMAGES = 200
MAX_TOTAL_PIXELS = 300_000_000
#: The words of an image that an editor may give in the preview.
WORDS = ("alt", "caption")


def store_found(draft: Draft, structure: ImportedDraft, known: Iterable[Mapping[str, Any]], *, actor) -> None:
    """Replace every `FoundImage` of a structure by an entry as in `Paragraph.images`; what cannot be taken is counted.

    `known` are images of the working copy: an image that comes without words keeps those it was given there.
    """
    words = {row["image"]: row for row in known}
    notes = Counter(structure.notes)
    taken = 0
    pixels = 0
    for chapter in structure.chapters:
        stored: dict[str, list[Any]] = {}
        for place, found in chapter.images_in_order:
            for image in found:
                if taken >= MAX_IMAGES or pixels > MAX_TOTAL_PIXELS:
                    notes["images_many"] += 1
                    continue
                pixels += pixel_count(image.data)
                try:
                    entry = _stored(draft, image, words, actor=actor)
                except PictureRefused as refusal:
                    notes[f"images_{refusal.reason}"] += 1
                    continue
                taken += 1
                stored.setdefault(place, []).append(entry)
        chapter.images = stored
    structure.notes = dict(notes)


def _stored(draft: Draft, image: FoundImage, words: Mapping[str, Mapping[str, Any]], *, actor) -> dict[str, Any]:
    row = store_image(draft, image.data, actor=actor)
    before = words.get(str(row.key), {})
    return shown(row, alt=image.alt or before.get("alt") or "", caption=image.caption or before.get("caption") or "")


def described(structure: ImportedDraft, answers: Mapping[str, str]) -> None:
    """Put the editor's words into the entries of a stored structure: "image-3-alt" is of the fourth image."""
    for number, entry in enumerate(structure.images):
        for name in WORDS:
            answer = answers.get(f"image-{number}-{name}")
            if answer is not None:
                entry[name] = " ".join(clean_text(answer).split())[:WORDS_LENGTH]


def rows_of(value: Mapping[str, Any]) -> list[dict[str, str]]:
    """The images of a block of the working copy as Wagtail keeps them: key, alternative text, caption."""
    rows = (row.get("value", row) for row in value.get("images") or ())
    return [{name: row.get(name) or "" for name in ("image", *WORDS)} for row in rows]


def as_block_value(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries as the list block of the working copy keeps them."""
    return [
        {"type": "item", "id": str(uuid.uuid4()), "value": {name: entry[name] for name in ("image", *WORDS)}}
        for entry in entries
    ]


def are_same(rows: Iterable[Mapping[str, str]], entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a block of the working copy shows the same images in the same words."""
    names = ("image", *WORDS)
    return [[row[n] for n in names] for row in rows] == [[entry[n] for n in names] for entry in entries]
