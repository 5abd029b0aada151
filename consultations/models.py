"""Table of contents: the models of all features. Features import from the feature, not from here."""

from consultations.conferences.models import AgendaItem, Attendance, Conference, ThematicTable
from consultations.contributions.models import Contribution, Support
from consultations.drafts.importing.models import DraftImport
from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.drafts.pages import DraftFolderPage, DraftPage
from consultations.moderation.models import ModerationDecision, Redaction, ReviewItem
from consultations.moderation.objections.models import Objection
from consultations.moderation.reasons.models import ModerationReason
from consultations.moderation.reports.models import Report
from consultations.process.models import Announcement, Phase, Process, ProcessRule, ProcessTranslation, TeamMember
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.synthesis.models import ActionField, Finding, Segment, Topic

__all__ = [
    "ActionField",
    "AgendaItem",
    "Announcement",
    "Answer",
    "Attendance",
    "Conference",
    "Contribution",
    "Draft",
    "DraftFolderPage",
    "DraftImport",
    "DraftPage",
    "DraftVersion",
    "Finding",
    "ModerationDecision",
    "ModerationReason",
    "Objection",
    "Paragraph",
    "ParagraphChange",
    "Phase",
    "Process",
    "ProcessRule",
    "ProcessTranslation",
    "Redaction",
    "Report",
    "ResultsPublication",
    "ReviewItem",
    "Section",
    "Segment",
    "Support",
    "TeamMember",
    "ThematicTable",
    "Topic",
]
