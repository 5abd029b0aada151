"""The empty spreadsheet to download: headers, drop-downs, and a sheet that explains every column."""

import csv
import io

import xlsxwriter

from accounts.models import StakeholderCategory
from consultations.contributions.enums import Publication
from consultations.contributions.recording.columns import CHANNELS, COLUMNS, KINDS, SHEET_NAME, labels
from consultations.contributions.recording.places import places_on
from consultations.process.dates import today
from consultations.process.models import Process
from frontend.workbooks import PlainWorkbook
from regions.models import Region

#: So many rows have drop-downs; more rows may be filled in all the same.
_PREPARED_ROWS = 2000


def xlsx_template(process: Process) -> bytes:
    """An XLSX file for one process, with its own groups, regions and paragraphs to choose from."""
    output = io.BytesIO()
    workbook = PlainWorkbook(output, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "bg_color": "#E7ECF3", "border": 1, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
    sheet = workbook.add_worksheet(SHEET_NAME)
    explained = workbook.add_worksheet("Erläuterung")
    lists = workbook.add_worksheet("Listen")
    sheet.freeze_panes(1, 0)
    choices = _choices(process)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, day if column.key == "received_on" else text)
        sheet.write_string(0, index, column.header + (" *" if column.required else ""), bold)
        values = choices.get(column.key)
        if values:
            _drop_down(sheet, lists, index, column.header, values)
    _explain(explained, bold, text)
    lists.hide()
    workbook.close()
    return output.getvalue()


def _choices(process: Process) -> dict[str, list[str]]:
    offers = [offer.value for offer in places_on(process, today()).offers()]
    regions = Region.objects.exclude(level="municipality")
    return {
        "channel": labels(CHANNELS),
        "kind": labels(KINDS),
        "publication": labels(Publication),
        "category": list(StakeholderCategory.objects.values_list("title", flat=True)),
        "region": [f"{row.ags}" for row in regions],
        "place": [offer for offer in offers if "Tisch" not in offer],
        "table": [offer for offer in offers if "Tisch" in offer],
    }


def _drop_down(sheet, lists, index: int, header: str, values: list[str]) -> None:
    """A list to choose from; what is typed freely is accepted too, and checked when the file is read."""
    lists.write_string(0, index, header)
    for line, value in enumerate(values, start=1):
        lists.write_string(line, index, value)
    letter = xlsxwriter.utility.xl_col_to_name(index)
    rule = {
        "validate": "list",
        "source": f"=Listen!${letter}$2:${letter}${len(values) + 1}",
        "error_type": "information",
        "error_title": header[:32],
        "error_message": "Dieser Wert steht nicht in der Liste. Beim Hochladen wird er geprüft.",
    }
    sheet.data_validation(1, index, _PREPARED_ROWS, index, rule)


def _explain(sheet, bold, text) -> None:
    sheet.set_column(0, 0, 26, text)
    sheet.set_column(1, 1, 10, text)
    sheet.set_column(2, 2, 100, text)
    for index, header in enumerate(("Spalte", "Pflicht", "Was hineingehört")):
        sheet.write_string(0, index, header, bold)
    for line, column in enumerate(COLUMNS, start=1):
        sheet.write_string(line, 0, column.header)
        sheet.write_string(line, 1, "ja" if column.required else "nein")
        sheet.write_string(line, 2, column.explanation)
    notes = (
        "Eine Zeile ist ein Beitrag: eine Aussage zu einer Sache. Ein Brief mit drei Anliegen hat drei Zeilen.",
        "Zeilen mit gleichem Eingangstag, Kanal, Absender und Aktenzeichen gelten als ein Schreiben.",
        "Formeln werden nicht ausgerechnet. Bitte fügen Sie Werte ein.",
        "Höchstens 20.000 Zeilen und 10 MB. Überschriften der Spalten bitte nicht ändern; die Reihenfolge ist frei.",
        "Dieselbe Datei zweimal hochzuladen schadet nicht: Was schon da ist, wird nicht noch einmal angelegt.",
    )
    for line, note in enumerate(notes, start=len(COLUMNS) + 3):
        sheet.merge_range(line, 0, line, 2, "", text)
        sheet.write_string(line, 0, note, text)


def csv_template() -> bytes:
    """The headers as CSV, as a German Excel opens it: semicolons, UTF-8 with its mark."""
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=";").writerow([column.header for column in COLUMNS])
    return output.getvalue().encode("utf-8-sig")


def codes_xlsx(rows) -> bytes:
    """The codes of imported contributions, to answer letters by post. Everything is text, also what begins with "="."""
    output = io.BytesIO()
    workbook = PlainWorkbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("Codes")
    headers = ("Eingang am", "Absender", "Aktenzeichen", "Bezug", "Überschrift", "Nummer", "Persönlicher Code")
    for index, header in enumerate(headers):
        sheet.write_string(0, index, header, workbook.add_format({"bold": True}))
        sheet.set_column(index, index, 24)
    for line, row in enumerate(rows, start=1):
        statement = row.statement
        values = (
            statement.received_on.strftime("%d.%m.%Y"),
            statement.sender,
            statement.reference,
            row.target_label,
            row.title,
            row.display_code,
            row.display_receipt_code,
        )
        for index, value in enumerate(values):
            sheet.write_string(line, index, value)
    workbook.close()
    return output.getvalue()
