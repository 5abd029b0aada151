"""The working set of one write: tables under lock, their cards, and what was done before.

All writes to cards go through it, so that one sent twice is done once and nobody overwrites what they have not seen.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Max
from django.utils import timezone

from consultations.conferences.capture.extensions import settled_cards
from consultations.conferences.capture.models import CaptureAccess, Card, CardOperation
from consultations.conferences.capture.rules import is_host, may_touch
from consultations.conferences.capture.texts import MAX_DOTS
from consultations.conferences.models import Conference, ThematicTable

#: More than a table fills in a day; a link in wrong hands must not fill the disk.
MOST_CARDS = 2000


class Result(StrEnum):
    """What became of an operation."""

    STORED = "stored"
    #: Carried out before: the answer was lost.
    KNOWN = "known"
    #: Somebody changed the card since the state it was made from.
    CONFLICT = "conflict"
    #: What it builds on has not arrived yet; send it again after that.
    WAITING = "waiting"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why an operation was refused."""

    FOREIGN = "foreign"
    SETTLED = "settled"
    FULL = "full"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    PHOTO_THERE = "photo_there"


@dataclass(frozen=True)
class Outcome:
    """The answer to one operation, with the card as it is now where the asker may see it."""

    result: Result
    reason: Reason | None = None
    card: Card | None = None


@dataclass(frozen=True)
class Content:
    """What people change about a card as a whole; dots are counted beside it."""

    column: str
    text: str
    language: str
    is_removed: bool = False

    @classmethod
    def of(cls, card: Card) -> "Content":
        return cls(card.column, card.text, card.language, card.is_removed)


@dataclass(frozen=True)
class Writer:
    """Who writes: a device with a link, or staff (`access` is empty)."""

    access: CaptureAccess | None = None
    device: uuid.UUID | None = None
    is_late: bool = False

    def may_touch(self, card: Card) -> bool:
        return self.access is None or may_touch(self.access, card, self.device)

    @property
    def is_host(self) -> bool:
        return self.access is None or is_host(self.access)


class Ledger:
    """Cards of some tables of a conference, locked until the transaction ends. Ends with `store`."""

    _FIELDS = (
        "column",
        "text",
        "language",
        "dots",
        "photo",
        "on_wall",
        "removed_at",
        "changed_at",
        "revision",
        "state",
        "change",
        "is_late",
    )

    def __init__(
        self,
        conference: Conference,
        tables: Iterable[int],
        writer: Writer,
        *,
        cards: Iterable[uuid.UUID] = (),
        operations: Iterable[uuid.UUID] = (),
    ) -> None:
        self.writer = writer
        self.now = timezone.now()
        # In the order of their keys, so that two batches never wait for each other.
        rows = ThematicTable.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        self.tables = {row.pk: row for row in rows.filter(conference=conference, pk__in=set(tables))}
        self.cards = {card.key: card for card in Card.objects.select_related("access").filter(key__in=set(cards))}
        self.known = set(CardOperation.objects.filter(key__in=set(operations)).values_list("key", flat=True))
        numbers = Card.objects.filter(table__in=self.tables).order_by().values("table")
        found = {row["table"]: row for row in numbers.annotate(last=Max("change"), number=Count("pk"))}
        self._last = {pk: found[pk]["last"] if pk in found else 0 for pk in self.tables}
        self._number = {pk: found[pk]["number"] if pk in found else 0 for pk in self.tables}
        self._settled = settled_cards([card.pk for card in self.cards.values()])
        self._new: list[Card] = []
        self._changed: dict[int, Card] = {}
        self._done: dict[uuid.UUID, Card] = {}

    def put(
        self,
        operation: uuid.UUID,
        *,
        key: uuid.UUID,
        table: int,
        content: Content,
        base: uuid.UUID | None,
        written_at: datetime | None = None,
    ) -> Outcome:
        """A new card (without `base`), or the whole content of one that is there."""
        card = self.cards.get(key)
        if (refusal := self._refusal(operation, card)) is not None:
            return refusal
        if card is None:
            if base is not None:
                return Outcome(Result.WAITING)
            return self._create(operation, key, table, content, written_at)
        if base != card.state:
            if base is not None and base not in self.known and base not in self._done:
                return Outcome(Result.WAITING, card=card)
            if content != Content.of(card):
                return Outcome(Result.CONFLICT, card=card)
            self._done[operation] = card
            return Outcome(Result.KNOWN, card=card)
        # Whoever still builds on the earlier state is told of a conflict, not to wait for it.
        self._done.setdefault(card.state, card)
        card.column, card.text, card.language = content.column, content.text, content.language
        if content.is_removed != card.is_removed:
            card.removed_at = self.now if content.is_removed else None
        card.state = operation
        return self._change(operation, card)

    def add_dots(self, operation: uuid.UUID, *, key: uuid.UUID, number: int) -> Outcome:
        """More dots, or fewer; two hosts who count at the same time are both right."""
        card = self.cards.get(key)
        if (refusal := self._refusal(operation, card, for_hosts=True)) is not None:
            return refusal
        if card is None:
            return Outcome(Result.WAITING)
        card.dots = min(max(card.dots + number, 0), MAX_DOTS)
        return self._change(operation, card)

    def show(self, operation: uuid.UUID, *, key: uuid.UUID, on_wall: bool) -> Outcome:
        """Put a card on the wall, or take it from there."""
        card = self.cards.get(key)
        if (refusal := self._refusal(operation, card, for_hosts=True)) is not None:
            return refusal
        if card is None:
            return Outcome(Result.WAITING)
        card.on_wall = on_wall
        return self._change(operation, card)

    def set_photo(self, operation: uuid.UUID, *, key: uuid.UUID, save: Callable[[Card], None] | None) -> Outcome:
        """Give a card its photo by calling `save`, or take it away. A photo that is there is never replaced.

        Staff takes one away after the confirmation too: whoever can be seen in it may change their mind.
        """
        card = self.cards.get(key)
        is_deletion = save is None and self.writer.access is None
        refusal = self._refusal(operation, card)
        if refusal is not None and not (is_deletion and refusal.reason == Reason.SETTLED):
            return refusal
        if card is None:
            return Outcome(Result.WAITING)
        if save is None:
            card.photo = ""
        elif card.photo:
            return Outcome(Result.REFUSED, Reason.PHOTO_THERE, card)
        else:
            save(card)
        return self._change(operation, card)

    def store(self) -> None:
        """Write everything that was done, in a constant number of queries."""
        Card.objects.bulk_create(self._new)
        if self._changed:
            Card.objects.bulk_update(self._changed.values(), self._FIELDS)
        rows = [
            CardOperation(key=key, card=card, access=self.writer.access, received_at=self.now)
            for key, card in self._done.items()
        ]
        CardOperation.objects.bulk_create(rows, ignore_conflicts=True)

    def touch(self, card: Card) -> None:
        """Give a card the next number of its table, so that other devices hear of it."""
        self._last[card.table_id] += 1
        card.change = self._last[card.table_id]
        card.changed_at = self.now

    def _refusal(self, operation: uuid.UUID, card: Card | None, *, for_hosts: bool = False) -> Outcome | None:
        """What is said before anything is done: it is known, or not theirs, or settled."""
        is_theirs = card is None or (card.table_id in self.tables and self.writer.may_touch(card))
        if not is_theirs or (for_hosts and not self.writer.is_host):
            return Outcome(Result.REFUSED, Reason.FOREIGN)
        if operation in self.known or operation in self._done:
            return Outcome(Result.KNOWN, card=card)
        if card is not None and card.pk in self._settled:
            return Outcome(Result.REFUSED, Reason.SETTLED, card)
        return None

    def _create(
        self, operation: uuid.UUID, key: uuid.UUID, table: int, content: Content, written_at: datetime | None
    ) -> Outcome:
        if table not in self.tables:
            return Outcome(Result.REFUSED, Reason.FOREIGN)
        if self._number[table] >= MOST_CARDS:
            return Outcome(Result.REFUSED, Reason.FULL)
        access = self.writer.access
        card = Card(
            key=key,
            table=self.tables[table],
            column=content.column,
            text=content.text,
            language=content.language,
            removed_at=self.now if content.is_removed else None,
            access=access,
            device=self.writer.device,
            state=operation,
            received_at=self.now,
            written_at=written_at or self.now,
            is_late=self.writer.is_late,
            on_wall=access is None or is_host(access) or not access.needs_approval,
        )
        self._number[table] += 1
        self.touch(card)
        self.cards[key] = self._done[operation] = card
        self._new.append(card)
        return Outcome(Result.STORED, card=card)

    def _change(self, operation: uuid.UUID, card: Card) -> Outcome:
        card.revision += 1
        card.is_late = card.is_late or self.writer.is_late
        self.touch(card)
        self._done[operation] = card
        if card.pk is not None:
            self._changed[card.pk] = card
        return Outcome(Result.STORED, card=card)
