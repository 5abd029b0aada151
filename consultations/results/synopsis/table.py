"""The synopsis as a table to download."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.results.synopsis.listing import Asked
from consultations.results.synopsis.rows import Row, rows_of

#: Rows that are in memory at a time.
CHUNK = 500


def lines(asked: Asked) -> Iterator[list[Any]]:
    """Headings and one row for each passage, in the order asked for; memory stays the same at any length."""
    notice = asked.process.demo_notice
    yield [
        _("Number"),
        _("Received"),
        _("Said by"),
        _("Group"),
        _("Region"),
        _("Said about"),
        _("Heading"),
        _("Text"),
        _("Action field"),
        _("Number of the result"),
        _("Result"),
        _("Decision"),
        _("Reason"),
        _("Decided by"),
        _("Changed paragraphs"),
        _("Address of the contribution"),
        _("Address of the result"),
        *([_("Note")] if notice else []),
    ]
    keys = asked.keys().iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        for row in rows_of(asked.process, chunk):
            yield [*_line(asked, row), *([notice] if notice else [])]


def _line(asked: Asked, row: Row) -> list[Any]:
    said, finding, answer = row.contribution, row.finding, row.answer
    result = reverse("results:finding", args=[asked.process.slug, finding.number]) if finding else ""
    return [
        said.display_code,
        timezone.localtime(said.received_at).date().isoformat(),
        said.public_author,
        str(said.category or ""),
        str(said.region or ""),
        row.about,
        said.title,
        row.text,
        row.segment.action_field.title if row.segment.action_field else "",
        finding.number if finding else "",
        finding.title if finding else "",
        row.outcome_label,
        row.reason,
        answer.examined_until.isoformat() if answer and answer.is_examined else "",
        "; ".join(f"{change.number} ({change.version_label})" for change in row.changes),
        settings.BASE_URL + said.get_absolute_url(),
        settings.BASE_URL + result if result else "",
    ]
