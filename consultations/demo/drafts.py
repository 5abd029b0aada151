"""The demo's draft: first version published, second version prepared with the causes of its changes."""

import json
import re
from typing import Any

from consultations.demo.timeline import Timeline
from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion
from consultations.drafts.pages import DraftPage
from consultations.drafts.services import create_draft, prepare_version
from consultations.process.models import Process
from consultations.results.services import explain_change

MEASURE_FIELDS = ("code", "responsible", "period", "indicator")


def readable(text: str) -> str:
    """A text in which the data's paragraph ids, such as k5-3, are called what readers see: Absatz 5.3."""
    return re.sub(r"\bk(\d+)-(\d+)\b", r"Absatz \1.\2", text)


def _blocks(chapters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The working copy as Wagtail stores it; the data's ids become lineages."""
    blocks = []
    for chapter in chapters:
        blocks.append(
            {
                "type": "chapter",
                "id": chapter["id"],
                "value": {"title": chapter["title"], "action_field": chapter.get("action_field", "")},
            }
        )
        for paragraph in chapter["paragraphs"]:
            value = {"text": paragraph["text"]}
            if paragraph["type"] == "measure":
                value |= {name: paragraph.get(name, "") for name in MEASURE_FIELDS}
            blocks.append({"type": paragraph["type"], "id": paragraph["id"], "value": value})
    return blocks


def _save_working_copy(draft: Draft, blocks: list[dict[str, Any]], user) -> None:
    page = DraftPage.objects.get(draft=draft).working_copy
    page.body = json.dumps(blocks)
    page.save_revision(user=user)


def create_draft_with_first_version(process: Process, data: dict[str, Any], timeline: Timeline, people) -> None:
    """The draft and the version the consultation is about, published on its day in the story."""
    draft = create_draft(process, title=data["title"], actor=people["redaktion"])
    _save_working_copy(draft, _blocks(data["chapters"]), people["redaktion"])
    row = data["versions"][0]
    version = prepare_version(draft, label=row["label"], actor=people["redaktion"])
    # Published in the past, which the service cannot do.
    DraftVersion.objects.filter(pk=version.pk).update(
        state=VersionState.PUBLISHED, published_at=timeline.moment(row["date"]), published_by=people["federfuehrung"]
    )


def prepare_second_version(process: Process, data: dict[str, Any], people) -> None:
    """The second version, not published yet, each change with the findings behind it."""
    draft = process.draft
    blocks = _blocks(data["chapters"])
    for revision in data["revisions"]:
        _revise(blocks, revision)
    _save_working_copy(draft, blocks, people["redaktion"])
    version = prepare_version(draft, label=data["versions"][1]["label"], actor=people["redaktion"])
    findings = {f"e{finding.number:02d}": finding for finding in process.findings.all()}
    for revision in data["revisions"]:
        explain_change(
            version,
            revision["paragraph"],
            findings=[findings[key] for key in revision["findings"]],
            actor=people["redaktion"],
        )


def _revise(blocks: list[dict[str, Any]], revision: dict[str, Any]) -> None:
    if revision["change"] == "modified":
        block = next(block for block in blocks if block["id"] == revision["paragraph"])
        block["value"] = {**block["value"], "text": revision["text"]}
        return
    place = next(i for i, block in enumerate(blocks) if block["id"] == revision["after"])
    value = {"text": revision["text"], **{name: revision.get(name, "") for name in MEASURE_FIELDS}}
    blocks.insert(place + 1, {"type": revision["type"], "id": revision["paragraph"], "value": value})
