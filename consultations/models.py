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
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.synthesis.models import ActionField, Finding, Segment, Topic

__all__ = [
    "ActionField",
    "Addressee",
    "AddresseeImport",
    "AgendaItem",
    "Announcement",
    "Answer",
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
    "Conference",
    "ConferenceChange",
    "ConferenceInvitation",
    "ConferenceRecord",
    "Contribution",
    "ContributionRevision",
    "DoorAccess",
    "DoorEvent",
    "Draft",
    "DraftContribution",
    "DraftDiscussion",
    "DraftFolderPage",
    "DraftImage",
    "DraftImport",
    "DraftPage",
    "DraftVersion",
    "Extension",
    "Finding",
    "Follow",
    "GuestPass",
    "Hearing",
    "InternalComment",
    "InvitationWave",
    "Mandate",
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
    "Registration",
    "RegistrationCount",
    "Reminder",
    "Report",
    "ResultsPublication",
    "ReviewItem",
    "SavedContribution",
    "Section",
    "Segment",
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
    "Support",
    "TablePreference",
    "TeamMember",
    "ThematicTable",
    "Topic",
    "VersionImage",
    "Withdrawal",
]
