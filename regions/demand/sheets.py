"""Needs and offers as tables: the same columns go out and come in."""

import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from frontend.sheets import Column, Layout
from frontend.tables import harmless
from frontend.workbooks import PlainWorkbook
from regions.demand.codes import language_choices
from regions.demand.enums import TargetGroup
from regions.demand.models import DemandField, Entry

MAX_ROWS = 1_000

# Headers are German whatever language the person works in: files travel between offices.
COLUMNS = (
    Column("reference", "Referenz", "Ihr eigener Schlüssel. Daran erkennt der Import den Eintrag wieder.", True, 60),
    Column("kind", "Art", "Bedarf oder Angebot.", True, 20),
    Column("region", "Gebiet", "Name oder amtlicher Schlüssel, zum Beispiel 14522 oder Mittelsachsen.", True, 120, 24),
    Column("municipality", "Gemeinde", "Wenn es nur um eine Gemeinde geht.", False, 120),
    Column("field", "Feld", "Wie auf der Website genannt, zum Beispiel Sprache.", True, 120, 24),
    Column("title", "Titel", "Was gebraucht oder angeboten wird, in einer Zeile.", True, 160, 40),
    Column("text", "Beschreibung", "Öffentlich. Bitte keine Personen nennen, die Hilfe brauchen.", True, 5000, 60),
    Column("target_groups", "Zielgruppen", "Mehrere mit Komma getrennt.", False, 500, 30),
    Column("languages", "Sprachen", "Namen oder Codes, mehrere mit Komma getrennt.", False, 500, 24),
    Column("number", "Anzahl", "Personen oder Plätze, als ganze Zahl.", False, 10, 10),
    Column("provider", "Träger", "Wer es anbietet; nur bei Angeboten.", False, 200, 30),
    Column("place", "Ort", "Wo es stattfindet.", False, 250, 30),
    Column("times", "Zeiten", "Zum Beispiel dienstags 9 bis 12 Uhr.", False, 250, 24),
    Column("contact_name", "Kontakt", "Die Stelle, keine Person.", False, 200, 30),
    Column("contact_email", "E-Mail", "Adresse der Stelle.", False, 254, 30),
    Column("contact_phone", "Telefon", "Der Stelle.", False, 60),
    Column("website", "Website", "Mit https://", False, 200, 30),
    Column("valid_from", "Gültig ab", "Als 01.02.2027. Leer bedeutet: ab sofort.", False, 10, 12),
    Column("valid_until", "Gültig bis", "Letzter Tag, als 31.12.2027.", True, 10, 12),
    Column("source", "Quelle", "Woher die Angabe stammt. Öffentlich.", False, 250, 30),
)
BY_KEY = {column.key: column for column in COLUMNS}
#: What only those who document read, behind the other columns; an import reads past it.
INTERNAL = (
    Column("state", "Zustand", "Wird übergangen."),
    Column("internal_note", "Interne Notiz", "Wird übergangen."),
)
LAYOUT = Layout("Bedarfe und Angebote", (*COLUMNS, *INTERNAL), MAX_ROWS)


def header() -> list[str]:
    return [column.header for column in COLUMNS]


def row_of(entry: Entry) -> list[Any]:
    """An entry in the order of the columns."""
    values: dict[str, Any] = {
        "kind": "Bedarf" if entry.is_need else "Angebot",
        "region": entry.region.ags,
        "field": entry.field.title,
        "target_groups": ", ".join(entry.target_group_names),
        "languages": ", ".join(entry.language_names),
    }
    return [_cell(values.get(column.key, getattr(entry, column.key, ""))) for column in COLUMNS]


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return "" if value is None else value


def public_rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    """The public list as rows of a CSV file, without the reference of the list it came from."""
    yield ["Gebiet (Name)", *header()[1:]]
    for entry in entries:
        yield [entry.region.name, *row_of(entry)[1:]]


def workbook(entries: Iterable[Entry]) -> bytes:
    """All columns, and what is internal, for those who document; it can be imported again."""
    output = io.BytesIO()
    book = PlainWorkbook(output, {"in_memory": True})
    bold, text = _formats(book)
    sheet = book.add_worksheet(LAYOUT.sheet_name)
    _head(sheet, bold, text, extra=tuple(column.header for column in INTERNAL))
    for line, entry in enumerate(entries, start=1):
        for index, value in enumerate([*row_of(entry), str(entry.get_state_display()), entry.internal_note]):
            if isinstance(value, int):
                sheet.write_number(line, index, value)
            else:
                sheet.write_string(line, index, str(harmless(value)), text)
    book.close()
    return output.getvalue()


def template() -> bytes:
    """An empty table with what belongs into each column."""
    output = io.BytesIO()
    book = PlainWorkbook(output, {"in_memory": True})
    bold, text = _formats(book)
    sheet, explained = book.add_worksheet(LAYOUT.sheet_name), book.add_worksheet("Erläuterung")
    _head(sheet, bold, text)
    explained.set_column(0, 0, 20)
    explained.set_column(1, 1, 90)
    lines = [(column.header, column.explanation) for column in COLUMNS]
    lines += [
        ("Felder", "; ".join(DemandField.objects.values_list("title", flat=True))),
        ("Zielgruppen", "; ".join(str(label) for _code, label in TargetGroup.choices)),
        ("Sprachen", "; ".join(f"{name} ({code})" for code, name in language_choices())),
    ]
    for line, (name, words) in enumerate(lines):
        explained.write_string(line, 0, name, bold)
        explained.write_string(line, 1, words, text)
    book.close()
    return output.getvalue()


def _formats(book):
    bold = book.add_format({"bold": True, "bg_color": "#E7ECF3", "border": 1})
    return bold, book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})


def _head(sheet, bold, text, extra: tuple[str, ...] = ()) -> None:
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, text)
        sheet.write_string(0, index, column.header + (" *" if column.required else ""), bold)
    for index, name in enumerate(extra, start=len(COLUMNS)):
        sheet.set_column(index, index, 18, text)
        sheet.write_string(0, index, name, bold)
