"""Batches of operations from devices that had no network: each is done once, however often and in whatever order."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultations.conferences.capture import queries
from consultations.conferences.capture.ledger import Content, Ledger, Outcome, Reason, Result, Writer
from consultations.conferences.capture.models import CaptureAccess, Card, CardOperation
from consultations.conferences.capture.rules import Door, door
from consultations.conferences.capture.services import check_content, reason_text
from consultations.conferences.capture.texts import cleaned
from consultations.conferences.models import ThematicTable

MOST_OPERATIONS = 100
#: Of one link in one minute: a table that was offline for an afternoon still gets through in a few.
_PER_MINUTE = 600
#: No clock is that far behind; what says so says nothing.
_OLDEST = timedelta(days=60)


class NotReadable(Exception):
    """The batch is none of ours."""


class TooMany(Exception):
    """The link is used more often than people write."""


@dataclass(frozen=True)
class Operation:
    """One operation as it was read; `reason` when it cannot be carried out."""

    id: uuid.UUID
    kind: str = ""
    key: uuid.UUID | None = None
    table: int = 0
    base: uuid.UUID | None = None
    content: Content | None = None
    number: int = 0
    shown: bool = True
    written_at: datetime | None = None
    reason: Reason | None = None


def read_batch(data: Any, tables: dict[int, int]) -> list[Operation]:
    """The operations of a request; `tables` are keys by number. Raises NotReadable."""
    rows = data.get("operations") if isinstance(data, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_OPERATIONS:
        raise NotReadable
    return [_read(row, tables) for row in rows]


def _read(row: Any, tables: dict[int, int]) -> Operation:
    if not isinstance(row, dict) or (identifier := _uuid(row.get("id"))) is None:
        raise NotReadable
    key, kind, number = _uuid(row.get("key")), row.get("kind"), row.get("table")
    if key is None or kind not in _KINDS or type(number) is not int:
        return Operation(identifier, reason=Reason.MALFORMED)
    if number not in tables:
        return Operation(identifier, reason=Reason.FOREIGN)
    return _KINDS[kind](row, Operation(identifier, kind, key, tables[number]))


def _read_card(row: dict[str, Any], found: Operation) -> Operation:
    values = [row.get(name) for name in ("column", "text", "language")]
    is_removed, base = row.get("removed", False), row.get("base")
    is_bad = not all(isinstance(value, str) for value in values) or not isinstance(is_removed, bool)
    if is_bad or (base is not None and _uuid(base) is None):
        return Operation(found.id, reason=Reason.MALFORMED)
    content = Content(values[0], cleaned(values[1]), values[2], is_removed)
    return Operation(
        found.id,
        found.kind,
        found.key,
        found.table,
        base=_uuid(base),
        content=content,
        written_at=_moment(row.get("written")),
        reason=check_content(content),
    )


def _read_dots(row: dict[str, Any], found: Operation) -> Operation:
    number = row.get("number")
    if type(number) is not int or not 0 < abs(number) < 1000:
        return Operation(found.id, reason=Reason.MALFORMED)
    return Operation(found.id, found.kind, found.key, found.table, number=number)


def _read_wall(row: dict[str, Any], found: Operation) -> Operation:
    return Operation(found.id, found.kind, found.key, found.table, shown=row.get("shown") is not False)


_KINDS = {"card": _read_card, "dots": _read_dots, "wall": _read_wall}


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    """When it was written by the clock of the device; None where that clock is clearly wrong."""
    if type(value) is not int or not 0 < value < 2**43:
        return None
    moment, now = datetime.fromtimestamp(value / 1000, tz=UTC), timezone.now()
    return moment if now - _OLDEST < moment <= now else None


def refuse_flood(access: CaptureAccess, number: int = 1) -> None:
    """Raises TooMany when a link is used more often than people write."""
    recent = CardOperation.objects.filter(access=access, received_at__gt=timezone.now() - timedelta(minutes=1))
    if recent.count() + number > _PER_MINUTE:
        raise TooMany


@transaction.atomic
def apply(access: CaptureAccess, device: uuid.UUID | None, operations: list[Operation]) -> dict[uuid.UUID, Outcome]:
    """Carry out a batch in one transaction; returns what became of each operation."""
    refuse_flood(access, len(operations))
    ledger = Ledger(
        access.conference,
        {row.table for row in operations if row.reason is None},
        Writer(access, device, is_late=door(access) == Door.LATE),
        cards={row.key for row in operations if row.key is not None},
        operations={row.id for row in operations} | {row.base for row in operations if row.base is not None},
    )
    answers: dict[uuid.UUID, Outcome] = {}
    waiting, number = operations, -1
    # In whatever order they came: what waits for another one of the same batch has its turn after that.
    while len(waiting) != number:
        number = len(waiting)
        for row in waiting:
            answers[row.id] = _carry_out(ledger, row)
        waiting = [row for row in waiting if answers[row.id].result == Result.WAITING]
    ledger.store()
    return answers


def _carry_out(ledger: Ledger, row: Operation) -> Outcome:
    if row.reason is not None:
        return Outcome(Result.REFUSED, row.reason)
    if row.kind == "dots":
        return ledger.add_dots(row.id, key=row.key, number=row.number)
    if row.kind == "wall":
        return ledger.show(row.id, key=row.key, on_wall=row.shown)
    return ledger.put(
        row.id, key=row.key, table=row.table, content=row.content, base=row.base, written_at=row.written_at
    )


def answer_data(identifier: uuid.UUID, outcome: Outcome, device: uuid.UUID | None) -> dict[str, Any]:
    """What a device is told about one of its operations."""
    data: dict[str, Any] = {"id": str(identifier), "result": outcome.result.value}
    if outcome.result == Result.REFUSED:
        data |= {"reason": outcome.reason.value if outcome.reason else "", "text": reason_text(outcome.reason)}
    if outcome.card is not None:
        data["card"] = card_data(outcome.card, device)
    return data


def card_data(card: Card, device: uuid.UUID | None) -> dict[str, Any]:
    """A card as devices keep it."""
    return {
        "key": str(card.key),
        "order": card.pk,
        "column": card.column,
        "text": card.text,
        "language": card.language,
        "dots": card.dots,
        "removed": card.is_removed,
        "photo": bool(card.photo),
        "state": str(card.state),
        "shown": card.on_wall,
        "own": device is not None and card.device == device,
        "by": card.access.kind if card.access_id else "staff",
    }


def news(access: CaptureAccess, table: ThematicTable, device: uuid.UUID | None, since: int) -> dict[str, Any]:
    """Cards of a table that changed after the change `since`, and the number to ask with next time."""
    rows: Iterable[Card] = queries.cards_for(access, table, device).filter(change__gt=since)
    rows = sorted(rows, key=lambda card: card.pk)
    cursor = max((card.change for card in rows), default=since)
    return {"table": table.number, "cursor": cursor, "cards": [card_data(card, device) for card in rows]}
