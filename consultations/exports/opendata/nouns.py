"""What the dumps of a process hold: the same rows as the public interface, noun by noun, read piece by piece."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from consultations.exports.api import queries, schemas
from consultations.process.models import Process
from frontend.tables import csv_lines

#: Rows that are in memory at once.
CHUNK = 500

#: Lists stand in one cell of a table.
SEPARATOR = " | "


@dataclass(frozen=True)
class Noun:
    """One kind of thing: the name of its files, what it is called, its rows and how they are written."""

    key: str
    title: str | Promise
    rows: Callable[[Process], QuerySet]
    schema: type[Schema]
    complete: Callable[[Iterable[Any]], list[Any]] = list

    def read(self, process: Process, request: HttpRequest) -> Iterator[dict[str, Any]]:
        """All rows in the order of their keys, as the public interface writes them."""
        last = 0
        while True:
            found = list(self.rows(process).filter(pk__gt=last).order_by("pk")[:CHUNK])
            if not found:
                return
            last = found[-1].pk
            for row in self.complete(found):
                yield self.schema.model_validate(row, context={"request": request}).model_dump(mode="json")

    def columns(self) -> list[str]:
        """Names of the columns of its table; what an answer says stands beside the finding."""
        return [name for name in self.schema.model_fields if name not in ("answer", "changes")] + (
            [f"answer_{name}" for name in _ANSWER] + ["changed_paragraphs"] if self.schema is schemas.FindingOut else []
        )


#: What of an answer stands in the table of findings.
_ANSWER = ("decision", "reason", "no_change_reason", "responsible", "answered_on", "examined_until")


def _phases(process: Process) -> QuerySet:
    return process.phases.all()


def _fields(process: Process) -> QuerySet:
    return process.action_fields.all()


NOUNS = {
    noun.key: noun
    for noun in (
        Noun("phasen", _("Phases"), _phases, schemas.PhaseOut),
        Noun("konferenzen", _("Conferences"), queries.conferences, schemas.ConferenceOut),
        Noun("fassungen", _("Versions of the draft"), queries.paragraphs, schemas.PlacedParagraphOut),
        Noun("beitraege", _("Contributions"), queries.contributions, schemas.ContributionOut, queries.with_places),
        Noun("handlungsfelder", _("Action fields"), _fields, schemas.ActionFieldOut),
        Noun("massnahmen", _("Measures"), queries.measures, schemas.MeasureOut),
        Noun("ergebnisse", _("Findings and answers"), queries.findings, schemas.FindingOut, queries.with_changes),
    )
}


def as_csv(noun: Noun, process: Process, request: HttpRequest) -> Iterator[str]:
    """The lines of a table that spreadsheet programs open without running anything in it."""
    columns = noun.columns()

    def rows() -> Iterator[list[Any]]:
        yield columns
        for row in noun.read(process, request):
            flat = _flat(row)
            yield [flat.get(name, "") for name in columns]

    return csv_lines(rows())


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if name == "answer":
            flat |= {f"answer_{part}": (value or {}).get(part) or "" for part in _ANSWER}
        elif name == "changes":
            flat["changed_paragraphs"] = SEPARATOR.join(f"{change['version']}:{change['lineage']}" for change in value)
        elif name == "indicators":
            flat[name] = SEPARATOR.join(_indicator(one) for one in value)
        elif isinstance(value, list):
            flat[name] = SEPARATOR.join(map(str, value))
        else:
            flat[name] = "" if value is None else value
    return flat


def _indicator(row: dict[str, Any]) -> str:
    """An indicator with its latest value, for one cell."""
    latest = max(row["values"], key=lambda value: value["on"], default=None)
    return f"{row['name']}: {latest['value']} {row['unit']} ({latest['on']})" if latest else row["name"]


def as_json(noun: Noun, process: Process, request: HttpRequest) -> Iterator[str]:
    """The same as one JSON document, written row by row."""
    head = {"process": process.slug, "title": process.title, "noun": noun.key, "licence": "dl-de/by-2-0"}
    if process.demo_notice:
        head["notice"] = process.demo_notice
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    for index, row in enumerate(noun.read(process, request)):
        yield (",\n" if index else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
