"""Importing a spreadsheet: check everything and store nothing, then store everything or nothing."""

import hashlib
import logging
from datetime import timedelta
from pathlib import PurePath, PurePosixPath

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import KEPT_FOR, SheetImport, SheetState, Statement, StatementState
from consultations.contributions.recording.parsing import ParsedRow, Parser, RowError
from consultations.contributions.recording.rows import MAX_BYTES, SheetRefused, ending_of, read_rows
from consultations.contributions.recording.services import tell_sender
from consultations.contributions.recording.storing import CHUNK, build, insert
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from frontend.texts import cleaned

logger = logging.getLogger(__name__)

#: Up to so many rows are checked and stored while the person waits; more are left to a worker.
ROWS_AT_ONCE = 200
#: So many errors are told; a file with more is wrong as a whole.
ERRORS_TOLD = 2000
PREVIEW_ROWS = 10
#: A worker that has held an import for longer is taken to be dead.
CLAIM_EXPIRES = timedelta(minutes=10)


class NotReadyToImport(Exception):
    """The import was confirmed or changed in the meantime, or its check found errors."""


class LateReasonMissing(Exception):
    """Some rows came in while no phase was on, and nobody said why they are considered."""


def upload_sheet(process: Process, *, upload, actor) -> SheetImport:
    """Keep an uploaded spreadsheet and check it, small ones at once. Raises SheetRefused for what is no spreadsheet."""
    require(actor, Action.RECORD, process)
    # One byte more than is allowed tells that a file is too large, without having it all in memory.
    data = upload.read(MAX_BYTES + 1)
    ending = ending_of(data)
    with transaction.atomic():
        sheet = SheetImport(
            process=process,
            created_by=actor,
            file_name=cleaned(PurePath(upload.name or "").name)[-200:] or f"import{ending}",
            file_hash=hashlib.sha256(data).hexdigest(),
        )
        sheet.file.save(f"import{ending}", ContentFile(data), save=False)
        sheet.save()
    if is_small(sheet):
        check_sheet(sheet.pk)
        sheet.refresh_from_db()
    else:
        start(sheet)
    return sheet


def is_small(sheet: SheetImport) -> bool:
    """Whether a file has so few rows that nobody needs to wait for a worker; an unreadable one is told at once too."""
    try:
        with sheet.file.open("rb") as file:
            for count, _row in enumerate(read_rows(file, ending(sheet)), start=1):
                if count > ROWS_AT_ONCE:
                    return False
    except SheetRefused:
        return True
    return True


def ending(sheet: SheetImport) -> str:
    return PurePosixPath(sheet.file.name).suffix


def start(sheet: SheetImport) -> None:
    """Ask a worker to go on with an import. A broker that is down is no error: the sweep finds the row."""
    from consultations.contributions.recording.tasks import work_on_sheet

    def ask() -> None:
        try:
            work_on_sheet.delay(sheet.pk)
        except Exception:  # every broker has exceptions of its own
            logger.warning("The broker did not take import %s; the sweep will.", sheet.pk)

    transaction.on_commit(ask, robust=True)


def work_on(pk: int) -> None:
    """Do what comes next with an import; safe to repeat, and to call from two workers."""
    sheet = SheetImport.objects.filter(pk=pk).first()
    if sheet is None or not _claim(pk):
        return
    if sheet.state == SheetState.UPLOADED:
        check_sheet(pk)
    elif sheet.state == SheetState.CONFIRMED:
        store_sheet(pk)
    SheetImport.objects.filter(pk=pk).update(claimed_at=None)
    tell_senders(pk)


def _claim(pk: int) -> bool:
    """Take an import for this worker; False when another one has it."""
    now = timezone.now()
    free = SheetImport.objects.filter(pk=pk)
    taken = free.filter(claimed_at__isnull=True).update(claimed_at=now)
    return bool(taken or free.filter(claimed_at__lt=now - CLAIM_EXPIRES).update(claimed_at=now))


# --- the check ------------------------------------------------------------------------------------------------------


def check_sheet(pk: int) -> None:
    """Read the whole file and write down what an import would do; no contribution is stored."""
    sheet = SheetImport.objects.select_related("process").get(pk=pk)
    if sheet.state != SheetState.UPLOADED:
        return
    try:
        report = _report(sheet)
    except SheetRefused as refusal:
        changes = {"state": SheetState.FAILED, "failure": str(refusal)[:300]}
    else:
        changes = {"state": SheetState.CHECKED, "report": report, "rows_read": report["rows"]}
    SheetImport.objects.filter(pk=pk, state=SheetState.UPLOADED).update(**changes)


class _Check:
    """Reads a file row by row and finds doubles inside it; `new` counts what is not stored yet."""

    def __init__(self, sheet: SheetImport) -> None:
        self.sheet, self.parser = sheet, Parser(sheet.process)
        self.lines: dict[str, int] = {}
        self.errors: list[RowError] = []
        self.errors_total = self.rows = self.late = 0

    def chunks(self):
        """The usable rows, at most CHUNK at a time: the check needs no more memory for a longer file."""
        chunk: list[ParsedRow] = []
        with self.sheet.file.open("rb") as file:
            for raw in read_rows(file, ending(self.sheet)):
                self.rows += 1
                parsed = self.parser.parse(raw)
                if isinstance(parsed, list):
                    self._note(parsed)
                elif parsed.fingerprint in self.lines:
                    self._note([_double(parsed, self.lines[parsed.fingerprint])])
                else:
                    self.lines[parsed.fingerprint] = parsed.line
                    self.late += self.parser.calendar.is_late(
                        parsed.statement.received_on, parsed.statement.organisation
                    )
                    chunk.append(parsed)
                if len(chunk) >= CHUNK:
                    yield chunk
                    chunk = []
        if chunk:
            yield chunk

    def _note(self, errors: list[RowError]) -> None:
        self.errors_total += len(errors)
        self.errors += errors[: ERRORS_TOLD - len(self.errors)]


def _double(parsed: ParsedRow, line: int) -> RowError:
    return RowError(
        parsed.line,
        "",
        _("The row says the same as row %(line)s. If they are two letters, give them different file references.")
        % {"line": line},
    )


def _report(sheet: SheetImport) -> dict:
    check = _Check(sheet)
    new = known = 0
    preview: list[dict] = []
    for chunk in check.chunks():
        stored = _stored(chunk)
        for row in chunk:
            if row.fingerprint in stored:
                known += 1
                continue
            new += 1
            if len(preview) < PREVIEW_ROWS:
                preview.append(_preview(row))
        SheetImport.objects.filter(pk=sheet.pk).update(rows_read=check.rows)
    return {
        "rows": check.rows,
        "new": new,
        "known": known,
        "late": check.late,
        "errors_total": check.errors_total,
        "errors": [error.as_list() for error in check.errors],
        "preview": preview,
    }


def _stored(rows: list[ParsedRow]) -> set[str]:
    """Fingerprints that are contributions already."""
    wanted = [row.fingerprint for row in rows]
    return set(Contribution.objects.filter(fingerprint__in=wanted).values_list("fingerprint", flat=True))


def _preview(row: ParsedRow) -> dict:
    statement, said = row.statement, row.said
    return {
        "line": row.line,
        "received_on": statement.received_on.isoformat(),
        "channel": statement.channel,
        "sender": statement.sender or str(statement.category or ""),
        "publication": statement.publication,
        "target_kind": said.target.kind,
        "target": said.target.label[:120],
        "kind": said.kind,
        "text": (said.title or said.text)[:160],
    }


# --- the import -----------------------------------------------------------------------------------------------------


def confirm_sheet(sheet: SheetImport, *, tell: bool, actor, late_reason: str = "") -> SheetImport:
    """Import a checked file; small ones at once, others by a worker. Raises NotReadyToImport, LateReasonMissing."""
    require(actor, Action.RECORD, sheet.process)
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if locked.state != SheetState.CHECKED or locked.has_errors or not locked.file:
            raise NotReadyToImport
        if locked.report.get("late") and not late_reason.strip():
            raise LateReasonMissing
        locked.late_reason = late_reason.strip()[:300]
        locked.state, locked.tells_senders, locked.created_by = SheetState.CONFIRMED, tell, actor
        locked.claimed_at = None
        locked.save(update_fields=["state", "tells_senders", "late_reason", "created_by", "claimed_at"])
    if locked.report["rows"] <= ROWS_AT_ONCE:
        work_on(sheet.pk)
    else:
        start(locked)
    sheet.refresh_from_db()
    return sheet


def store_sheet(pk: int) -> None:
    """Store every new row of a confirmed file in one transaction. An error found only now stores nothing."""
    sheet = SheetImport.objects.select_related("process").get(pk=pk)
    if sheet.state != SheetState.CONFIRMED:
        return
    try:
        # Read before anything is locked: on SQLite nobody else writes while the transaction below is open.
        check = _Check(sheet)
        chunks = list(check.chunks())
        if check.errors_total:
            raise NotReadyToImport
        _store_all(pk, check, chunks)
    except FileNotFoundError:
        # Another worker was quicker, and has put the file away.
        if SheetImport.objects.filter(pk=pk, state=SheetState.CONFIRMED).exists():
            raise
    except (NotReadyToImport, SheetRefused):
        # Something it refers to changed since the check: check anew, and show what is wrong now.
        SheetImport.objects.filter(pk=pk, state=SheetState.CONFIRMED).update(state=SheetState.UPLOADED)
        check_sheet(pk)


@transaction.atomic
def _store_all(pk: int, check: _Check, chunks: list[list[ParsedRow]]) -> None:
    """Write what was read, unless another worker was quicker."""
    sheet = SheetImport.objects.select_for_update(of=("self",)).select_related("process", "created_by").get(pk=pk)
    if sheet.state != SheetState.CONFIRMED:
        return
    # One import of a process at a time, so that two of the same file do not meet. Contributions that are written
    # online meanwhile only refer to the row, and do not wait.
    Process.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.process_id)
    stored = _store(sheet, check, chunks)
    name, storage = sheet.file.name, sheet.file.storage
    sheet.state, sheet.imported_at, sheet.imported_rows = SheetState.DONE, timezone.now(), stored
    sheet.file = ""
    # Names of senders are in the statements now; the report keeps its numbers.
    sheet.report = {**sheet.report, "preview": [], "errors": []}
    sheet.save()
    record(
        sheet.created_by,
        "recording.import",
        sheet,
        scope=sheet.process.slug,
        contributions=stored,
        rows=check.rows,
    )
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _store(sheet: SheetImport, check: _Check, chunks: list[list[ParsedRow]]) -> int:
    """Write the new rows chunk by chunk; rows of one sender, day and file reference share a statement."""
    count = done = 0
    statements: dict[tuple[str, ...], Statement] = {}
    for chunk in chunks:
        stored = _stored(chunk)
        new = [row for row in chunk if row.fingerprint not in stored]
        fresh: dict[tuple[str, ...], Statement] = {}
        for row in new:
            key = _letter(row)
            if key not in statements and key not in fresh:
                fresh[key] = _prepared(row.statement, sheet, check)
        Statement.objects.bulk_create(fresh.values())
        statements |= fresh
        contributions = []
        for row in new:
            statement = statements[_letter(row)]
            contributions.append(
                build(statement, row.said, calendar=check.parser.calendar, fingerprint=row.fingerprint)
            )
        insert(contributions)
        count += len(contributions)
        done += len(chunk)
        # Beside the transaction, which nobody can look into: the page shows how far it is.
        cache.set(progress_key(sheet.pk), done, timeout=3600)
    return count


def progress_key(pk: int) -> str:
    """Where the cache keeps how many rows of an import are written so far."""
    return f"sheet-import-{pk}"


def _letter(row: ParsedRow) -> tuple:
    """What rows of one letter have in common: everything that is said about its sender."""
    statement = row.statement
    return (
        *row.sender,
        statement.contact_email,
        statement.publication,
        statement.category_id,
        statement.region_id,
    )


def _prepared(statement: Statement, sheet: SheetImport, check: _Check) -> Statement:
    statement.imported_from = sheet
    statement.recorded_by = statement.edited_by = sheet.created_by
    statement.state, statement.handed_over_at = StatementState.HANDED_OVER, timezone.now()
    statement.tells_sender = sheet.tells_senders and bool(statement.contact_email)
    if check.parser.calendar.is_late(statement.received_on, statement.organisation):
        statement.late_reason = sheet.late_reason
    return statement


# --- afterwards -----------------------------------------------------------------------------------------------------


def tell_senders(pk: int) -> None:
    """Write the receipts of an import into the outbox, one mail for each sender; safe to repeat."""
    sheet = SheetImport.objects.filter(
        pk=pk, state=SheetState.DONE, tells_senders=True, senders_told_at__isnull=True
    ).first()
    if sheet is None:
        return
    told = Statement.objects.filter(imported_from=sheet, tells_sender=True).select_related("process").order_by("pk")
    for statement in told.iterator(chunk_size=200):
        tell_sender(statement, list(statement.contributions.order_by("pk")))
    SheetImport.objects.filter(pk=pk).update(senders_told_at=timezone.now())


def discard_sheet(sheet: SheetImport, *, actor) -> None:
    """Forget a file that was not imported."""
    require(actor, Action.RECORD, sheet.process)
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update(of=("self",)).filter(pk=sheet.pk).first()
        if locked is None or locked.state in (SheetState.CONFIRMED, SheetState.DONE):
            return
        name, storage = locked.file.name, locked.file.storage
        locked.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name), robust=True)


def sweep() -> None:
    """Go on with imports a dead broker or worker left behind, and forget files nobody confirmed for a day."""
    now = timezone.now()
    left = SheetImport.objects.filter(state__in=[SheetState.UPLOADED, SheetState.CONFIRMED])
    for pk in left.filter(created_at__lt=now - timedelta(minutes=1)).values_list("pk", flat=True):
        work_on(pk)
    untold = SheetImport.objects.filter(state=SheetState.DONE, tells_senders=True, senders_told_at__isnull=True)
    for pk in untold.values_list("pk", flat=True):
        tell_senders(pk)
    for sheet in SheetImport.objects.filter(
        state__in=[SheetState.CHECKED, SheetState.FAILED], created_at__lt=now - KEPT_FOR
    ):
        name, storage = sheet.file.name, sheet.file.storage
        sheet.delete()
        if name:
            storage.delete(name)
