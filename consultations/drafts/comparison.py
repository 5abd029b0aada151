"""Comparison of two versions: which paragraphs differ, and word for word how."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from consultations.drafts.enums import ChangeKind
from consultations.drafts.models import DraftVersion, Paragraph, Section

#: What a reader sees of a paragraph: a change of any of these is a change of the paragraph.
COMPARED_FIELDS = ("type", "text", "code", "responsible", "period", "indicator", "images")


@dataclass(frozen=True)
class ParagraphDifference:
    """One paragraph that differs between two versions. `old` is None for a new one, `new` for a dropped one."""

    kind: ChangeKind
    lineage: str
    old: Paragraph | None
    new: Paragraph | None

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph to name it by: the new one, or the old one where it was dropped."""
        return self.new or self.old  # type: ignore[return-value]


@dataclass(frozen=True)
class Run:
    """A stretch of a redline: `kind` is "same", "insert" or "delete"."""

    kind: str
    text: str


def differences(old: DraftVersion | None, new: DraftVersion) -> list[ParagraphDifference]:
    """Paragraphs that differ, in the order of the new version, dropped ones last. Empty without an old version."""
    if old is None:
        return []
    before = {paragraph.lineage: paragraph for paragraph in old.paragraphs.all()}
    after = {paragraph.lineage: paragraph for paragraph in new.paragraphs.all()}
    found = []
    for lineage, paragraph in after.items():
        earlier = before.get(lineage)
        if earlier is None:
            found.append(ParagraphDifference(ChangeKind.ADDED, lineage, None, paragraph))
        elif differs(earlier, paragraph):
            found.append(ParagraphDifference(ChangeKind.MODIFIED, lineage, earlier, paragraph))
    for lineage, paragraph in before.items():
        if lineage not in after:
            found.append(ParagraphDifference(ChangeKind.DROPPED, lineage, paragraph, None))
    return found


def is_changed(paragraph: Paragraph, since: DraftVersion | None) -> bool:
    """Whether a paragraph differs from an earlier version; a new one counts as changed. Nothing without one."""
    if since is None:
        return False
    earlier = since.paragraphs.filter(lineage=paragraph.lineage).first()
    return earlier is None or differs(earlier, paragraph)


def has_dropped(section: Section, since: DraftVersion | None) -> bool:
    """Whether a paragraph of this chapter in an earlier version is no longer in the draft."""
    if since is None:
        return False
    earlier = since.paragraphs.filter(section__lineage=section.lineage).values_list("lineage", flat=True)
    return bool(set(earlier) - set(section.version.paragraphs.values_list("lineage", flat=True)))


def differs(old: Paragraph, new: Paragraph) -> bool:
    """Whether a reader sees two states of a paragraph differ; its number and its place do not count."""
    return any(getattr(old, name) != getattr(new, name) for name in COMPARED_FIELDS)


def shown(old: Paragraph | None, new: Paragraph | None, name: str) -> tuple[str, str]:
    """One of `COMPARED_FIELDS` in words, before and now; "" without a paragraph."""
    if name == "images":
        return images_in_words(old.images if old else [], new.images if new else [])
    before, after = (
        "" if row is None else str(row.get_type_display()) if name == "type" else getattr(row, name)
        for row in (old, new)
    )
    return before, after


def images_in_words(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """The images of a paragraph before and now by what they are called, different where the images are.

    Another image under the same name is called so, and another description of the same image is told.
    """
    return (
        "; ".join(_image_in_words(entry, new, _("%(name)s (the image until now)")) for entry in old),
        "; ".join(_image_in_words(entry, old, _("%(name)s (another image)")) for entry in new),
    )


def _image_in_words(entry: dict[str, Any], others: Sequence[dict[str, Any]], other_image: str) -> str:
    name = _image_name(entry)
    same = next((other for other in others if other["image"] == entry["image"]), None)
    if same is None and any(_image_name(other) == name for other in others):
        return other_image % {"name": name}
    if same and _image_name(same) == name and entry["alt"] not in ("", name, same["alt"]):
        return _("%(name)s (described as: %(words)s)") % {"name": name, "words": entry["alt"]}
    return name


def _image_name(entry: dict[str, Any]) -> str:
    return entry["caption"] or entry["alt"] or _("Image")


def redline(old: str, new: str) -> list[Run]:
    """Word-level difference of two texts as runs in reading order: deleted words stand before inserted ones.

    Joining "same" and "delete" gives the old text, joining "same" and "insert" the new one.
    """
    before, after = words_of(old), words_of(new)
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    runs: list[Run] = []
    deleted = inserted = ""
    for position, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        text = "".join(before[i1:i2])
        between_changes = 0 < position < len(opcodes) - 1
        if tag == "equal" and not (between_changes and text.isspace()):
            runs += _change(deleted, inserted)
            runs.append(Run("same", text))
            deleted = inserted = ""
        else:
            # A lone space between two changed words belongs to the change: "old words" to "new terms" reads as one.
            deleted += text
            inserted += "".join(after[j1:j2])
    return runs + _change(deleted, inserted)


def _change(deleted: str, inserted: str) -> list[Run]:
    return [Run(kind, text) for kind, text in (("delete", deleted), ("insert", inserted)) if text]


def words_of(text: str) -> list[str]:
    """Words, spaces and punctuation marks."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)
