"""Everything that is stored about a person in one ZIP file, made by a worker."""

import json
import logging
import tempfile
import traceback
import zipfile
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.mails import send
from accounts.people.models import User
from accounts.privacy.enums import ExportState
from accounts.privacy.extensions import holders
from accounts.privacy.models import CLAIM_HELD, EXPORT_KEPT, DataExport

logger = logging.getLogger(__name__)

#: After so many tries the person is told honestly that it did not work.
ATTEMPTS = 3


class TooMany(Exception):
    """There was an export a moment ago."""


#: One export at a time, and not one an hour: each reads everything.
PAUSE = timedelta(minutes=10)


def ask_for_export(user: User) -> DataExport:
    """Have a worker make the file; the one in preparation when there is one. Raises TooMany."""
    waiting = DataExport.objects.filter(user=user, state=ExportState.WAITING).first()
    if waiting is not None:
        return waiting
    # Not the one another window has asked for at this moment: that is ours as well, see below.
    done = DataExport.objects.filter(user=user, asked_at__gt=timezone.now() - PAUSE).exclude(state=ExportState.WAITING)
    if done.exists():
        raise TooMany
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user)
    except IntegrityError:
        # The other window was quicker; by now its file may even be there.
        return DataExport.objects.filter(user=user).latest("asked_at")
    transaction.on_commit(lambda: start(export.pk), robust=True)
    return export


def start(pk: int) -> None:
    """Ask a worker. A broker that is down is no error: the sweep finds the row."""
    from accounts.privacy.tasks import make_export

    try:
        make_export.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take export %s; the sweep will.", pk)


def make(pk: int) -> bool:
    """Make one file unless it is there or somebody else is at it; returns whether it was made now.

    Claimed by one conditional update; the claim of a dead worker expires. The row is ready only when the whole file is
    stored, so there is never half a file to fetch.
    """
    claimed_at = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=claimed_at - CLAIM_HELD)
    mine = DataExport.objects.filter(free, pk=pk, state=ExportState.WAITING)
    if not mine.update(claimed_at=claimed_at):
        return False
    mine = DataExport.objects.filter(pk=pk, claimed_at=claimed_at, state=ExportState.WAITING)
    export = mine.select_related("user").first()
    if export is None:
        # The account was closed at this moment.
        return False
    if export.attempts >= ATTEMPTS:
        return _give_up(export)
    mine.update(attempts=export.attempts + 1)
    try:
        return _make(export, claimed_at)
    except Exception as error:
        # Neither message nor values: libraries and databases repeat what they could not handle, which is personal here.
        logger.error("Export %s could not be made: %s", pk, where(error))
        mine.update(claimed_at=None)
        return False


def _make(export: DataExport, claimed_at: datetime) -> bool:
    with tempfile.TemporaryFile() as file:
        _write(export.user, file)
        size = file.tell()
        file.seek(0)
        name = export.file.field.generate_filename(export, "")
        storage = export.file.storage
        # Left behind by a worker that died after storing it.
        storage.delete(name)
        stored = storage.save(name, File(file))
    done = False
    try:
        done = _deliver(export, claimed_at, stored, size)
    finally:
        # The account was closed meanwhile: its file must not outlive it.
        if not done and not (stored == name and DataExport.objects.filter(pk=export.pk).exists()):
            storage.delete(stored)
    return done


def _deliver(export: DataExport, claimed_at: datetime, stored: str, size: int) -> bool:
    with transaction.atomic():
        done = DataExport.objects.filter(pk=export.pk, claimed_at=claimed_at, state=ExportState.WAITING).update(
            state=ExportState.READY, file=stored, size=size, ready_at=timezone.now(), claimed_at=None
        )
        if done:
            export.refresh_from_db()
            send("export_ready", export.user, {"export": export})
    return bool(done)


def where(error: BaseException) -> str:
    """Which error, and where in the code, without a word of what it was about."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in " + " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-4:])


def _give_up(export: DataExport) -> bool:
    with transaction.atomic():
        failed = DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
            state=ExportState.FAILED, claimed_at=None
        )
        if failed:
            send("export_failed", export.user, {"export": export})
    return False


def _write(user: User, file) -> None:
    """The ZIP: what every feature holds as JSON, the files, and a text that says what is what."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        parts, names, missing = {}, [], []
        for holder in holders():
            data = holder.collect(user)
            parts[holder.key] = data.rows
            for number, item in enumerate(data.files, start=1):
                name = f"dateien/{holder.key}/{number:03d}-{_safe(item.name)}"
                try:
                    content = item.open()
                except FileNotFoundError:
                    # Lost by the storage: no reason to keep everything else from the person.
                    missing.append(item.name)
                    continue
                with content, archive.open(name, "w") as target:
                    while chunk := content.read(1 << 20):
                        target.write(chunk)
                names.append(name)
        text = json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("daten.json", text)
        context = {"files": names, "missing": missing}
        with translation.override(user.language):
            archive.writestr("LIESMICH.txt", render_to_string("accounts/privacy/export.txt", context))


def _safe(name: str) -> str:
    """A file name without ways out of its folder."""
    return "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in name).strip(". ")[:100] or "datei"


def sweep() -> int:
    """Go on with what a dead broker or worker left behind; returns how many files were made."""
    left = DataExport.objects.filter(state=ExportState.WAITING, asked_at__lt=timezone.now() - timedelta(minutes=1))
    return sum(make(pk) for pk in left.values_list("pk", flat=True))


def expired():
    """Files whose time is over, and rows without a file that are as old."""
    before = timezone.now() - EXPORT_KEPT
    return DataExport.objects.filter(Q(ready_at__lt=before) | Q(state=ExportState.FAILED, asked_at__lt=before))


def forget_expired() -> int:
    """Delete files nobody can fetch any more; returns how many."""
    rows = list(expired())
    for row in rows:
        forget(row)
    return len(rows)


def forget(export: DataExport) -> None:
    """Delete a file and its row; the file goes when the row is gone."""
    # Also the one of a worker that died before it wrote down that the file is there.
    names = {export.file.name, export.file.field.generate_filename(export, "")} - {"", None}
    storage = export.file.storage
    with transaction.atomic():
        export.delete()
        for name in names:
            transaction.on_commit(partial(storage.delete, name), robust=True)
