"""What participants say about a record during the check, and what the team answers."""

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record as note
from consultations.conferences.capture.beside import TablesHeld
from consultations.conferences.capture.models import Card
from consultations.conferences.models import ThematicTable
from consultations.conferences.record import rules
from consultations.conferences.record.enums import RemarkDecision, RemarkKind
from consultations.conferences.record.models import ConferenceRecord, RecordRemark
from consultations.conferences.record.services import (
    CARD_LIMIT,
    CardWords,
    ChangedMeanwhile,
    build_card,
    check_words,
    lock_card,
    lock_record,
    rewrite,
)
from consultations.conferences.registration.models import Registration
from frontend.texts import cleaned, shows_nothing

REMARK_LIMIT = 5_000
#: A link that is passed around must not fill the disk; no conference has as many cards.
MOST_REMARKS = 1_000


class CheckOver(Exception):
    """The last day of the check has passed, or the record is confirmed."""


@dataclass(frozen=True)
class Remark:
    """What somebody wants to say, as checked by the form."""

    kind: str
    text: str
    proposed_text: str = ""
    card: Card | None = None
    table: ThematicTable | None = None
    column: str = ""
    name: str = ""
    language: str = "de"


@transaction.atomic
def submit(
    record: ConferenceRecord, remark: Remark, *, registration: Registration | None = None
) -> tuple[RecordRemark, bool]:
    """Store a remark; the same said twice through the same link is stored once. Returns it, and whether it is new.

    Raises CheckOver, or ValidationError by field.
    """
    locked = lock_record(record.conference)
    text, proposed = cleaned(remark.text), cleaned(remark.proposed_text)
    fingerprint = _fingerprint(remark, text, proposed, registration)
    there = locked.remarks.filter(fingerprint=fingerprint).first()
    if there is not None:
        # Said before anything else: a second click at the end of the check must not look like a refusal.
        return there, False
    if not locked.is_check_running:
        raise CheckOver
    _check(remark, text, proposed)
    if locked.remarks.count() >= MOST_REMARKS:
        raise ValidationError(_("There are very many remarks on this record already. Please write to us by e-mail."))
    return (
        RecordRemark.objects.create(
            record=locked,
            kind=remark.kind,
            card=remark.card,
            table=remark.table,
            column=remark.column,
            text=text,
            proposed_text=proposed,
            name=" ".join(cleaned(remark.name).split())[:120],
            language=remark.language,
            registration=registration,
            fingerprint=fingerprint,
        ),
        True,
    )


def _check(remark: Remark, text: str, proposed: str) -> None:
    if shows_nothing(text):
        raise ValidationError({"text": _("Please write what you want to say.")})
    limit = CARD_LIMIT if remark.kind == RemarkKind.ADDITION else REMARK_LIMIT
    for field, value, most in (("text", text, limit), ("proposed_text", proposed, CARD_LIMIT)):
        if "\x00" in value:
            raise ValidationError({field: _("Your text contains a character that cannot be stored.")})
        if len(value) > most:
            words = _("Your text has %(count)s characters, at most %(limit)s are possible. Please shorten it.")
            raise ValidationError({field: words % {"count": len(value), "limit": most}})


def _fingerprint(remark: Remark, text: str, proposed: str, registration: Registration | None) -> str:
    """One value for one thing said; without a personal link the typed name tells people apart."""
    who = f"r{registration.pk}" if registration else cleaned(remark.name).casefold()
    place = (remark.card.pk if remark.card else "", remark.table.pk if remark.table else "", remark.column)
    parts = [who, remark.kind, *map(str, place), " ".join(text.split()).casefold(), " ".join(proposed.split())]
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What the team decided; `words` are what the card reads then, for objections and additions that are taken up."""

    decision: str
    reason: str
    words: CardWords | None = None


@transaction.atomic
def answer(remark: RecordRemark, given: Answer, *, actor) -> RecordRemark:
    """Answer a remark. An objection taken up changes its card, an addition taken up becomes a card.

    Each remark is answered once. Raises ChangedMeanwhile, CardHandedOver, or ValidationError by field.
    """
    record = lock_record(remark.record.conference)
    rules.require_writer(actor, record.conference.process)
    row = RecordRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if row.decision or record.is_confirmed:
        raise ChangedMeanwhile
    reason = cleaned(given.reason)
    if shows_nothing(reason):
        raise ValidationError({"reason": _("Please write why. Whoever made the remark reads it.")})
    if given.decision == RemarkDecision.ACCEPTED and row.kind != RemarkKind.MINUTES:
        _take_up(row, record, given.words, actor)
    row.decision, row.answer, row.answered_at, row.answered_by = given.decision, reason, timezone.now(), actor
    row.save(update_fields=["decision", "answer", "answered_at", "answered_by", "made_card"])
    record.revision += 1
    record.save(update_fields=["revision"])
    note(
        actor, "record.answer_remark", row, scope=record.conference.process.slug, reason=reason, decision=given.decision
    )
    return row


def _take_up(row: RecordRemark, record: ConferenceRecord, words: CardWords | None, actor) -> None:
    if words is None:
        raise ValidationError({"text": _("Please write what stands on the card.")})
    words, held = check_words(words), TablesHeld(record.conference)
    if row.kind == RemarkKind.OBJECTION:
        if row.card is None:
            raise ChangedMeanwhile
        card = lock_card(row.card, record)
        if not rewrite(card, words, held, actor=actor, remark=row):
            raise ValidationError({"text": _("The card reads as before. Change it, or choose “not taken up”.")})
        return
    card = build_card(row.table, words, key=_key_of(row))
    held.is_new(card)
    card.save()
    row.made_card = card


def _key_of(row: RecordRemark) -> UUID:
    """The same card for the same remark, whatever is repeated."""

    return uuid5(row.record.conference.calendar_uid, f"remark {row.pk}")
