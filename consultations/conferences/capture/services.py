"""Single writes to cards: of pages without a script, of staff, and of features above. Devices send batches: `sync`."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.capture.ledger import Content, Ledger, Outcome, Reason, Result, Writer
from consultations.conferences.capture.models import Card
from consultations.conferences.capture.texts import MAX_TEXT, cleaned, is_column, is_language
from consultations.conferences.models import ThematicTable

#: Whoever writes with an account, and programs that import cards.
STAFF = Writer()


class ChangedMeanwhile(Exception):
    """Somebody changed the card since; `card` is what it is now."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.pk)
        self.card = card


def reason_text(reason: Reason | None) -> str:
    """Why something was refused, in words for the person at the table."""
    texts = {
        Reason.FOREIGN: _("This card belongs to somebody else or to another table."),
        Reason.SETTLED: _("This card is part of the confirmed record already. Tell the organisers what should change."),
        Reason.FULL: _("This table has as many cards as can be stored. Please ask the organisers."),
        Reason.EMPTY: _("The card has no text. Please write one sentence."),
        Reason.TOO_LONG: _("The text is longer than %(limit)s characters. Please make two cards of it.")
        % {"limit": MAX_TEXT},
        Reason.PHOTO_THERE: _("This card has a photo already. Take it away first."),
    }
    return texts.get(reason, _("This could not be read. Please write the card again."))


def check_content(content: Content) -> Reason | None:
    """What is wrong with the content of a card; its text is expected to be cleaned."""
    if not content.text:
        return Reason.EMPTY
    if len(content.text) > MAX_TEXT:
        return Reason.TOO_LONG
    if not is_column(content.column) or not is_language(content.language):
        return Reason.MALFORMED
    return None


def _checked(column: str, text: str, language: str, *, is_removed: bool = False) -> Content:
    content = Content(column, cleaned(text), language, is_removed)
    if (reason := check_content(content)) is not None:
        raise ValidationError({"text": reason_text(reason)} if reason != Reason.MALFORMED else reason_text(reason))
    return content


def _done(outcome: Outcome) -> Card:
    """The card of an outcome; raises what callers of single writes expect."""
    if outcome.result in (Result.STORED, Result.KNOWN) and outcome.card is not None:
        return outcome.card
    if outcome.card is not None and outcome.result in (Result.CONFLICT, Result.WAITING):
        raise ChangedMeanwhile(outcome.card)
    raise ValidationError(reason_text(outcome.reason))


@transaction.atomic
def write_card(
    table: ThematicTable,
    *,
    column: str,
    text: str,
    language: str = "de",
    dots: int = 0,
    key: uuid.UUID | None = None,
    written_at: datetime | None = None,
    writer: Writer = STAFF,
    actor=None,
) -> Card:
    """Write a card; the same `key` twice is one card. Raises ValidationError, or ChangedMeanwhile for a known key."""
    content, key = _checked(column, text, language), key or uuid.uuid4()
    # The key of a new card names its first operation too, so that sending the form again is known.
    ledger = Ledger(table.conference, [table.pk], writer, cards=[key], operations=[key])
    card = _done(ledger.put(key, key=key, table=table.pk, content=content, base=None, written_at=written_at))
    if dots and card.pk is None:
        ledger.add_dots(uuid.uuid4(), key=key, number=dots)
    is_new = card.pk is None
    ledger.store()
    if is_new and actor is not None:
        record(actor, "capture.write_card", card, scope=table.conference.process.slug, table=table.number)
    return card


@transaction.atomic
def change_card(
    card: Card,
    *,
    column: str,
    text: str,
    language: str,
    base: uuid.UUID,
    writer: Writer = STAFF,
    actor=None,
) -> Card:
    """Change what is on a card. `base` is its `state` as it was looked at; raises ChangedMeanwhile for another one."""
    ledger = _ledger_of(card, writer, base)
    current = ledger.cards[card.key]
    content = _checked(column, text, language, is_removed=current.is_removed)
    return _put(ledger, current, content, base, actor=actor, action="capture.change_card")


@transaction.atomic
def remove_card(card: Card, *, base: uuid.UUID | None = None, writer: Writer = STAFF, actor=None) -> Card:
    """Take a card away; it can be restored. Without `base` whatever it is now."""
    return _set_removed(card, True, base, writer, actor, "capture.remove_card")


@transaction.atomic
def restore_card(card: Card, *, base: uuid.UUID | None = None, writer: Writer = STAFF, actor=None) -> Card:
    """Bring back a card that was taken away."""
    return _set_removed(card, False, base, writer, actor, "capture.restore_card")


@transaction.atomic
def add_dots(card: Card, number: int, *, writer: Writer = STAFF, actor=None) -> Card:
    """Add dots to a card, or take some away."""
    ledger = _ledger_of(card, writer)
    changed = _done(ledger.add_dots(uuid.uuid4(), key=card.key, number=number))
    ledger.store()
    _record(changed, actor, "capture.dots", dots=changed.dots)
    return changed


@transaction.atomic
def show_on_wall(card: Card, on_wall: bool, *, writer: Writer = STAFF, actor=None) -> Card:
    """Put a card on the wall, or take it from there."""
    ledger = _ledger_of(card, writer)
    changed = _done(ledger.show(uuid.uuid4(), key=card.key, on_wall=on_wall))
    ledger.store()
    _record(changed, actor, "capture.wall", on_wall=on_wall)
    return changed


def _ledger_of(card: Card, writer: Writer, base: uuid.UUID | None = None) -> Ledger:
    table = card.table
    return Ledger(table.conference, [table.pk], writer, cards=[card.key], operations=[base] if base else [])


def _set_removed(card: Card, is_removed: bool, base: uuid.UUID | None, writer: Writer, actor, action: str) -> Card:
    ledger = _ledger_of(card, writer, base)
    current = ledger.cards[card.key]
    content = Content(current.column, current.text, current.language, is_removed)
    if content == Content.of(current):
        return current
    return _put(ledger, current, content, base or current.state, actor=actor, action=action)


def _put(ledger: Ledger, card: Card, content: Content, base: uuid.UUID, *, actor, action: str) -> Card:
    before = Content.of(card)
    # A base the log does not know is an old one here: staff and plain forms build on what the server showed them.
    ledger.known.add(base)
    changed = _done(ledger.put(uuid.uuid4(), key=card.key, table=card.table_id, content=content, base=base))
    ledger.store()
    if Content.of(changed) != before:
        _record(changed, actor, action)
    return changed


def _record(card: Card, actor, action: str, **details) -> None:
    """Staff leave a trace in the log; people at the tables have no account that could."""
    if actor is not None:
        conference = card.table.conference
        record(actor, action, card, scope=conference.process.slug, conference=conference.slug, **details)
