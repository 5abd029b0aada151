"""Reads of reports: for the team, and the published ones for everybody."""

from datetime import datetime

from django.db.models import Max, QuerySet

from consultations.contributions.codes import grouped
from consultations.exports.reports.enums import Audience, Retracted
from consultations.exports.reports.models import ReportFile, ReportTemplate, Retraction
from consultations.exports.reports.rules import may_delete, may_publish, may_read
from consultations.process.models import Process
from consultations.results.models import AnswerVersion
from consultations.synthesis.models import Finding

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


def with_changes(process: Process, reports: list[ReportFile]) -> list[ReportFile]:
    """Set `changed_at` on each: when an answer was last published that it does not have, None for no such; one query.

    Compared with the moment it was asked for, before its first line was read: rather one note too many than a report
    that passes for the newest one. It stays what it says it is, the results as of its day, so it is not taken down.
    """
    latest = results_changed_at(process) if reports else None
    for report in reports:
        report.changed_at = latest if latest and latest > report.created_at else None
    return reports


def results_changed_at(process: Process) -> datetime | None:
    """When the last answer everybody reads was published, the first one of a finding or a changed one."""
    findings = Finding.objects.public().filter(process=process)
    rows = AnswerVersion.objects.filter(answer__finding__in=findings)
    return rows.aggregate(latest=Max("published_at"))["latest"]


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
