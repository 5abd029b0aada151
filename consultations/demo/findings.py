"""The demo's findings with their sources and answers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from consultations.contributions.enums import Kind
from consultations.contributions.models import Contribution
from consultations.demo.drafts import readable
from consultations.demo.timeline import Timeline
from consultations.process.models import Process
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState, Stance
from consultations.synthesis.findings.versions import working_text
from consultations.synthesis.models import Finding
from consultations.synthesis.services import ensure_segment

#: How the demo's contributions stand towards their findings, read off the kind their authors chose.
STANCES = {Kind.SUPPORT: Stance.FOR, Kind.PROPOSAL: Stance.FOR, Kind.CONCERN: Stance.CONDITIONAL}


def create_findings(process: Process, data: dict[str, Any], said: dict[str, Any], timeline: Timeline, people) -> None:
    """Create the findings and their answers, and assign the segments of their sources (`said`: the contributions)."""
    fields = {field.slug: field for field in process.action_fields.all()}
    sources: dict[str, Finding] = {}
    for row in data["findings"]:
        published = row["state"] == FindingState.PUBLISHED
        released = row["state"] != FindingState.DRAFT
        moment = timeline.moment(row["answered"]) if published else timezone.now()
        finding = Finding.objects.create(
            process=process,
            number=int(row["id"].removeprefix("e")),
            action_field=fields.get(row["action_field"]),
            title=row["title"],
            summary=row["summary"],
            internal_note=row.get("internal_note", ""),
            state=row["state"],
            published_at=moment if published else None,
            created_by=people["auswertung"],
            # Written by the analyst, released by a second person; drafts still wait for that.
            text_by=people["auswertung"],
            released_at=moment if released else None,
            released_by=people["moderation"] if released else None,
        )
        working_text(finding).save()
        Answer.objects.create(
            finding=finding,
            decision=row["decision"],
            reason=readable(row["answer"] or ""),
            responsible=row["responsible"],
            answered_on=timeline.date(row["answered"]),
            answered_by=people["ressort"] if row["answer"] else None,
        )
        sources |= dict.fromkeys(row["sources"], finding)
    chosen = {row["id"]: row["action_fields"][0] for row in said["contributions"] if row["action_fields"]}
    _assign(process, sources, chosen, people)


def _assign(process: Process, sources: dict[str, Finding], chosen: dict[str, str], people) -> None:
    """Everything admitted gets its segment; what the data leave unassigned stays open work."""
    fields = {field.slug: field for field in process.action_fields.all()}
    for contribution in Contribution.objects.admitted().filter(process=process).exclude(reference=""):
        segment = ensure_segment(contribution)
        segment.finding = sources.get(contribution.reference)
        if segment.finding:
            segment.stance = STANCES.get(contribution.kind, "")
        segment.action_field = fields.get(chosen.get(contribution.reference, ""))
        segment.assigned_by = people["auswertung"]
        # Evaluated after the moderators decided, but never in the future.
        segment.assigned_at = min(contribution.received_at + timedelta(days=2), timezone.now())
        segment.save()
