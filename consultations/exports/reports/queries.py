"""Reads of reports: for the team, and the published ones for everybody."""

from django.db.models import QuerySet

from consultations.contributions.codes import grouped
from consultations.exports.reports.enums import Audience, Retracted
from consultations.exports.reports.models import ReportFile, ReportTemplate, Retraction
from consultations.exports.reports.rules import may_delete, may_publish, may_read
from consultations.process.models import Process

#: So many of the last retractions are named to staff.
MOST_REASONS = 40


def reports_for(user, process: Process) -> QuerySet[ReportFile]:
    """The reports a person may fetch, the latest first."""
    audiences = [audience for audience in Audience.values if may_read(user, process, audience)]
    rows = ReportFile.objects.filter(process=process, audience__in=audiences).with_retractions()
    return rows.select_related("requested_by", "process").order_by("-created_at", "-pk")


def with_rights(user, reports: list[ReportFile]) -> list[ReportFile]:
    """Set `deletable` and `publishable` on each; costs nothing after the first right was asked."""
    for report in reports:
        report.deletable, report.publishable = may_delete(user, report), may_publish(user, report)
    return reports


def with_reasons(process: Process, reports: list[ReportFile]) -> list[ReportFile]:
    """Set `reasons` on each: what was taken back since it was made, in words; one query for all, none without such."""
    outdated = [report for report in reports if report.retracted]
    rows = list(Retraction.objects.filter(process=process)[:MOST_REASONS]) if outdated else []
    for report in reports:
        known = [row for row in rows if report.is_internal or row.was_public]
        report.reasons = _in_words(known[: report.retracted or 0])
    return reports


def _in_words(rows: list[Retraction]) -> list[str]:
    """Each kind once, with the numbers it concerns."""
    subjects: dict[str, dict[str, None]] = {}
    for row in reversed(rows):
        is_contribution = row.kind in (Retracted.GONE, Retracted.CHANGED, Retracted.ATTACHMENT)
        subjects.setdefault(row.kind, {})[grouped(row.subject) if is_contribution else row.subject] = None
    return [f"{Retracted(kind).label} {', '.join(numbers)}" for kind, numbers in subjects.items()]


def published_reports(process: Process) -> QuerySet[ReportFile]:
    """What everybody finds with the results, the latest first."""
    return ReportFile.objects.public().filter(process=process).select_related("process").order_by("-published_at")


def templates_of(process: Process) -> QuerySet[ReportTemplate]:
    """All templates a process has used, the latest first."""
    return process.report_templates.select_related("uploaded_by")
