"""The demo's contributions and cards, with the decisions of its moderators."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from accounts.models import StakeholderCategory
from audit.services import record
from consultations.conferences.models import ThematicTable
from consultations.contributions.enums import Channel, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.targets import describe
from consultations.demo.drafts import readable
from consultations.demo.people import STAKEHOLDER_ORGANISATION, organisation_for
from consultations.demo.timeline import Timeline
from consultations.drafts.models import Paragraph, Section
from consultations.moderation.models import Decision, ModerationDecision
from consultations.process.models import Process
from regions.models import Region

STATES = {
    "published": State.RELEASED,
    "redacted": State.RELEASED,
    "pending": State.PENDING,
    "rejected": State.REJECTED,
    "merged": State.MERGED,
}


def create_contributions(process: Process, data: dict[str, Any], timeline: Timeline, people) -> None:
    """Create the contributions in the order of the file, so that replies find their parents."""
    phases = {phase.key: phase for phase in process.phases.all()}
    made: dict[str, Contribution] = {}
    for row in data["contributions"]:
        contribution = _build(process, row, timeline, people)
        contribution.phase = phases[row["phase"]]
        if row.get("reply_to"):
            contribution.parent_id = made[row["reply_to"]].pk
        if row.get("merged_into"):
            contribution.merged_into = made[row["merged_into"]]
        contribution.save()
        made[row["id"]] = contribution
        _decide(contribution, row, timeline, people)


def _target(process: Process, row: dict[str, Any]) -> Model:
    if row["channel"] == Channel.CARD:
        return ThematicTable.objects.select_related("conference__process").get(
            conference__process=process,
            conference__slug=row["conference"].removeprefix("kf-"),
            number=int(row["table"].removeprefix("t")),
        )
    lineage = row.get("refers_to")
    if not lineage:
        return process
    version = process.draft.current_version
    kind = Paragraph if "-" in lineage else Section
    return kind.objects.select_related("version__draft__process").get(version=version, lineage=lineage)


def _build(process: Process, row: dict[str, Any], timeline: Timeline, people) -> Contribution:
    target = describe(_target(process, row))
    received = timeline.moment(row["received"])
    state = STATES[row["status"]]
    category = row.get("category")
    organisation_name = row.get("organisation") or ""
    on_behalf = row.get("on_behalf") or {}
    text = readable(row["text"])
    wording = readable(row.get("proposed_text", ""))
    return Contribution(
        reference=row["id"],
        content_type=ContentType.objects.get_for_model(target.object),
        object_pk=str(target.object.pk),
        site_id=settings.SITE_ID,
        user=_author(row, people),
        comment=text,
        published_text=text if state in (State.RELEASED, State.MERGED) else "",
        proposed_text=wording,
        published_proposal=wording if state in (State.RELEASED, State.MERGED) else "",
        submit_date=received,
        received_at=received,
        is_public=state == State.RELEASED and row.get("publication") != Publication.INTERNAL,
        process=process,
        target_kind=target.kind,
        target_label=target.label[:250],
        lineage=target.lineage,
        channel=row["channel"],
        kind=row["kind"],
        title=row.get("title", ""),
        language=row.get("lang", "de"),
        translation_de=row.get("translation_de", ""),
        state=state,
        # Cards carry no names: they are published with their table.
        publication=row.get("publication", Publication.CATEGORY),
        is_redacted=row["status"] == "redacted",
        submissions_represented=row.get("submissions_represented", 1),
        is_official_reply=row.get("is_official_reply", False),
        is_formal_statement=row.get("formal_statement", False),
        organisation=organisation_for(organisation_name, category, row.get("district")) if organisation_name else None,
        organisation_name=organisation_name,
        author_role=row.get("role", ""),
        category=StakeholderCategory.objects.get(slug=category) if category else None,
        region=Region.objects.get(ags=row["district"]) if row.get("district") else None,
        source_note=on_behalf.get("source", "")[:250],
        original_language=on_behalf.get("original_language", ""),
        column=row.get("column", ""),
        dots=row.get("dots", 0),
        support_offline=row.get("supports", 0),
    )


def _author(row: dict[str, Any], people):
    if row.get("is_official_reply"):
        return people["federfuehrung"]
    if row.get("organisation") == STAKEHOLDER_ORGANISATION:
        return people["verein"]
    return None


def _decide(contribution: Contribution, row: dict[str, Any], timeline: Timeline, people) -> None:
    """The decision of the moderation as the data tell it; for what was simply released, on the next morning."""
    moderation = row.get("moderation") or {}
    if contribution.state == State.PENDING:
        if moderation:
            record(
                None,
                "moderation.flagged",
                contribution,
                scope=contribution.process.slug,
                reason=moderation.get("note_internal", ""),
                rule=moderation.get("suggested_rule"),
            )
        return
    if contribution.is_official_reply or contribution.is_card:
        return
    rule = contribution.process.rules.filter(number=moderation.get("rule")).first()
    ModerationDecision.objects.create(
        contribution=contribution,
        decision=_decision(row),
        rule=rule,
        public_note=moderation.get("public_note", ""),
        message_to_author=moderation.get("message_to_author", ""),
        decided_by=people["moderation"],
        decided_at=_decided_at(contribution, moderation.get("decided"), timeline),
    )


def _decision(row: dict[str, Any]) -> Decision:
    return {
        "published": Decision.RELEASED,
        "redacted": Decision.SHORTENED,
        "rejected": Decision.REJECTED,
        "merged": Decision.MERGED,
    }[row["status"]]


def _decided_at(contribution: Contribution, decided: Any, timeline: Timeline) -> datetime:
    if decided:
        return timeline.moment(decided)
    return contribution.received_at + timedelta(hours=14)
