"""Making reports: by a worker, with signs of life, given up honestly when three workers died over one.

A report is claimed by one conditional update that also counts the try; only the worker of the last try may write. The
file is built beside, stored as a whole and named in the row by one update: there is never half a file to fetch.
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.core.files.base import File
from django.db.models import F, QuerySet
from django.utils import timezone

from consultations.exports.reports.case_file import write_case_file
from consultations.exports.reports.content import report_content
from consultations.exports.reports.docx import TemplateTrouble, fill_in
from consultations.exports.reports.docx_fields import context_of
from consultations.exports.reports.enums import Audience, ReportKind, ReportState, Step, Trouble
from consultations.exports.reports.models import ATTEMPTS, CLAIM_HELD, ReportFile
from consultations.exports.reports.pdf import report_pdf
from consultations.exports.reports.scope import Scope
from consultations.exports.reports.templates import current_template
from consultations.exports.reports.xlsx import write_workbook
from frontend.made_once import ask_worker, claim
from frontend.typesetting import TypesettingFailed

logger = logging.getLogger(__name__)

#: A report nobody began by then was not heard of by any worker.
_UNHEARD = timedelta(minutes=1)


class Lost(Exception):
    """The report was deleted meanwhile, or another worker has it."""


class Work:
    """One try at a report, by the one process that may write it."""

    def __init__(self, report: ReportFile) -> None:
        self.report = report
        self.scope = Scope(report.process, Audience(report.audience))

    @property
    def mine(self) -> QuerySet[ReportFile]:
        return ReportFile.objects.filter(pk=self.report.pk, attempts=self.report.attempts, state=ReportState.WORKING)

    def tell(self, step: Step, percent: int) -> None:
        """A sign of life, and how far it is. Raises Lost when the report is no longer ours."""
        if not self.mine.update(step=step, progress=min(percent, 99), claimed_at=timezone.now()):
            raise Lost


def start(pk: int) -> None:
    """Ask a worker; if none hears, the sweep does it."""
    from consultations.exports.reports.tasks import make_report

    ask_worker(make_report, pk)


def make(pk: int) -> bool:
    """Make a report unless it is there or somebody else is at it. Returns whether it was made now."""
    work = _begin(pk)
    if work is None:
        return False
    try:
        return _make(work)
    except Lost:
        logger.warning("Report %s was deleted or taken over while it was made.", pk)
    except TemplateTrouble as error:
        _fail(work, Trouble.TEMPLATE, str(error))
    except TypesettingFailed:
        logger.exception("Report %s could not be set.", pk)
        _fail(work, Trouble.TYPESETTING)
    except Exception:
        logger.exception("Report %s could not be made.", pk)
        _fail(work, Trouble.OTHER)
    return False


def _begin(pk: int) -> Work | None:
    rows = ReportFile.objects.filter(pk=pk, state__in=[ReportState.WAITING, ReportState.WORKING])
    begun = {"state": ReportState.WORKING, "step": Step.READING, "progress": 0, "started_at": timezone.now()}
    claimed_at = claim(rows.filter(attempts__lt=ATTEMPTS), held=CLAIM_HELD, attempts=F("attempts") + 1, **begun)
    if claimed_at is None:
        return None
    report = rows.filter(claimed_at=claimed_at).select_related("process").first()
    if report is None:
        return None
    work = Work(report)
    # Before anything is read: what is taken back from now on, this report may still say.
    work.mine.update(retractions_seen=report.known_retractions().count())
    return work


def _make(work: Work) -> bool:
    with tempfile.TemporaryDirectory(prefix="konzeptdialog-report-") as folder:
        path = Path(folder, f"report.{work.report.kind}")
        BUILDERS[ReportKind(work.report.kind)](work, path)
        work.tell(Step.STORING, 97)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _store(work, path, digest)


def _store(work: Work, path: Path, digest: str) -> bool:
    storage, name = work.report.file.storage, work.report.file.field.generate_filename(work.report, "")
    with path.open("rb") as file:
        stored = storage.save(name, File(file))
    done = 0
    try:
        done = work.mine.update(
            state=ReportState.DONE,
            step="",
            progress=100,
            file=stored,
            size=path.stat().st_size,
            sha256=digest,
            finished_at=timezone.now(),
            claimed_at=None,
        )
    finally:
        # Deleted meanwhile, or taken over: its file must not outlive it.
        if not done:
            storage.delete(stored)
    return bool(done)


def _fail(work: Work, trouble: Trouble, details: str = "") -> None:
    work.mine.update(state=ReportState.FAILED, trouble=trouble, trouble_details=details[:300], claimed_at=None)


def _build_pdf(work: Work, path: Path) -> None:
    data = report_content(work.scope, lambda done, total: work.tell(Step.READING, 5 + 35 * done // max(total, 1)))
    work.tell(Step.SETTING, 45)
    path.write_bytes(report_pdf(data))


def _build_docx(work: Work, path: Path) -> None:
    data = report_content(work.scope, lambda done, total: work.tell(Step.READING, 5 + 35 * done // max(total, 1)))
    work.tell(Step.SETTING, 45)
    path.write_bytes(fill_in(current_template(work.report.process), context_of(data)))


def _build_xlsx(work: Work, path: Path) -> None:
    write_workbook(work.scope, path, lambda done, total: work.tell(Step.TABLES, 5 + 90 * done // max(total, 1)))


def _build_zip(work: Work, path: Path) -> None:
    def told(percent: int) -> None:
        step = Step.READING if percent < 15 else Step.SETTING if percent < 55 else Step.TABLES
        work.tell(step if percent < 85 else Step.FILES, percent)

    write_case_file(work.scope, path, current_template(work.report.process), told)


BUILDERS: dict[ReportKind, Callable[[Work, Path], None]] = {
    ReportKind.PDF: _build_pdf,
    ReportKind.DOCX: _build_docx,
    ReportKind.XLSX: _build_xlsx,
    ReportKind.ZIP: _build_zip,
}


def sweep() -> int:
    """Go on with what a dead broker or worker left behind, at most three times; returns how many were made."""
    now = timezone.now()
    dead = ReportFile.objects.filter(state=ReportState.WORKING, claimed_at__lt=now - CLAIM_HELD)
    dead.filter(attempts__gte=ATTEMPTS).update(state=ReportState.FAILED, trouble=Trouble.INTERRUPTED, claimed_at=None)
    unheard = ReportFile.objects.filter(state=ReportState.WAITING, created_at__lt=now - _UNHEARD)
    left = [*dead.values_list("pk", flat=True), *unheard.values_list("pk", flat=True)]
    return sum(make(pk) for pk in left)
