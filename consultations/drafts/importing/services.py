"""Writes of an import: reading a file into a preview, applying it to the working copy, discarding it."""

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.drafts.images.services import forget_unused, keep_images
from consultations.drafts.importing.images import are_same, as_block_value, described, rows_of, store_found
from consultations.drafts.importing.matching import Matching, Part, match_chapters, match_paragraphs
from consultations.drafts.importing.models import KEPT_FOR, DraftImport
from consultations.drafts.importing.neutral import ImportedDraft, ImportRefused
from consultations.drafts.importing.read import MAX_FILE_BYTES, read_draft, too_large
from consultations.drafts.models import Draft
from consultations.drafts.pages import DraftPage
from consultations.drafts.tables import plain, tidied
from consultations.process.enums import Action
from consultations.process.rules import require

#: What an editor answers for a doubtful paragraph that is none of those offered.
NEW = "new"


class Outdated(Exception):
    """The working copy was edited since the preview; the preview was made anew."""


class ChoicesMissing(Exception):
    """Doubtful matches are not all decided, or two were given the same lineage. `keys` are theirs."""

    def __init__(self, missing: set[str], twice: set[str]) -> None:
        super().__init__(f"{len(missing)} missing, {len(twice)} twice")
        self.missing, self.twice = missing, twice


@dataclass(frozen=True)
class OldBlock:
    """A block of the working copy as Wagtail keeps it, with the title of the chapter it stands in."""

    lineage: str
    type: str
    value: dict[str, Any]
    chapter: str

    @property
    def text(self) -> str:
        return self.value.get("title" if self.type == "chapter" else "text") or ""

    @property
    def plain_text(self) -> str:
        """The text with its tables in words, to name the block by."""
        return plain(self.text)

    @property
    def images(self) -> list[dict[str, str]]:
        """Key, alternative text and caption of each image."""
        return rows_of(self.value)

    def says(self, text: str, images: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the block says just this text and shows just these images."""
        return tidied(self.text.strip()) == text and are_same(self.images, images)


def working_blocks(page: DraftPage) -> list[OldBlock]:
    """The blocks of the working copy as last saved."""
    blocks, chapter = [], ""
    for block in page.working_copy.body:
        data = block.get_prep_value()
        if block.block_type == "chapter":
            chapter = data["value"]["title"]
        blocks.append(OldBlock(str(block.id), block.block_type, data["value"], chapter))
    return blocks


def start_import(draft: Draft, *, upload, actor) -> DraftImport:
    """Read an uploaded file and keep it with its matches for confirmation; the working copy stays as it is.

    An earlier preview of the same person is replaced. Raises ImportRefused for a file that cannot become a draft.
    """
    require(actor, Action.EDIT_DRAFT, draft.process)
    if upload.size > MAX_FILE_BYTES:
        raise ImportRefused(too_large())
    structure = read_draft(upload.read(), upload.name)
    page = _page(draft)
    old = working_blocks(page)
    store_found(draft, structure, (image for block in old for image in block.images), actor=actor)
    matches = _matches(old, structure)
    with transaction.atomic():
        DraftImport.objects.filter(draft=draft, created_by=actor).delete()
        return DraftImport.objects.create(
            draft=draft,
            created_by=actor,
            file_name=upload.name[-200:],
            base_revision=page.latest_revision_id,
            structure=structure.as_json(),
            matches=matches,
        )


def discard_import(draft_import: DraftImport, *, actor) -> None:
    """Forget a preview."""
    require(actor, Action.EDIT_DRAFT, draft_import.draft.process)
    draft_import.delete()


def apply_import(draft_import: DraftImport, *, choices: Mapping[str, str], actor) -> dict[str, int]:
    """Put the confirmed import into the working copy as a new revision. Returns numbers for the message and the log.

    `choices` answers every doubtful match: key "chapters-5" or "paragraphs-5" -> one of the offered lineages or `NEW`;
    "image-3-alt" and "image-3-caption" are the editor's words for the fourth image.
    Raises ChoicesMissing when that is not so, Outdated when the working copy was edited since the preview (the matches
    are made anew then), ImportRefused when somebody else has locked the working copy. Nothing is saved in these cases.
    """
    require(actor, Action.EDIT_DRAFT, draft_import.draft.process)
    # Outside the transaction below, which an exception would roll back.
    if _page(draft_import.draft).latest_revision_id != draft_import.base_revision:
        _match_again(draft_import)
        raise Outdated
    with transaction.atomic():
        draft = Draft.objects.select_for_update().select_related("process").get(pk=draft_import.draft_id)
        page = _page(draft, lock=True)
        if page.latest_revision_id != draft_import.base_revision:
            raise Outdated
        lock = page.get_lock()
        if lock and lock.for_user(actor):
            raise ImportRefused(_("Somebody has locked the working copy. Nothing was changed."))
        lineages = decided(draft_import.matches, choices)
        old = {block.lineage: block for block in working_blocks(page)}
        structure = ImportedDraft.from_json(draft_import.structure)
        if not keep_images(draft, {entry["image"] for entry in structure.images}):
            raise ImportRefused(_("An image of this preview is no longer there. Please upload the file again."))
        described(structure, choices)
        body = _body(structure, lineages, old)
        numbers = _numbers(body, old)
        copy = page.working_copy
        copy.body = json.dumps(body)
        copy.save_revision(user=actor, log_action=True, changed=True)
        record(actor, "drafts.import_draft", draft, scope=draft.process.slug, file=draft_import.file_name, **numbers)
        draft_import.delete()
    return numbers


def clear_expired() -> dict[str, int]:
    """Delete previews nobody confirmed in time, and images that came with them and are used nowhere."""
    now = timezone.now()
    imports, _models = DraftImport.objects.filter(expires_at__lt=now).delete()
    waiting = {
        entry["image"]
        for structure in DraftImport.objects.values_list("structure", flat=True)
        for entry in ImportedDraft.from_json(structure).images
    }
    return {"imports": imports, "images": forget_unused(before=now - KEPT_FOR, waiting=waiting)}


def decided(matches: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Lineages by kind and position, doubtful ones as the editor decided. Raises ChoicesMissing."""
    missing: set[str] = set()
    lineages = {}
    for kind, found in matches.items():
        lineages[kind] = dict(found["sure"])
        for position, offered in found["doubtful"].items():
            choice = choices.get(f"{kind}-{position}")
            if choice in offered:
                lineages[kind][position] = choice
            elif choice != NEW:
                missing.add(f"{kind}-{position}")
    given = Counter(lineage for kind in lineages.values() for lineage in kind.values())
    twice = {
        f"{kind}-{position}"
        for kind, found in matches.items()
        for position in found["doubtful"]
        if given[lineages[kind].get(position, "")] > 1
    }
    if missing or twice:
        raise ChoicesMissing(missing, twice)
    return lineages


def _page(draft: Draft, *, lock: bool = False) -> DraftPage:
    pages = DraftPage.objects.select_for_update(of=("self",)) if lock else DraftPage.objects
    page = pages.filter(draft=draft).first()
    if page is None:
        raise ImportRefused(_("The draft has no working copy yet."))
    return page


def _match_again(draft_import: DraftImport) -> None:
    page = _page(draft_import.draft)
    draft_import.base_revision = page.latest_revision_id
    draft_import.matches = _matches(working_blocks(page), ImportedDraft.from_json(draft_import.structure))
    draft_import.save(update_fields=["base_revision", "matches"])


def _matches(old: list[OldBlock], structure: ImportedDraft) -> dict[str, Any]:
    """Matches of chapters and paragraphs; see `DraftImport.matches`."""
    chapter_of: dict[str, str] = {}
    current = ""
    for block in old:
        current = block.lineage if block.type == "chapter" else current
        chapter_of[block.lineage] = current
    new_parts, new_chapter_of = [], {}
    for number, chapter in enumerate(structure.chapters):
        for text in chapter.paragraphs:
            new_chapter_of[str(len(new_parts))] = str(number)
            new_parts.append(Part(str(len(new_parts)), text, chapter.title))
    old_parts = [Part(block.lineage, block.text, block.chapter) for block in old if block.type != "chapter"]
    paragraphs = match_paragraphs(old_parts, new_parts)
    shared = Counter((new_chapter_of[new], chapter_of[lineage]) for new, lineage in paragraphs.sure.items())
    chapters = match_chapters(
        [Part(block.lineage, block.text) for block in old if block.type == "chapter"],
        [Part(str(number), chapter.title) for number, chapter in enumerate(structure.chapters)],
        Counter({pair: count for pair, count in shared.items() if pair[1]}),
    )
    return {"chapters": _as_json(chapters), "paragraphs": _as_json(paragraphs)}


def _as_json(matching: Matching) -> dict[str, Any]:
    return {"sure": matching.sure, "doubtful": matching.doubtful}


def _body(structure: ImportedDraft, lineages: Mapping, old: Mapping[str, OldBlock]) -> list[dict[str, Any]]:
    """The new working copy. A kept block stays what it is (a measure keeps its period); only its words change."""
    body, position = [], 0
    for number, chapter in enumerate(structure.chapters):
        lineage = lineages["chapters"].get(str(number))
        value = {**(old[lineage].value if lineage else {"action_field": ""}), "title": chapter.title}
        body.append({"type": "chapter", "id": lineage or str(uuid.uuid4()), "value": value})
        for place, text in enumerate(chapter.paragraphs):
            lineage = lineages["paragraphs"].get(str(position))
            kept = old.get(lineage)
            images = as_block_value(chapter.images.get(str(place), []))
            value = {**(kept.value if kept else {}), "text": text, "images": images}
            kind = kept.type if kept else "text"
            body.append({"type": kind, "id": lineage or str(uuid.uuid4()), "value": value})
            position += 1
    return body


def _numbers(body: list[dict[str, Any]], old: Mapping[str, OldBlock]) -> dict[str, int]:
    paragraphs = [block for block in body if block["type"] != "chapter"]
    kept = [block for block in paragraphs if block["id"] in old]
    return {
        "paragraphs": len(paragraphs),
        "kept": len(kept),
        "changed": sum(not old[block["id"]].says(block["value"]["text"], rows_of(block["value"])) for block in kept),
        "new": len(paragraphs) - len(kept),
        "dropped": sum(block.type != "chapter" for block in old.values()) - len(kept),
    }
