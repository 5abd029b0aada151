"""Kinds and roles of a process."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PhaseKind(TextChoices):
    """What a phase is for; `OPEN_TARGETS` says what it opens."""

    INFORMATION = "information", _("Information and preparation")
    CONFERENCES = "conferences", _("Conferences")
    IDEAS = "ideas", _("Needs and ideas")
    CONSULTATION = "consultation", _("Consultation on the draft")
    EVALUATION = "evaluation", _("Evaluation and answers")
    CLOSING_ROUND = "closing_round", _("Closing round")
    DECISION = "decision", _("Decision")
    IMPLEMENTATION = "implementation", _("Implementation")


class TargetKind(TextChoices):
    """What a contribution can be about. Every other object is refused."""

    PARAGRAPH = "paragraph", _("Paragraph")
    SECTION = "section", _("Chapter")
    DRAFT = "draft", _("Draft as a whole")
    TABLE = "table", _("Thematic table")
    PROCESS = "process", _("Process as a whole")


#: What a phase of a kind opens to participants.
OPEN_TARGETS: dict[str, frozenset[str]] = {
    PhaseKind.IDEAS: frozenset({TargetKind.PROCESS}),
    PhaseKind.CONSULTATION: frozenset({TargetKind.PARAGRAPH, TargetKind.SECTION, TargetKind.DRAFT}),
    # Chapters only for the sake of paragraphs that were dropped from them.
    PhaseKind.CLOSING_ROUND: frozenset({TargetKind.PARAGRAPH, TargetKind.SECTION}),
}

#: What a phase of a kind opens to replies only: cards of a confirmed record are answered, not added to from afar.
OPEN_REPLIES: dict[str, frozenset[str]] = {
    PhaseKind.CONFERENCES: frozenset({TargetKind.TABLE}),
    PhaseKind.IDEAS: frozenset({TargetKind.TABLE}),
    PhaseKind.CONSULTATION: frozenset({TargetKind.TABLE}),
}


def opens(phase_kind: str, target_kind: str) -> bool:
    """Whether something can be said about a kind of target in a phase of a kind, if only in reply."""
    return any(target_kind in opened.get(phase_kind, frozenset()) for opened in (OPEN_TARGETS, OPEN_REPLIES))


class Contributors(TextChoices):
    """Who may contribute online."""

    ORGANISATIONS = "organisations", _("Members of verified organisations")
    REGISTERED = "registered", _("People with an account")
    GUESTS = "guests", _("Everybody, guests confirm by e-mail")


class ModerationTime(TextChoices):
    """When moderators look at a contribution."""

    BEFORE = "before", _("Before publication")
    AFTER = "after", _("After publication")


class PhaseState(TextChoices):
    """A phase's place in time."""

    DONE = "done", _("completed")
    RUNNING = "running", _("running now")
    TO_COME = "to_come", _("to come")


class TeamRole(TextChoices):
    """A person's task in one process."""

    LEAD = "lead", _("Lead unit")
    EDITOR = "editor", _("Editor")
    MODERATOR = "moderator", _("Moderator")
    ANALYST = "analyst", _("Analyst")
    OFFICER = "officer", _("Answering officer")
    CONFERENCE_OFFICE = "conference_office", _("Conference office")
    RECORDER = "recorder", _("Recorder of letters and e-mails")
    COSIGNER = "cosigner", _("Co-signing body")
    MEASURE_OFFICE = "measure_office", _("Office responsible for measures")
    OBSERVER = "observer", _("Observer")


class Action(TextChoices):
    """What staff can do in a process."""

    VIEW_INTERNAL = "view_internal", _("See unpublished content")
    EDIT_PROCESS = "edit_process", _("Edit the process")
    EDIT_DRAFT = "edit_draft", _("Edit the draft")
    PUBLISH_VERSION = "publish_version", _("Publish a version")
    MODERATE = "moderate", _("Release and reject contributions")
    HOLD_CONFERENCES = "hold_conferences", _("Plan and hold conferences")
    RECORD = "record", _("Record letters, e-mails and cards")
    CODE = "code", _("Assign contributions and write findings")
    ANSWER = "answer", _("Answer findings")
    CO_SIGN = "co_sign", _("Co-sign answers or object to them")
    REPORT_MEASURES = "report_measures", _("Report on measures")
    PUBLISH_RESULTS = "publish_results", _("Publish results")
    MANAGE_TEAM = "manage_team", _("Manage the team")
