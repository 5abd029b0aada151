"""A finding of the demo that somebody is at work on: a second text, a passage against it, one that was judged anew."""

from typing import Any

from consultations.process.models import Process
from consultations.synthesis.enums import FindingState, Stance
from consultations.synthesis.findings.services import update_finding
from consultations.synthesis.services import assign


def work_on_a_draft(process: Process, people: dict[str, Any]) -> None:
    """Leave behind what analysts do with the first draft; nothing of it is public."""
    drafts = process.findings.filter(state=FindingState.DRAFT, segments__isnull=False)
    finding = drafts.select_related("process").order_by("number").first()
    segments = list(finding.segments.order_by("pk")) if finding else []
    if not segments:
        return
    analyst, moderator = people["auswertung"], people["moderation"]
    assign(process, segments[:1], actor=moderator, finding=finding, stance=Stance.AGAINST)
    assign(
        process,
        segments[:1],
        actor=analyst,
        finding=finding,
        stance=Stance.CONDITIONAL,
        reason="Beim zweiten Lesen: Der Beitrag lehnt das Vorhaben nicht ab, er stellt Bedingungen.",
    )
    summary = f"{finding.summary} Ein Beitrag stimmt nur unter Bedingungen zu."
    update_finding(finding, actor=analyst, summary=summary)
