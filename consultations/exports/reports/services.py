"""Asking for reports, publishing and deleting them."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from consultations.exports.reports.enums import ReportState
from consultations.exports.reports.making import start
from consultations.exports.reports.models import ReportFile
from consultations.exports.reports.rules import may_delete, may_publish, may_read
from consultations.process.models import Process


class NotPossible(ValueError):
    """The report is in another state meanwhile."""


class Outdated(NotPossible):
    """Something the report says was taken back since it was made; it has to be made anew."""


def ask_for(process: Process, *, kind: str, audience: str, actor) -> ReportFile:
    """Have a worker make a report; the one in preparation when there is one. Raises PermissionDenied."""
    if not may_read(actor, process, audience):
        raise PermissionDenied(f"report for {audience} of {process.slug}")
    try:
        with transaction.atomic():
            report = ReportFile.objects.create(process=process, kind=kind, audience=audience, requested_by=actor)
            record(actor, "reports.ask", report, scope=process.slug, kind=kind, audience=audience)
    except IntegrityError:
        # Somebody asked for the same a moment ago.
        return ReportFile.objects.filter(process=process, kind=kind, audience=audience).latest("created_at")
    transaction.on_commit(lambda: start(report.pk), robust=True)
    return report


@transaction.atomic
def publish(report: ReportFile, *, actor) -> ReportFile:
    """Offer a finished report for everybody with the results. Raises PermissionDenied, NotPossible and Outdated."""
    report = _locked(report)
    if not may_publish(actor, report):
        raise PermissionDenied(f"publish {report.key}")
    if report.state != ReportState.DONE:
        raise NotPossible
    if report.is_outdated:
        raise Outdated
    if report.published_at is None:
        report.published_at = timezone.now()
        report.save(update_fields=["published_at"])
        record(actor, "reports.publish", report, scope=report.process.slug, kind=report.kind, sha256=report.sha256)
    return report


@transaction.atomic
def withdraw(report: ReportFile, *, actor) -> ReportFile:
    """Take a published report back. Raises PermissionDenied."""
    report = _locked(report)
    if not may_publish(actor, report):
        raise PermissionDenied(f"withdraw {report.key}")
    if report.published_at is not None:
        report.published_at = None
        report.save(update_fields=["published_at"])
        record(actor, "reports.withdraw", report, scope=report.process.slug, kind=report.kind, sha256=report.sha256)
    return report


@transaction.atomic
def delete(report: ReportFile, *, actor) -> None:
    """Delete a report and its file; one in preparation is stopped by it. Raises PermissionDenied."""
    report = _locked(report)
    if not may_delete(actor, report):
        raise PermissionDenied(f"delete {report.key}")
    record(actor, "reports.delete", report, scope=report.process.slug, kind=report.kind, audience=report.audience)
    forget([report])


def forget(reports: Iterable[ReportFile]) -> int:
    """Delete rows, and their files once the rows are gone; returns how many."""
    count = 0
    for report in reports:
        storage, names = report.file.storage, report.possible_files
        with transaction.atomic():
            report.delete()
            for name in names:
                transaction.on_commit(partial(storage.delete, name), robust=True)
        count += 1
    return count


def _locked(report: ReportFile) -> ReportFile:
    return ReportFile.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=report.pk)
