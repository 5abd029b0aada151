"""What a table of a process is made of: columns, rows, and the words both share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from consultations.exports.reports.numbers import Reading

Row = Sequence[str | int | float | date | datetime | None]
#: Rows fetched from the database at a time.
PORTION = 2000


@dataclass(frozen=True)
class Column:
    """A column: its heading, its name in JSON, and its width in a sheet."""

    head: str
    key: str
    width: int = 16


@dataclass(frozen=True)
class Noun:
    """A table: its name for files and sheets, its columns, its rows one after the other, and whether it is internal."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Reading], Iterator[Row]]
    is_internal: bool = False


def moment(value: datetime | None) -> datetime | None:
    """The time on German clocks; spreadsheets know no time zones."""
    return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if value else None


def site(path: str) -> str:
    """A path with the address of the site."""
    return f"{settings.BASE_URL}{path}"


def yes_no(value: bool) -> str:
    return "ja" if value else "nein"


def columns(*rows: tuple) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


def as_json(noun: Noun, row: Row) -> dict[str, Any]:
    """A row by the names of its columns."""
    return dict(zip((column.key for column in noun.columns), row, strict=True))
