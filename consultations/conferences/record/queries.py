"""Reads of records, for pages and staff screens."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.record.enums import RecordFileKind
from consultations.conferences.record.extensions import HandedOver, handed_over
from consultations.conferences.record.models import ConferenceRecord, RecordFile, RecordRemark
from consultations.conferences.registration.models import Registration


@dataclass
class CardRow:
    """A card with the contribution it became, if it did."""

    card: Card
    handed_over: HandedOver | None = None


@dataclass
class ColumnRows:
    """A column of a wall with its cards."""

    label: str
    rows: list[CardRow] = field(default_factory=list)


@dataclass
class Wall:
    """A table with its cards by column; empty columns are left out."""

    table: ThematicTable
    columns: list[ColumnRows]
    #: Taken away again; shown to the team only.
    removed: list[CardRow]

    @property
    def count(self) -> int:
        return sum(len(column.rows) for column in self.columns)


def walls(conference: Conference, *, became: dict | None = None) -> list[Wall]:
    """All tables of a conference with their cards, in two queries; `became` is what `handed_over` returned."""
    became = became or {}
    cards = Card.objects.order_by("-dots", "pk").annotate(versions=Count("earlier_texts"))
    tables = conference.tables.prefetch_related(Prefetch("cards", queryset=cards)).order_by("number")
    return [_wall(table, [CardRow(card, became.get(card.key)) for card in table.cards.all()]) for table in tables]


def _wall(table: ThematicTable, rows: Iterable[CardRow]) -> Wall:
    rows = list(rows)
    present = [row for row in rows if row.card.removed_at is None]
    columns = [
        ColumnRows(str(label), [row for row in present if row.card.column == value])
        for value, label in CardColumn.choices
    ]
    removed = [row for row in rows if row.card.removed_at is not None]
    return Wall(table, [column for column in columns if column.rows], removed)


def late_cards(record: ConferenceRecord) -> list[Card]:
    """Cards that turned up after the confirmation and are no contributions yet."""
    if not record.is_confirmed:
        return []
    there = handed_over(record.conference)
    cards = Card.objects.present().filter(table__conference=record.conference).select_related("table")
    return [card for card in cards.order_by("table__number", "pk") if card.key not in there]


@dataclass(frozen=True)
class Numbers:
    """What a record holds."""

    cards: int
    remarks: int
    unanswered: int
    files: int


def numbers(record: ConferenceRecord) -> Numbers:
    """Cards, remarks and files of a record."""
    cards = Card.objects.present().filter(table__conference=record.conference).count()
    if not record.pk:
        return Numbers(cards, 0, 0, 0)
    remarks = record.remarks.aggregate(all=Count("pk"), unanswered=Count("pk", filter=Q(decision="")))
    return Numbers(cards, remarks["all"], remarks["unanswered"], record.files.count())


def remarks_of(record: ConferenceRecord) -> QuerySet[RecordRemark]:
    """What participants said, what is not answered first."""
    return record.remarks.select_related("card__table", "table", "made_card", "answered_by").order_by("decision", "pk")


def own_remarks(record: ConferenceRecord, registration: Registration | None) -> list[RecordRemark]:
    """What one person said through a personal link."""
    if registration is None:
        return []
    rows = record.remarks.filter(registration=registration)
    return list(rows.select_related("card__table", "table", "made_card").order_by("pk"))


@dataclass(frozen=True)
class PublicRecord:
    """The part of a record anybody may read."""

    minutes: str
    photos: list[RecordFile]
    documents: list[RecordFile]


def public_record(conference: Conference) -> PublicRecord | None:
    """Minutes, photos and documents of a record that is public; None for every other. Two queries."""
    if not conference.record_is_public:
        return None
    record = ConferenceRecord.objects.filter(conference=conference).prefetch_related("files").first()
    if record is None or not record.is_confirmed:
        return None
    files = list(record.files.all())
    photos = [row for row in files if row.kind == RecordFileKind.PHOTO]
    return PublicRecord(record.minutes, photos, [row for row in files if row.kind != RecordFileKind.PHOTO])
