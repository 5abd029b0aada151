"""Kinds and states of reports, and for whom they are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """What file a report is; the value is its ending."""

    PDF = "pdf", _("Evaluation report (PDF)")
    DOCX = "docx", _("Evaluation report (Word)")
    XLSX = "xlsx", _("Tables (Excel)")
    ZIP = "zip", _("Case file (ZIP)")


MEDIA_TYPES = {
    ReportKind.PDF: "application/pdf",
    ReportKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportKind.ZIP: "application/zip",
}


class Audience(TextChoices):
    """What a report may say."""

    PUBLIC = "public", _("for everybody: only what is public")
    INTERNAL = "internal", _("internal: also what is not published")


class ReportState(TextChoices):
    """Where a report stands with the worker."""

    WAITING = "waiting", _("waiting")
    WORKING = "working", _("being made")
    DONE = "done", _("finished")
    FAILED = "failed", _("not made")


class Step(TextChoices):
    """What the worker is doing."""

    WAITING = "", _("Waiting for a worker")
    READING = "reading", _("Collecting what the report says")
    SETTING = "setting", _("Setting the pages")
    TABLES = "tables", _("Writing the tables")
    FILES = "files", _("Packing the files")
    STORING = "storing", _("Storing the file")


class Trouble(TextChoices):
    """Why a report could not be made, in words for people."""

    NONE = "", ""
    TEMPLATE = "template", _("The Word template could not be filled in.")
    TYPESETTING = "typesetting", _("The pages could not be set.")
    INTERRUPTED = "interrupted", _("The work was interrupted three times. Please ask for the report again.")
    OTHER = "other", _("An unexpected error occurred; the administration finds it in the log.")


class Retracted(TextChoices):
    """What was taken back after a report was made; each with its number behind it."""

    GONE = "gone", _("no longer public: contribution")
    CHANGED = "changed", _("shortened or changed: contribution")
    ATTACHMENT = "attachment", _("attachment taken back: contribution")
    PASSAGE = "passage", _("passage taken out: result")
    FINDING = "finding", _("no longer public: result")
    ANSWER = "answer", _("answer taken back: result")
    MEASURE = "measure", _("no longer public: measure")
