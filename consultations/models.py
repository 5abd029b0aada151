"""Table of contents: the models of all features. Features import from the feature, not from here."""

from consultations.conferences.attendance.models import DoorAccess, DoorEvent
from consultations.conferences.capture.models import CaptureAccess, Card, CardOperation
from consultations.conferences.models import (
    AgendaItem,
    Attendance,
    Conference,
    ConferenceChange,
    Speaker,
    ThematicTable,
)
from consultations.conferences.record.models import (
    CardText,
    ConferenceRecord,
    RecordFile,
    RecordRemark,
    ShownPhoto,
)
from consultations.conferences.registration.models import (
    ConferenceInvitation,
    Needs,
    Registration,
    RegistrationCount,
    TablePreference,
)
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.cards.models import RecordPaper
from consultations.contributions.following.models import Follow, News
from consultations.contributions.guests.models import GuestPass
from consultations.contributions.models import Contribution, Support
from consultations.contributions.networks.models import DraftDiscussion, NetworkInvitation, NetworkPosition
from consultations.contributions.own.models import ContributionRevision, Withdrawal
from consultations.contributions.recording.models import SheetImport, Statement, StatementPart
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.statements.models import (
    Backing,
    DraftContribution,
    InternalComment,
    Mandate,
    SourceDecision,
    StatementDraft,
    StatementPaper,
)
from consultations.drafts.images.models import DraftImage, VersionImage
from consultations.drafts.importing.models import DraftImport
from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.drafts.pages import DraftFolderPage, DraftPage
from consultations.drafts.papers.models import Paper
from consultations.exports.reports.models import ReportFile, ReportTemplate, Retraction
from consultations.moderation.campaigns.models import Campaign, CampaignMember, Signature, SignatureBand
from consultations.moderation.models import Claim, ModerationDecision, QueueEntry, Redaction, ReviewItem
from consultations.moderation.objections.models import Objection
from consultations.moderation.reasons.models import ModerationReason
from consultations.moderation.reports.models import Report
from consultations.process.hearing.models import (
    Addressee,
    AddresseeImport,
    Extension,
    Hearing,
    InvitationWave,
    Reminder,
)
from consultations.process.models import Announcement, Phase, Process, ProcessRule, ProcessTranslation, TeamMember
from consultations.results.answers.models import (
    AnswerDeadline,
    AnswerTextBlock,
    AnswerTranslation,
    CosignDemand,
    CosignRequest,
    CosignWaiver,
)
from consultations.results.closing_round.models import Verdict
from consultations.results.measures.models import Indicator, IndicatorValue, Measure, MeasureChange, MeasureReport
from consultations.results.models import Answer, AnswerVersion, ParagraphChange, ResultEvent, ResultsPublication
from consultations.results.register.models import RegisterCheck, RegisterEntry, RegisterSeal
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding, DoubleCodingItem
from consultations.synthesis.drafting.models import DraftRun
from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.models import ActionField, CodingStep, Finding, Segment, SegmentRemoval, Topic
from consultations.synthesis.suggesting.models import (
    AlikeMember,
    Doubt,
    LearningOrder,
    LearningRun,
    Suggestion,
    SuggestionDecision,
    TextVector,
    Theme,
    ThemeMember,
)
from consultations.synthesis.workbench.models import CodingClaim, Memo, TopicChange

__all__ = [
    "ActionField",
    "Addressee",
    "AddresseeImport",
    "AgendaItem",
    "AlikeMember",
    "Announcement",
    "Answer",
    "AnswerDeadline",
    "AnswerTextBlock",
    "AnswerTranslation",
    "AnswerVersion",
    "Attachment",
    "Attendance",
    "Backing",
    "Campaign",
    "CampaignMember",
    "CaptureAccess",
    "Card",
    "CardOperation",
    "CardText",
    "Claim",
    "CodingClaim",
    "CodingStep",
    "Conference",
    "ConferenceChange",
    "ConferenceInvitation",
    "ConferenceRecord",
    "Contribution",
    "ContributionRevision",
    "CosignDemand",
    "CosignRequest",
    "CosignWaiver",
    "DoorAccess",
    "DoorEvent",
    "DoubleCode",
    "DoubleCoding",
    "DoubleCodingItem",
    "Doubt",
    "Draft",
    "DraftContribution",
    "DraftDiscussion",
    "DraftFolderPage",
    "DraftImage",
    "DraftImport",
    "DraftPage",
    "DraftRun",
    "DraftVersion",
    "Extension",
    "Finding",
    "FindingVersion",
    "Follow",
    "GuestPass",
    "Hearing",
    "Indicator",
    "IndicatorValue",
    "InternalComment",
    "InvitationWave",
    "LearningOrder",
    "LearningRun",
    "Mandate",
    "Measure",
    "MeasureChange",
    "MeasureReport",
    "Memo",
    "ModerationDecision",
    "ModerationReason",
    "Needs",
    "NetworkInvitation",
    "NetworkPosition",
    "News",
    "Objection",
    "Paper",
    "Paragraph",
    "ParagraphChange",
    "Phase",
    "Process",
    "ProcessRule",
    "ProcessTranslation",
    "QueueEntry",
    "RecordFile",
    "RecordPaper",
    "RecordRemark",
    "Redaction",
    "RegisterCheck",
    "RegisterEntry",
    "RegisterSeal",
    "Registration",
    "RegistrationCount",
    "Reminder",
    "Report",
    "ReportFile",
    "ReportTemplate",
    "ResultEvent",
    "ResultsPublication",
    "Retraction",
    "ReviewItem",
    "SavedContribution",
    "Section",
    "Segment",
    "SegmentRemoval",
    "SheetImport",
    "ShownPhoto",
    "Signature",
    "SignatureBand",
    "SourceDecision",
    "Speaker",
    "Statement",
    "StatementDraft",
    "StatementPaper",
    "StatementPart",
    "Suggestion",
    "SuggestionDecision",
    "Support",
    "TablePreference",
    "TeamMember",
    "TextVector",
    "ThematicTable",
    "Theme",
    "ThemeMember",
    "Topic",
    "TopicChange",
    "Verdict",
    "VersionImage",
    "Withdrawal",
]
