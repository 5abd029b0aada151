"""Table of contents: the models of all features. Features import from the feature, not from here."""

from consultations.conferences.models import AgendaItem, Attendance, Conference, ThematicTable
from consultations.contributions.models import Contribution, Support
from consultations.drafts.importing.models import DraftImport
from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.drafts.pages import DraftFolderPage, DraftPage
from consultations.moderation.campaigns.models import Campaign, CampaignMember, Signature, SignatureBand
from consultations.moderation.models import Claim, ModerationDecision, Redaction, ReviewItem
from consultations.process.models import Announcement, Phase, Process, ProcessRule, ProcessTranslation, TeamMember
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.synthesis.models import ActionField, Finding, Segment, Topic

__all__ = [
    "ActionField",
    "AgendaItem",
    "Announcement",
    "Answer",
    "Attendance",
    "Campaign",
    "CampaignMember",
    "Claim",
    "Conference",
    "Contribution",
    "Draft",
    "DraftFolderPage",
    "DraftImport",
    "DraftPage",
    "DraftVersion",
    "Finding",
    "ModerationDecision",
    "Paragraph",
    "ParagraphChange",
    "Phase",
    "Process",
    "ProcessRule",
    "ProcessTranslation",
    "Redaction",
    "ResultsPublication",
    "ReviewItem",
    "Section",
    "Segment",
    "Signature",
    "SignatureBand",
    "Support",
    "TeamMember",
    "ThematicTable",
    "Topic",
]
