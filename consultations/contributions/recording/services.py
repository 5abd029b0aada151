"""Writes about single statements: every one under a lock, compared with what the person looked at, and audited."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.services import record
from consultations.contributions.enums import Channel
from consultations.contributions.models import Contribution
from consultations.contributions.recording.checks import MAX_BYTES, kind_of_original
from consultations.contributions.recording.models import Statement, StatementPart, StatementState
from consultations.contributions.recording.places import PlacesByDay
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.recording.remainder import unassigned
from consultations.contributions.recording.storing import Said, build, fingerprint_of, insert
from consultations.contributions.recording.texts import Found, read_original
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from frontend.files.kinds import ENDINGS, FileKind
from frontend.texts import cleaned
from notifications.services import enqueue

#: What the form of the particulars sets.
DETAILS = (
    "channel",
    "received_on",
    "author_name",
    "organisation_name",
    "on_behalf_of",
    "category",
    "region",
    "contact_email",
    "contact_postal",
    "publication",
    "consent_note",
    "language",
    "reference",
    "is_formal_statement",
    "note",
    "full_text",
)


class StatementChanged(Exception):
    """Somebody else saved in the meantime, or handed over. `statement` is as it is now."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(str(statement))
        self.statement = statement


class NotReady(Exception):
    """The statement cannot be handed over yet. `reasons` are sentences, by field of the form ("" for none)."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Original:
    """An uploaded file that passed the checks, with what was found in it."""

    data: bytes
    name: str
    kind: FileKind
    found: Found


def read_upload(upload) -> Original:
    """Check and read an uploaded original. Raises ValidationError in words."""
    # One byte more than is allowed tells that a file is too large, without having it all in memory.
    data = upload.read(MAX_BYTES + 1)
    kind = kind_of_original(data)
    return Original(data, cleaned(PurePath(upload.name or "").name)[-200:], kind, read_original(data, kind))


@transaction.atomic
def begin_statement(process: Process, *, original: Original | None, actor) -> Statement:
    """Begin to record a letter; what its file says about itself is filled in."""
    require(actor, Action.RECORD, process)
    statement = Statement(process=process, received_on=today(), recorded_by=actor, edited_by=actor)
    if original is not None:
        _take_particulars(statement, original)
        _attach(statement, original)
    statement.save()
    record(actor, "recording.begin", statement, scope=process.slug, kind=statement.original_kind)
    return statement


def _take_particulars(statement: Statement, original: Original) -> None:
    found = original.found
    statement.full_text = found.text
    if original.kind == FileKind.EML:
        statement.channel = Channel.EMAIL
        statement.author_name, statement.contact_email = found.author_name, found.contact_email
        if found.received_on and found.received_on <= today():
            statement.received_on = found.received_on


def _attach(statement: Statement, original: Original) -> None:
    statement.original_name = original.name
    statement.original_kind = original.kind.value
    statement.original_hash = hashlib.sha256(original.data).hexdigest()
    statement.original.save(f"original{ENDINGS[original.kind][0]}", ContentFile(original.data), save=False)


@transaction.atomic
def replace_original(statement: Statement, *, original: Original, seen: int, actor) -> Statement:
    """Put another file in place of the original, or add one; an empty full text takes that of the file."""
    statement = _locked(statement, seen=seen, actor=actor)
    old = statement.original.name
    _attach(statement, original)
    statement.full_text = statement.full_text or original.found.text
    _touch(statement, actor)
    record(actor, "recording.original", statement, scope=statement.process.slug, kind=statement.original_kind)
    if old:
        storage = statement.original.storage
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return statement


@transaction.atomic
def update_statement(statement: Statement, *, values: dict[str, Any], seen: int, actor) -> Statement:
    """Store the particulars. An organisation verified under this name is linked, any other is kept as a name."""
    statement = _locked(statement, seen=seen, actor=actor)
    for name in DETAILS:
        setattr(statement, name, values[name])
    link_organisation(statement)
    _touch(statement, actor)
    return statement


def link_organisation(statement: Statement, known: dict[str, Organisation] | None = None) -> None:
    """Tie the statement to the verified organisation of its name; group and region follow it where none was chosen."""
    name = " ".join(statement.organisation_name.split())
    if known is not None:
        statement.organisation = known.get(name.casefold())
    else:
        statement.organisation = Organisation.objects.verified().filter(name__iexact=name).first() if name else None
    if statement.organisation is not None:
        statement.organisation_name = statement.organisation.name
        statement.category = statement.category or statement.organisation.category
        statement.region = statement.region or statement.organisation.region


@transaction.atomic
def save_part(statement: Statement, *, said: Said, part: int | None, seen: int, actor) -> StatementPart:
    """Add a passage, or change the one with key `part`. Raises ValidationError when it stands there already."""
    statement = _locked(statement, seen=seen, actor=actor)
    row = StatementPart(statement=statement) if part is None else statement.parts.filter(pk=part).first()
    if row is None:
        raise StatementChanged(statement)
    row.text, row.title, row.kind, row.proposed_text = said.text, said.title, said.kind, said.proposed_text
    row.target_kind, row.target_pk = said.target.kind, said.target.object.pk
    row.target_label = said.target.label[:250]
    for other in statement.parts.exclude(pk=row.pk):
        same_place = (other.target_kind, other.target_pk) == (row.target_kind, row.target_pk)
        if same_place and " ".join(other.text.split()) == " ".join(row.text.split()):
            raise ValidationError({"text": _("This passage is recorded about the same already.")})
    if part is None:
        row.order = (statement.parts.aggregate(last=Max("order"))["last"] or 0) + 1
    row.save()
    _touch(statement, actor)
    return row


@transaction.atomic
def remove_part(statement: Statement, *, part: int, seen: int, actor) -> None:
    """Take a passage out; its words are unassigned again. A passage that is gone already is no error."""
    statement = _locked(statement, seen=seen, actor=actor)
    statement.parts.filter(pk=part).delete()
    _touch(statement, actor)


@transaction.atomic
def discard_statement(statement: Statement, *, reason: str, seen: int, actor) -> None:
    """Delete a statement that was begun by mistake, with its file. The log keeps that it was there, and why it went."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
    statement = _locked(statement, seen=seen, actor=actor)
    record(actor, "recording.discard", statement, scope=statement.process.slug, reason=reason.strip())
    name, storage = statement.original.name, statement.original.storage
    statement.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


@transaction.atomic
def hand_over(
    statement: Statement, *, seen: int, actor, remainder_reason: str = "", late_reason: str = "", tell: bool = False
) -> list[Contribution]:
    """Make contributions of all passages at once, each waiting for the moderators with its codes.

    Raises NotReady with sentences for what is missing, StatementChanged when it is not what the person looked at.
    With `tell`, one mail with all codes goes to the sender's address.
    """
    statement = _locked(statement, seen=seen, actor=actor)
    calendar = Calendar(statement.process)
    parts = list(statement.parts.all())
    reasons = _missing(statement, parts, calendar, remainder_reason, late_reason)
    places = PlacesByDay(statement.process).on(statement.received_on)
    targets = [places.get(part.target_kind, part.target_pk) for part in parts]
    for part, target in zip(parts, targets, strict=True):
        if target is None:
            reasons[""] = _("What “%(part)s” is about no longer fits the day of receipt. Please choose it again.") % {
                "part": str(part)
            }
    if reasons:
        raise NotReady(reasons)
    statement.remainder_reason = remainder_reason.strip()
    statement.late_reason = (
        late_reason.strip() if calendar.is_late(statement.received_on, statement.organisation) else ""
    )
    statement.tells_sender = tell and bool(statement.contact_email)
    statement.state, statement.handed_over_at = StatementState.HANDED_OVER, timezone.now()
    _touch(statement, actor)
    contributions = []
    for part, target in zip(parts, targets, strict=True):
        said = Said(target, part.kind, part.text, part.title, part.proposed_text)
        fingerprint = fingerprint_of(statement.process_id, [f"statement:{statement.pk}"], said)
        contributions.append(build(statement, said, calendar=calendar, fingerprint=fingerprint))
    insert(contributions)
    record(
        actor,
        "recording.hand_over",
        statement,
        scope=statement.process.slug,
        reason=statement.remainder_reason,
        contributions=len(contributions),
        late=bool(statement.late_reason),
    )
    tell_sender(statement, contributions)
    return contributions


def _missing(
    statement: Statement, parts: list[StatementPart], calendar: Calendar, remainder_reason: str, late_reason: str
) -> dict[str, str]:
    """What still has to be done before a statement can be handed over, as sentences by field."""
    reasons = {}
    if not parts:
        reasons[""] = _("No passage has been recorded yet. Record at least one.")
    if not (statement.sender or statement.category):
        reasons[""] = _("Please first say under particulars who it came from, or at least the group.")
    rest = unassigned(
        statement.full_text, [text for part in parts for text in (part.text, part.title, part.proposed_text)]
    )
    if rest and not remainder_reason.strip():
        reasons["remainder_reason"] = _("Please say why the rest of the text is no contribution.")
    if calendar.is_late(statement.received_on, statement.organisation) and not late_reason.strip():
        reasons["late_reason"] = _("Please say why the letter is considered although no phase was on.")
    return reasons


def tell_sender(statement: Statement, contributions: list[Contribution]) -> None:
    """Put the one mail with all codes of a statement into the outbox, if its sender is to be told."""
    if statement.tells_sender and statement.contact_email:
        enqueue(
            "statement_received",
            address=statement.contact_email,
            context={"statement": statement, "process": statement.process, "contributions": contributions},
            dedupe_key=f"statement-received:{statement.pk}",
        )


def _locked(statement: Statement, *, seen: int, actor) -> Statement:
    """The statement, locked, still in entry and as the person saw it."""
    require(actor, Action.RECORD, statement.process)
    locked = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("process", "organisation", "category", "region", "edited_by", "recorded_by")
        .filter(pk=statement.pk)
        .first()
    )
    if locked is None:
        raise StatementChanged(statement)
    if locked.revision != seen or not locked.is_open:
        raise StatementChanged(locked)
    return locked


def _touch(statement: Statement, actor) -> None:
    statement.revision += 1
    statement.edited_by, statement.edited_at = actor, timezone.now()
    statement.save()
