"""What the public interface says about each noun. Every value is public; keys are those of the addresses."""

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Field, Schema

from consultations.contributions.enums import Channel, Kind
from consultations.contributions.models import Contribution
from consultations.contributions.originals import team_translation
from consultations.drafts.enums import ChangeKind, ParagraphType
from consultations.process.enums import PhaseKind, PhaseState, TargetKind
from consultations.results.enums import AnswerDecision


def _absolute(context: dict[str, Any], path: str) -> str:
    return context["request"].build_absolute_uri(path)


class WithPage(Schema):
    """Something with a page of its own."""

    url: str = Field(description="The page for people.")

    @staticmethod
    def resolve_url(row: Any, context: dict[str, Any]) -> str:
        return _absolute(context, row.get_absolute_url())


class ProcessOut(WithPage):
    """A consultation from its beginning to the decision."""

    slug: str
    title: str
    short_title: str
    summary: str
    what_can_change: str
    what_is_fixed: str
    promise: str
    decision_body: str
    region: str | None = Field(description="Official key of the region.")
    initiator_name: str
    initiator_unit: str
    contact_email: str
    finished_on: dt.date | None
    is_demonstration: bool = Field(description="Invented data: not to be taken for a real process.")

    @staticmethod
    def resolve_region(row: Any) -> str | None:
        return row.region.ags if row.region else None

    @staticmethod
    def resolve_is_demonstration(row: Any) -> bool:
        return bool(row.demo_notice)


class PhaseOut(Schema):
    """A dated stage; its days are whole days in Berlin, the last one belongs to it."""

    key: str
    kind: PhaseKind
    title: str
    text: str
    starts_on: dt.date
    ends_on: dt.date | None
    is_formal_hearing: bool
    state: PhaseState


class ConferenceOut(WithPage):
    """A conference of a process."""

    slug: str
    kind: str
    state: str
    state_reason: str
    format: str
    title: str
    summary: str
    town: str
    region: str | None = Field(description="Official key of the region.")
    venue: str
    address: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    attended: int | None
    step_free: bool
    sign_language: bool
    interpreting: list[str]
    record_published_on: dt.date | None

    @staticmethod
    def resolve_region(row: Any) -> str | None:
        return row.region.ags if row.region else None

    @staticmethod
    def resolve_starts_at(row: Any) -> dt.datetime:
        return row.begins_at

    @staticmethod
    def resolve_ends_at(row: Any) -> dt.datetime:
        return row.closes_at

    @staticmethod
    def resolve_record_published_on(row: Any) -> dt.date | None:
        return row.record_published_on if row.record_is_public else None


class VersionOut(Schema):
    """A published version of the draft, without its text."""

    number: int
    label: str
    note: str
    published_at: dt.datetime


class DraftOut(Schema):
    """The text under consultation, with its published versions."""

    title: str
    versions: list[VersionOut]


class ParagraphOut(Schema):
    """A numbered paragraph; its lineage is the same in all versions."""

    lineage: str
    number: str
    type: ParagraphType
    text: str
    code: str
    responsible: str
    period: str
    indicator: str


class PlacedParagraphOut(ParagraphOut):
    """A paragraph with the version and the chapter it stands in, for tables."""

    version: int
    version_label: str
    section: str

    @staticmethod
    def resolve_version(row: Any) -> int:
        return row.version.number

    @staticmethod
    def resolve_version_label(row: Any) -> str:
        return row.version.label

    @staticmethod
    def resolve_section(row: Any) -> str:
        return str(row.section)


class SectionOut(Schema):
    """A chapter with its paragraphs."""

    lineage: str
    number: str
    title: str
    action_field: str | None = Field(description="Key of the action field.")
    paragraphs: list[ParagraphOut]

    @staticmethod
    def resolve_action_field(row: Any) -> str | None:
        return row.action_field.slug if row.action_field else None

    @staticmethod
    def resolve_paragraphs(row: Any) -> list[Any]:
        return list(row.paragraphs.all())


class VersionTextOut(VersionOut):
    """A published version with all its chapters and paragraphs."""

    sections: list[SectionOut]

    @staticmethod
    def resolve_sections(row: Any) -> list[Any]:
        return list(row.sections.all())


class ContributionOut(WithPage):
    """A public contribution, as far as its author agreed to have it published."""

    code: str
    kind: Kind
    channel: Channel
    target_kind: TargetKind
    target_label: str
    lineage: str = Field(description="Paragraph or chapter it is about, the same in all versions of the draft.")
    in_reply_to: str | None = Field(description="Code of the contribution it replies to, where that one is public.")
    title: str
    text: str
    proposed_text: str
    language: str
    translation_de: str
    is_redacted: bool = Field(description="Shortened by the moderation.")
    author: str = Field(description="Organisation, name or category, as its author agreed.")
    category: str | None = Field(description="Key of the category of participants.")
    region: str | None = Field(description="Official key of the region.")
    received_on: dt.date
    support: int
    submissions_represented: int
    action_fields: list[str]
    findings: list[int] = Field(description="Numbers of published findings that rest on it.")

    @staticmethod
    def resolve_code(row: Contribution) -> str:
        return row.display_code

    @staticmethod
    def resolve_text(row: Contribution) -> str:
        return row.published_text

    @staticmethod
    def resolve_proposed_text(row: Contribution) -> str:
        return row.published_proposal

    @staticmethod
    def resolve_translation_de(row: Contribution) -> str:
        return team_translation(row)

    @staticmethod
    def resolve_author(row: Contribution) -> str:
        return row.public_author

    @staticmethod
    def resolve_category(row: Contribution) -> str | None:
        return row.category.slug if row.category else None

    @staticmethod
    def resolve_region(row: Contribution) -> str | None:
        return row.region.ags if row.region else None

    @staticmethod
    def resolve_received_on(row: Contribution) -> dt.date:
        return timezone.localtime(row.received_at).date()

    @staticmethod
    def resolve_support(row: Contribution) -> int:
        return row.support_count


class ActionFieldOut(Schema):
    """A field of the concept."""

    slug: str
    code: str
    title: str
    text: str
    color: str
    order: int


class AnswerOut(Schema):
    """The ministry's answer to a finding."""

    finding: int = Field(description="Number of the finding.")
    decision: AnswerDecision
    reason: str
    no_change_reason: str
    responsible: str
    answered_on: dt.date | None
    examined_until: dt.date | None

    @staticmethod
    def resolve_finding(row: Any) -> int:
        return row.finding.number

    @staticmethod
    def resolve_no_change_reason(row: Any) -> str:
        # What was said for a decision that is another one by now was never published.
        return row.no_change_reason if row.needs_no_change else ""


class ChangeOut(Schema):
    """A paragraph that was changed because of a finding, in a published version."""

    version: int
    lineage: str
    kind: ChangeKind


class IndicatorValueOut(Schema):
    """A value on a day."""

    on: dt.date
    value: float
    note: str


class IndicatorOut(Schema):
    """What a measure is measured by."""

    name: str
    unit: str
    target: float | None
    values: list[IndicatorValueOut]

    @staticmethod
    def resolve_values(row: Any) -> list[Any]:
        return list(row.values.all())


class MeasureOut(WithPage):
    """A published measure, with its state and what it is measured by."""

    number: int
    title: str
    text: str
    action_field: str | None = Field(description="Key of the action field.")
    responsible: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    state: str
    state_since: dt.date
    state_reason: str
    lineage: str
    findings: list[int] = Field(description="Numbers of published findings that inspired it.")
    indicators: list[IndicatorOut]

    @staticmethod
    def resolve_action_field(row: Any) -> str | None:
        return row.action_field.slug if row.action_field else None

    @staticmethod
    def resolve_findings(row: Any) -> list[int]:
        return sorted(finding.number for finding in row.findings.all())

    @staticmethod
    def resolve_indicators(row: Any) -> list[Any]:
        return list(row.indicators.all())


class FindingOut(WithPage):
    """What several contributions together say, with the answer and what it changed."""

    number: int
    title: str
    summary: str
    action_field: str | None = Field(description="Key of the action field; null for the whole concept.")
    published_at: dt.datetime
    is_machine_drafted: bool = Field(description="Drafted with a language model, checked and released by people.")
    contributions_count: int = Field(description="Public contributions it rests on.")
    answer: AnswerOut | None
    changes: list[ChangeOut]

    @staticmethod
    def resolve_url(row: Any, context: dict[str, Any]) -> str:
        return _absolute(context, row.page_path)

    @staticmethod
    def resolve_action_field(row: Any) -> str | None:
        return row.action_field.slug if row.action_field else None

    @staticmethod
    def resolve_answer(row: Any) -> Any:
        return row.public_answer

    @staticmethod
    def resolve_changes(row: Any) -> list[dict[str, Any]]:
        return row.public_changes
