"""What the wall shows: one screen at a time, a table with as many cards as can be read from the back of the room."""

from dataclasses import dataclass
from itertools import zip_longest

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable
from consultations.process.languages import text_direction

#: Cards of one column on one screen.
_PER_COLUMN = 4


@dataclass(frozen=True)
class Screen:
    """One screen of the wall."""

    table: ThematicTable
    columns: list[dict]
    #: Position among the screens of this table, from 1.
    number: int
    count: int
    total: int


def screens(conference: Conference, only: int | None = None) -> list[Screen]:
    """All screens of the wall in order, newest cards first; of one table only where `only` is its number."""
    tables = list(conference.tables.order_by("number"))
    if any(table.number == only for table in tables):
        tables = [table for table in tables if table.number == only]
    by_table: dict[int, list[Card]] = {table.pk: [] for table in tables}
    rows = Card.objects.filter(table__in=by_table).present().filter(on_wall=True)
    for card in rows.order_by("-pk"):
        card.direction = text_direction(card.language)
        by_table[card.table_id].append(card)
    return [screen for table in tables for screen in _of_table(table, by_table[table.pk])]


def _of_table(table: ThematicTable, cards: list[Card]) -> list[Screen]:
    parts = [_pieces([card for card in cards if card.column == value]) for value in CardColumn.values]
    pages = list(zip_longest(*parts, fillvalue=())) or [((),) * len(parts)]
    found = []
    for number, page in enumerate(pages, start=1):
        columns = [
            {"label": column.label, "value": column.value, "cards": cards_of_column}
            for column, cards_of_column in zip(CardColumn, page, strict=True)
        ]
        found.append(Screen(table, columns, number, len(pages), len(cards)))
    return found


def _pieces(cards: list[Card]) -> list[list[Card]]:
    return [cards[start : start + _PER_COLUMN] for start in range(0, len(cards), _PER_COLUMN)]
