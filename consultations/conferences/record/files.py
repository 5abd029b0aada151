"""Photos, minutes and documents of a record: judged by content, photos written anew."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from audit.services import record as note
from consultations.conferences.models import Conference
from consultations.conferences.record import rules
from consultations.conferences.record.enums import RecordFileKind
from consultations.conferences.record.models import RecordFile
from consultations.conferences.record.services import lock_record
from frontend.files.judging import FileProblem, Problem, check_image, opened_image
from frontend.files.kinds import ENDINGS, IMAGES, FileKind, kind_of
from frontend.files.pdf import check_pdf
from frontend.texts import cleaned

#: Photos are made smaller: nobody reads a record on a wall.
MAX_SIDE = 2_400
MOST_FILES = 100


@dataclass(frozen=True)
class Particulars:
    """What is said about a file."""

    kind: str
    title: str
    alt_text: str = ""
    consent_note: str = ""
    order: int = 0


@dataclass(frozen=True)
class Judged:
    """A file that may be kept."""

    data: bytes
    kind: FileKind


def judge(data: bytes, purpose: str) -> Judged:
    """The file as it is kept: photos are pictures, everything else is a PDF. Raises ValidationError for the form."""
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        most = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        raise ValidationError({"file": _("The file is larger than %(size)s MB.") % {"size": most}})
    kind = kind_of(data)
    try:
        if purpose == RecordFileKind.PHOTO:
            if kind not in IMAGES:
                raise ValidationError({"file": _("This is no photo. Possible are JPEG, PNG and WebP.")})
            return Judged(_written_anew(data, kind), FileKind.JPEG)
        if kind != FileKind.PDF:
            raise ValidationError({"file": _("Documents have to be PDF files. Please save it as a PDF.")})
        check_pdf(data)
    except FileProblem as found:
        raise ValidationError({"file": _reason(found.problem)}) from found
    return Judged(data, FileKind.PDF)


def _reason(problem: Problem) -> str:
    return {
        Problem.PROTECTED: _("The file is protected by a password."),
        Problem.MACROS: _("The file holds programs, other files or an active form. Please save it as a plain PDF."),
        Problem.TOO_LARGE: _("The file is built in too complicated a way to be checked."),
        Problem.TOO_MANY_PIXELS: _("The photo has too many pixels. Please make it smaller."),
    }.get(problem, _("The file is damaged."))


def _written_anew(data: bytes, kind: FileKind) -> bytes:
    """The points of a photo in a new JPEG: without place, camera and previews, turned as it is to be seen."""
    check_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS)
    try:
        with opened_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS) as source:
            picture = ImageOps.exif_transpose(source).convert("RGB")
            picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
            picture.info = {}
            written = io.BytesIO()
            picture.save(written, "JPEG", quality=85, optimize=True)
    except FileProblem:
        raise
    except Exception as error:  # damaged pictures fail in every decoder in its own way
        raise FileProblem(Problem.DAMAGED) from error
    return written.getvalue()


def _checked(said: Particulars) -> Particulars:
    alt_text, consent = " ".join(cleaned(said.alt_text).split()), " ".join(cleaned(said.consent_note).split())
    if said.kind == RecordFileKind.PHOTO:
        missing = {}
        if not alt_text:
            missing["alt_text"] = _("Please describe what can be seen, for people who do not see the photo.")
        if not consent:
            missing["consent_note"] = _("Please note who agreed to be seen, or that nobody can be recognised.")
        if missing:
            raise ValidationError(missing)
    title = " ".join(cleaned(said.title).split())
    if not title:
        raise ValidationError({"title": _("Something has to stand here.")})
    return Particulars(said.kind, title[:200], alt_text[:500], consent[:500], said.order)


def add_file(conference: Conference, *, upload, said: Particulars, actor) -> tuple[RecordFile, bool]:
    """Keep a file of the record; the same file again is kept once. Returns it, and whether it is new.

    Raises ValidationError by field. The file is judged before anything is locked.
    """
    said = _checked(said)
    judged = judge(upload.read(settings.ATTACHMENT_MAX_BYTES + 1), said.kind)
    digest = hashlib.sha256(judged.data).hexdigest()
    with transaction.atomic():
        record = lock_record(conference)
        rules.require_writer(actor, conference.process)
        there = record.files.filter(sha256=digest).first()
        if there is not None:
            return there, False
        if record.files.count() >= MOST_FILES:
            raise ValidationError({"file": _("The record has very many files already.")})
        last = record.files.aggregate(last=Max("order"))["last"] or 0
        stem = PurePath(cleaned(PurePath(upload.name or "").stem) or "datei").name[:100]
        row = RecordFile(
            record=record,
            kind=said.kind,
            file_kind=judged.kind,
            name=f"{stem}{ENDINGS[judged.kind][0]}",
            title=said.title,
            alt_text=said.alt_text,
            consent_note=said.consent_note,
            order=said.order or last + 10,
            size=len(judged.data),
            sha256=digest,
            uploaded_by=actor,
        )
        row.file.save(row.name, ContentFile(judged.data), save=False)
        row.save()
        note(actor, "record.add_file", conference, scope=conference.process.slug, kind=said.kind)
    return row, True


@transaction.atomic
def change_file(row: RecordFile, said: Particulars, *, actor) -> None:
    """Change what is said about a file; its kind stays."""
    said = _checked(Particulars(row.kind, said.title, said.alt_text, said.consent_note, said.order))
    record = lock_record(row.record.conference)
    rules.require_writer(actor, record.conference.process)
    row.title, row.alt_text, row.consent_note, row.order = said.title, said.alt_text, said.consent_note, said.order
    row.save(update_fields=["title", "alt_text", "consent_note", "order"])
    note(actor, "record.change_file", record.conference, scope=record.conference.process.slug)


@transaction.atomic
def remove_file(row: RecordFile, *, actor) -> None:
    """Delete a file, also of a confirmed record: whoever can be seen in a photo may change their mind."""
    record = lock_record(row.record.conference)
    rules.require_writer(actor, record.conference.process)
    storage, name = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
    note(actor, "record.remove_file", record.conference, scope=record.conference.process.slug, kind=row.kind)
