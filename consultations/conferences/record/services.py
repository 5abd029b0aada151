"""Writes of the record: minutes, cards, the check, the confirmation. All of one record wait for its row."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record as note
from consultations.conferences.capture.accesses import close_capture
from consultations.conferences.capture.beside import CHANGED, TablesHeld
from consultations.conferences.capture.models import Card
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.record import rules
from consultations.conferences.record.enums import CheckRecipients, RecordState
from consultations.conferences.record.extensions import handed_over
from consultations.conferences.record.models import CardText, ConferenceRecord, RecordRemark, ShownPhoto
from consultations.conferences.record.signals import cards_confirmed
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.rules import require
from frontend.texts import cleaned, shows_nothing

#: So many days participants have unless staff chooses another day.
CHECK_DAYS = 14
#: The longest text of a card; what is longer is a letter.
CARD_LIMIT = 2_000
MINUTES_LIMIT = 50_000


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was looked at."""


class NotConfirmable(Exception):
    """The record cannot be confirmed yet; `obstacles` are sentences that say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__("; ".join(obstacles))
        self.obstacles = obstacles


class CardHandedOver(Exception):
    """The card is a contribution already: its words belong to the contribution now."""


@dataclass(frozen=True)
class CardWords:
    """What stands on a card."""

    column: str
    text: str
    dots: int = 0
    language: str = "de"


def record_of(conference: Conference) -> ConferenceRecord:
    """The record of a conference for reading; one that was never written is not stored by reading it."""
    found = ConferenceRecord.objects.filter(conference=conference).first() or ConferenceRecord(conference=conference)
    found.conference = conference
    return found


def lock_record(conference: Conference) -> ConferenceRecord:
    """The record, locked and as it is now. Call it in a transaction."""
    ConferenceRecord.objects.get_or_create(conference=conference)
    locked = ConferenceRecord.objects.select_for_update(of=("self",)).select_related("conference__process")
    return locked.get(conference=conference)


def _changed(record: ConferenceRecord, *fields: str) -> None:
    record.revision += 1
    record.save(update_fields=[*fields, "revision"])


def mark_of(text: str, *more) -> str:
    """One value for a text as it stood when somebody looked at it, so that nobody overwrites what came after."""
    return sha256("\x1f".join([cleaned(text), *map(str, more)]).encode(errors="surrogatepass")).hexdigest()[:20]


@transaction.atomic
def save_minutes(conference: Conference, text: str, *, seen: str, actor) -> ConferenceRecord:
    """Store the minutes; `seen` is the mark of those that were looked at.

    Raises ChangedMeanwhile, or ValidationError once the record is confirmed.
    """
    record = lock_record(conference)
    rules.require_writer(actor, conference.process)
    _refuse_confirmed(record)
    if mark_of(record.minutes) != seen:
        raise ChangedMeanwhile
    record.minutes = cleaned(text)
    if len(record.minutes) > MINUTES_LIMIT:
        raise ValidationError(_("At most %(limit)s characters are possible.") % {"limit": MINUTES_LIMIT})
    _changed(record, "minutes")
    note(actor, "record.minutes", conference, scope=conference.process.slug)
    return record


@transaction.atomic
def save_table_report(table: ThematicTable, *, summary: str, participants: int | None, seen: str, actor) -> None:
    """Store report and number of participants of a table; `seen` is the mark of what the person looked at."""
    record = lock_record(table.conference)
    rules.require_writer(actor, record.conference.process)
    _refuse_confirmed(record)
    row = ThematicTable.objects.select_for_update(of=("self",)).get(pk=table.pk)
    if mark_of(row.summary, row.participants) != seen:
        raise ChangedMeanwhile
    row.summary, row.participants = cleaned(summary), participants
    row.save(update_fields=["summary", "participants"])
    _changed(record)
    note(actor, "record.table_report", row, scope=record.conference.process.slug)


def _refuse_confirmed(record: ConferenceRecord) -> None:
    if record.is_confirmed:
        raise ValidationError(_("The record is confirmed. It is not changed any more."), code="confirmed")


# --- cards -----------------------------------------------------------------------------------------------------------


def check_words(words: CardWords) -> CardWords:
    """The words as they are stored. Raises ValidationError for an empty or endless text."""
    text = cleaned(words.text)
    if shows_nothing(text):
        raise ValidationError({"text": _("Please write what stands on the card.")})
    if len(text) > CARD_LIMIT:
        raise ValidationError(
            {
                "text": _("The text has %(count)s characters, at most %(limit)s are possible.")
                % {"count": len(text), "limit": CARD_LIMIT}
            }
        )
    return CardWords(words.column, text, words.dots, words.language)


@transaction.atomic
def add_card(
    table: ThematicTable, words: CardWords, *, actor, key: uuid.UUID | None = None, reference: str = ""
) -> tuple[Card, bool]:
    """Store a card that was written on paper; the same key again stores nothing. Returns the card, whether it is new.

    Also after the confirmation: what turns up late must not get lost; it is handed over afterwards.
    """
    record = lock_record(table.conference)
    rules.require_writer(actor, record.conference.process)
    words = check_words(words)
    key, held = key or uuid.uuid4(), TablesHeld(record.conference)
    there = Card.objects.filter(key=key).first()
    if there is not None:
        return there, False
    card = build_card(table, words, key=key, reference=reference)
    held.is_new(card)
    card.save()
    _changed(record)
    note(actor, "record.add_card", card, scope=record.conference.process.slug, table=table.number)
    return card, True


def build_card(table: ThematicTable, words: CardWords, *, key: uuid.UUID, reference: str = "") -> Card:
    """A card that staff typed; not saved yet."""
    return Card(
        table=table,
        key=key,
        column=words.column,
        text=words.text,
        dots=words.dots,
        language=words.language,
        reference=reference,
    )


@transaction.atomic
def correct_card(card: Card, words: CardWords, *, revision: int, actor) -> Card:
    """Correct the transcription of a card; the earlier text is kept.

    Raises CardHandedOver, ChangedMeanwhile, or ValidationError for an unusable text.
    """
    record = lock_record(card.table.conference)
    rules.require_writer(actor, record.conference.process)
    words = check_words(words)
    held = TablesHeld(record.conference)
    row = lock_card(card, record)
    if row.revision != revision:
        raise ChangedMeanwhile
    rewrite(row, words, held, actor=actor)
    _changed(record)
    note(actor, "record.correct_card", row, scope=record.conference.process.slug)
    return row


def lock_card(card: Card, record: ConferenceRecord) -> Card:
    """A card that may still be changed, locked; the tables are held before. Raises CardHandedOver."""
    row = Card.objects.select_for_update(of=("self",)).select_related("table").get(pk=card.pk)
    if row.key in handed_over(record.conference):
        raise CardHandedOver
    return row


def rewrite(card: Card, words: CardWords, held: TablesHeld, *, actor, remark: RecordRemark | None = None) -> bool:
    """Write other words on a locked card and keep the earlier ones; returns whether anything changed."""
    names = ("column", "text", "dots", "language")
    before = {name: getattr(card, name) for name in names}
    after = {name: getattr(words, name) for name in names}
    if before == after:
        return False
    CardText.objects.create(card=card, replaced_by=actor, remark=remark, **before)
    for name, value in after.items():
        setattr(card, name, value)
    held.is_changed(card)
    card.save(update_fields=[*names, *CHANGED])
    return True


@transaction.atomic
def take_away(card: Card, *, away: bool, actor) -> None:
    """Take a card out of the record, for example one that was entered twice, or put it back. It is never deleted."""
    record = lock_record(card.table.conference)
    rules.require_writer(actor, record.conference.process)
    held = TablesHeld(record.conference)
    row = lock_card(card, record)
    if (row.removed_at is not None) == away:
        return
    row.removed_at = timezone.now() if away else None
    held.is_changed(row)
    row.save(update_fields=["removed_at", *CHANGED])
    _changed(record)
    action = "record.take_card_away" if away else "record.put_card_back"
    note(actor, action, row, scope=record.conference.process.slug)


@transaction.atomic
def show_photo(card: Card, *, alt_text: str, actor) -> None:
    """Have the photo of a card shown with its contribution; an empty description takes it back."""
    record = lock_record(card.table.conference)
    rules.require_writer(actor, record.conference.process)
    alt_text = " ".join(cleaned(alt_text).split())
    if alt_text and not card.photo:
        raise ValidationError({"alt_text": _("This card has no photo.")})
    if alt_text:
        ShownPhoto.objects.update_or_create(card=card, defaults={"alt_text": alt_text[:500], "marked_by": actor})
    elif not ShownPhoto.objects.filter(card=card).delete()[0]:
        return
    note(actor, "record.show_photo", card, scope=record.conference.process.slug, shown=bool(alt_text))


# --- the check -------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_check(conference: Conference, *, until: date, recipients: str, actor) -> ConferenceRecord:
    """Let participants check the record until a day, or move that day. Mails are written by a worker.

    Opening it closes the capture at the tables.
    Raises ValidationError by field for a day that is over, or earlier than what people were told.
    """
    record = lock_record(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    _refuse_confirmed(record)
    if not conference.is_over and conference.date != today():
        raise ValidationError(_("The conference is not over yet."))
    if not conference.process.is_published:
        raise ValidationError(_("The process is not published, so nobody could open the link."))
    if until < today():
        raise ValidationError({"until": _("This day is over.")})
    if record.check_until and today() <= record.check_until and until < record.check_until:
        raise ValidationError({"until": _("People were told a later day. The check can only be made longer.")})
    is_first = record.check_opened_at is None
    if is_first:
        # What participants check is what is confirmed; devices still hand in what they hold, marked as late.
        close_capture(conference, actor=actor)
    record.state, record.check_until = RecordState.CHECKING, until
    record.check_opened_at = record.check_opened_at or timezone.now()
    record.check_sent_to = recipients
    record.check_mails_done_at = timezone.now() if recipients == CheckRecipients.NOBODY else None
    _changed(record, "state", "check_until", "check_opened_at", "check_sent_to", "check_mails_done_at")
    action = "record.open_check" if is_first else "record.extend_check"
    note(actor, action, conference, scope=conference.process.slug, until=until.isoformat(), recipients=recipients)
    _ask_for_mails(record)
    return record


@transaction.atomic
def end_links(conference: Conference, *, actor) -> None:
    """End all links that were given out, because one got into the wrong hands; people are written to again."""
    record = lock_record(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    record.link_number += 1
    if record.is_check_running and record.check_sent_to != CheckRecipients.NOBODY:
        record.check_mails_done_at = None
    _changed(record, "link_number", "check_mails_done_at")
    note(actor, "record.end_links", conference, scope=conference.process.slug)
    _ask_for_mails(record)


def _ask_for_mails(record: ConferenceRecord) -> None:
    if record.check_mails_done_at is None:
        from consultations.conferences.record.sending import start

        transaction.on_commit(lambda: start(record.pk), robust=True)


def suggested_end() -> date:
    """The last day of a check that is opened today."""
    return today() + timedelta(days=CHECK_DAYS)


# --- the confirmation ------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(conference: Conference, *, revision: int, actor) -> ConferenceRecord:
    """Confirm the record: it becomes public, and its cards become contributions, all in one transaction.

    Of two people who confirm at once the second gets ChangedMeanwhile. Raises NotConfirmable with the obstacles.
    """
    record = lock_record(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if record.is_confirmed or record.revision != revision:
        raise ChangedMeanwhile
    if found := rules.obstacles(record):
        raise NotConfirmable(found)
    record.state, record.confirmed_at, record.confirmed_by = RecordState.CONFIRMED, timezone.now(), actor
    _changed(record, "state", "confirmed_at", "confirmed_by")
    Conference.objects.filter(pk=conference.pk).update(record_published_on=today(), revision=F("revision") + 1)
    note(actor, "record.confirm", conference, scope=conference.process.slug)
    cards_confirmed.send(sender=ConferenceRecord, conference=record.conference, actor=actor)
    return record


@transaction.atomic
def hand_over_late(conference: Conference, *, actor) -> int:
    """Hand over cards that turned up after the confirmation; returns how many. Safe to repeat."""
    record = lock_record(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if not record.is_confirmed:
        raise NotConfirmable([_("The record is not confirmed yet.")])
    before = len(handed_over(conference))
    cards_confirmed.send(sender=ConferenceRecord, conference=record.conference, actor=actor)
    number = len(handed_over(conference)) - before
    if number:
        _changed(record)
        note(actor, "record.hand_over_late", conference, scope=conference.process.slug, number=number)
    return number
