"""A letter, a list, and the people who record them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from consultations.contributions.recording.columns import COLUMNS
from consultations.contributions.recording.models import Statement
from consultations.contributions.recording.services import begin_statement, update_statement
from consultations.process.dates import today

LETTER = (
    "Sehr geehrte Damen und Herren,\n\n"
    "die Sprachkurse auf dem Land sind zu selten. Bitte planen Sie mehr ein.\n\n"
    "Außerdem fehlt im Kapitel 2 die Beratung für Auszubildende.\n\n"
    "Mit freundlichen Grüßen"
)
FIRST = "die Sprachkurse auf dem Land sind zu selten. Bitte planen Sie mehr ein."
SECOND = "Außerdem fehlt im Kapitel 2 die Beratung für Auszubildende."


@pytest.fixture
def letter(cast, process, version) -> Statement:
    """A letter in entry, with sender and text, received today."""
    statement = begin_statement(process, original=None, actor=cast.recorder)
    values = {
        "channel": "letter",
        "received_on": today(),
        "author_name": "Frau Brief",
        "organisation_name": "",
        "on_behalf_of": "",
        "category": None,
        "region": None,
        "contact_email": "brief@example.org",
        "contact_postal": "",
        "publication": "category",
        "consent_note": "",
        "language": "de",
        "reference": "IV-7",
        "is_formal_statement": False,
        "note": "",
        "full_text": LETTER,
    }
    return update_statement(statement, values=values, seen=0, actor=cast.recorder)


def row(**values) -> dict[str, str]:
    """One row of a list by key of its column."""
    return {
        "received_on": today().strftime("%d.%m.%Y"),
        "channel": "per Brief",
        "author_name": "Frau Brief",
        "place": "1.2",
        "kind": "Vorschlag",
        "text": "Mehr Sprachkurse auf dem Land.",
        **values,
    }


HEADERS = [column.header for column in COLUMNS]
KEYS = [column.key for column in COLUMNS]


def as_csv(rows, *, delimiter=";", encoding="utf-8-sig", name="liste.csv") -> SimpleUploadedFile:
    """The rows as a CSV upload."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=delimiter)
    writer.writerow(HEADERS)
    writer.writerows([[values.get(key, "") for key in KEYS] for values in rows])
    return SimpleUploadedFile(name, output.getvalue().encode(encoding))


def as_xlsx(rows, name="liste.xlsx") -> SimpleUploadedFile:
    """The rows as an XLSX upload; a value that begins with "=" becomes a formula, as in Excel."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Beiträge"
    sheet.append(HEADERS)
    for values in rows:
        sheet.append([values.get(key) for key in KEYS])
    output = io.BytesIO()
    workbook.save(output)
    return SimpleUploadedFile(name, output.getvalue())
