"""What the documentation of a conference says, as plain data: no markup, no models, all words in German.

For the public a card is its released contribution, never the row of the capture: what was shortened, rejected or is not
decided yet has nothing to leak. The preview of the team shows the cards as they were written down.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.record.enums import RecordFileKind
from consultations.conferences.record.models import ConferenceRecord, RecordFile
from consultations.contributions.queries import cards_of
from consultations.drafts.papers.content import LANGUAGE, absolute, digest, printable, typed_parts
from frontend.formatting import unformatted

#: Raise it when documentations look or say otherwise than before.
LAYOUT = 1
#: Up to so many cards, each photo counted as a hundred, it is made in the request.
MADE_AT_ONCE = 600
_PHOTO_COUNTS = 100
#: The width of the text in mm, and the greatest height of a photo.
_WIDTH, _HEIGHT = 147, 110

Data = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """The data of a documentation, what its key is made of, and its photos, read when they are needed."""

    data: Data
    size: int
    photos: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return digest([LAYOUT, self.data])


@dataclass(frozen=True)
class _Said:
    """A card as it is printed."""

    table: int
    column: str
    text: str
    dots: int
    code: str = ""


def content_of(conference: Conference, *, is_preview: bool = False) -> Content:
    """The documentation: what is public, or as a preview for the team what was written down. About ten queries."""
    record = ConferenceRecord.objects.filter(conference=conference).first()
    cards = _written(conference) if is_preview else _released(conference)
    photos = _photos(record)
    with translation.override(LANGUAGE):
        data = _frame(conference, record, is_preview=is_preview) | {
            "facts": _facts(conference),
            "agenda": [
                {"time": _time(item.time), "title": item.title, "by": item.by} for item in conference.agenda.all()
            ],
            "method": {"title": conference.method_title, "text": typed_parts(conference.method_text)},
            "tables": [_table(table, cards) for table in conference.tables.order_by("number")],
            "minutes": typed_parts(record.minutes if record else conference.record_note),
            "attendance": _attendance(conference),
            "photos": [_photo(row) for row in photos],
            "words": _words(is_preview=is_preview),
        }
        files = {f"photo{row.pk}": _reader(row) for row in photos}
        return Content(printable(data), len(cards) + _PHOTO_COUNTS * len(photos), files)


def _released(conference: Conference) -> list[_Said]:
    return [
        _Said(int(row.object_pk), row.column, unformatted(row.published_text), row.dots, row.display_code)
        for row in cards_of(conference)
    ]


def _written(conference: Conference) -> list[_Said]:
    rows = Card.objects.present().filter(table__conference=conference).order_by("-dots", "pk")
    return [_Said(row.table_id, row.column, row.text, row.dots) for row in rows]


def _photos(record: ConferenceRecord | None) -> list[RecordFile]:
    if record is None:
        return []
    return list(record.files.filter(kind=RecordFileKind.PHOTO).order_by("order", "pk"))


def _reader(row: RecordFile) -> Callable[[], bytes]:
    def read() -> bytes:
        with row.file.open("rb") as file:
            return file.read()

    return read


def _photo(row: RecordFile) -> Data:
    width, height = _WIDTH, _HEIGHT
    with row.file.open("rb") as file, Image.open(file) as picture:
        height = round(_WIDTH * picture.height / picture.width, 1)
        if height > _HEIGHT:
            width, height = round(_HEIGHT * picture.width / picture.height, 1), _HEIGHT
    return {
        "image": f"photo{row.pk}",
        "alt": row.alt_text,
        "caption": row.title,
        "missing": row.alt_text,
        "width": width,
        "height": height,
    }


def _frame(conference: Conference, record: ConferenceRecord | None, *, is_preview: bool) -> Data:
    process = conference.process
    title = _("Documentation")
    day = timezone.localtime().date() if is_preview else conference.record_published_on
    preview = _("Preview. Not confirmed, for internal use.")
    return {
        "meta": {
            "title": f"{title} – {conference.title}, {conference.town}",
            "author": process.initiator_name,
            "description": process.title,
            "day": [day.year, day.month, day.day],
            "head": f"{process.short_title}: {conference.title}, {conference.town}",
            "head_end": preview if is_preview else title,
        },
        "title": f"{conference.title}, {conference.town}",
        "kind": title,
        "process": process.title,
        "notice": "\n".join(filter(None, [process.demo_notice, preview if is_preview else ""])),
        "where": {"url": absolute(conference.get_absolute_url())},
        "source": _source(conference, record, is_preview=is_preview),
    }


def _source(conference: Conference, record: ConferenceRecord | None, *, is_preview: bool) -> str:
    if is_preview:
        return _("This preview shows the cards as they were written down.")
    parts = [
        _(
            "Source: cards, minutes and reports of this conference. Each card is a contribution; at the address above, "
            "and with its number, you can look up what became of it."
        )
    ]
    if record is not None and record.confirmed_at:
        day = date_format(timezone.localtime(record.confirmed_at), "DATE_FORMAT")
        parts.append(_("The participants could check the record. It was confirmed on %(day)s.") % {"day": day})
    parts.append(_("Cards appear here as soon as the moderation has released them."))
    return " ".join(parts)


def _facts(conference: Conference) -> list[Data]:
    place = ", ".join(filter(None, [conference.venue, conference.address, conference.town]))
    hours = _("%(from)s to %(to)s") % {"from": _time(conference.starts_at), "to": _time(conference.ends_at)}
    rows = [
        (_("Kind"), conference.get_kind_display()),
        (_("Date"), f"{date_format(conference.date, 'l, j. F Y')}, {hours}"),
        (_("Place"), place),
        (_("Invited by"), conference.process.initiator_name),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _time(value) -> str:
    return time_format(value, "TIME_FORMAT")


def _table(table: ThematicTable, cards: list[_Said]) -> Data:
    own = [card for card in cards if card.table == table.pk]
    people = table.participants
    return {
        "title": f"{_('Table %(number)s') % {'number': table.number}}: {table.title}",
        "question": table.question,
        "facts": [
            {"label": label, "value": value}
            for label, value in ((_("Host"), table.host), (_("Participants"), str(people) if people else ""))
            if value
        ],
        "report": typed_parts(table.summary),
        "columns": [
            {"title": str(label), "cards": [_card(card) for card in own if card.column == value]}
            for value, label in [*CardColumn.choices, ("", _("Without column"))]
            if any(card.column == value for card in own)
        ],
    }


def _card(card: _Said) -> Data:
    dots = ngettext("%(number)s dot", "%(number)s dots", card.dots) % {"number": card.dots} if card.dots else ""
    code = _("Contribution %(code)s") % {"code": card.code} if card.code else ""
    return {"parts": typed_parts(card.text), "foot": " · ".join(filter(None, [dots, code]))}


def _attendance(conference: Conference) -> Data:
    rows = [row for row in conference.attendance.select_related("category").order_by("category__order") if row.count]
    total = conference.attended if conference.attended is not None else sum(row.count for row in rows)
    return {"total": str(total) if total else "", "rows": [[row.category.title, str(row.count)] for row in rows]}


def _words(*, is_preview: bool) -> Data:
    return {
        "page": _("Page {page} of {pages}"),
        "about": _("on"),
        "agenda": _("Agenda"),
        "method": _("How we worked"),
        "minutes": _("Minutes of the conference"),
        "report": _("Report of the table"),
        "no_cards": _("No cards at this table.") if is_preview else _("No cards of this table are published."),
        "attendance": _("Who took part"),
        "total": _("People in all"),
        "category": _("Category"),
        "people": _("People"),
        "photos": _("Photos"),
        "source": _("About this document"),
    }
