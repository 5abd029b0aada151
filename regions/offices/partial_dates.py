"""Dates of which sometimes only the year or the month is known: "2011", "2012-04" or "2017-02-01"."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_GERMAN = re.compile(r"^(?:(?:(\d{1,2})\.)?\s*(\d{1,2})[./]\s*)?(\d{4})$")


def parse_partial(typed: str) -> str:
    """What somebody typed (2011, 4.2012, 1.2.2017 or ISO) in the form that is stored. Raises ValidationError."""
    text = typed.strip()
    if not text:
        return ""
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _GERMAN.match(text):
        day, month, year = match.groups()
    else:
        raise ValidationError(_("Please enter a year, a month or a day, for example 2011, 4.2012 or 1.2.2017."))
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValidationError(_("There is no such date.")) from error
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def validate_partial(value: str) -> None:
    """Raise ValidationError for what is not in the form that is stored."""
    if parse_partial(value) != value:
        raise ValidationError(_("Please enter a year, a month or a day, for example 2011, 4.2012 or 1.2.2017."))


def shown_partial(value: str) -> str:
    """The date in words: "2011", "April 2012", "1. Februar 2017"."""
    parts = [int(part) for part in value.split("-")] if _ISO.match(value or "") else []
    if len(parts) < 2:
        return value or ""
    day = date(*parts, *([1] if len(parts) == 2 else []))
    return date_format(day, "DATE_FORMAT") if len(parts) == 3 else format_date(day, "F Y")


def typed_partial(value: str) -> str:
    """The date as a person types it: "2011", "4.2012", "1.2.2017"."""
    return ".".join(str(int(part)) for part in reversed(value.split("-"))) if _ISO.match(value or "") else value or ""


def range_of(first: str, last: str) -> str:
    """From when to when in words; empty when neither is known."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": shown_partial(first), "last": shown_partial(last)}
    if first:
        return _("since %(day)s") % {"day": shown_partial(first)}
    return _("until %(day)s") % {"day": shown_partial(last)} if last else ""


def is_before(first: str, second: str) -> bool:
    """Whether the first date is surely over before the second begins; not known precisely is no contradiction."""
    length = min(len(first), len(second))
    return first[:length] < second[:length]
