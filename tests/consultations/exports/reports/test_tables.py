"""Tables: typed, harmless, one sheet for each noun; and the case file with its manifest."""

import csv
import hashlib
import json
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from audit.services import record
from consultations.contributions.attachments.models import Attachment
from consultations.exports.reports import case_file
from consultations.exports.reports.content import report_content
from consultations.exports.reports.enums import Audience, ReportKind
from consultations.exports.reports.extensions import CasePart
from consultations.exports.reports.nouns import NOUNS
from consultations.exports.reports.nouns_around import _FATE_COLUMNS
from consultations.exports.reports.scope import Scope
from consultations.exports.reports.xlsx import write_workbook
from consultations.results.measures.models import Measure
from consultations.results.models import ResultsPublication
from consultations.results.register.queries import FATES
from consultations.results.register.services import seal_phase
from consultations.synthesis.models import Finding, Segment, Topic
from tests.consultations.exports.reports.conftest import SECRETS, content_of
from tests.factories.files import make_attachment


@pytest.fixture
def workbook(told, tmp_path):
    write_workbook(Scope(told), tmp_path / "tabellen.xlsx")
    return load_workbook(tmp_path / "tabellen.xlsx")


def test_one_sheet_for_each_noun(workbook):
    public = [noun for noun in NOUNS if not noun.is_internal]
    assert workbook.sheetnames == [noun.title for noun in public]
    for noun, sheet in zip(public, workbook, strict=True):
        assert [cell.value for cell in sheet[1]] == [column.head for column in noun.columns]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
    findings = list(workbook["Ergebnisse"].values)
    assert [row[0] for row in findings[1:]] == [1]
    (change,) = list(workbook["Änderungen"].values)[1:]
    assert change[5] == "Text von Absatz k1-1." and change[6] == "Text von Kapitel eins." and change[7] == "1"


def test_cells_are_typed_and_compute_nothing(workbook):
    heads, *rows = list(workbook["Beiträge"].rows)
    names = [cell.value for cell in heads]
    texts = [row[names.index("Text")] for row in rows]
    assert "=1+1 Bitte kleinere Kurse." in [cell.value for cell in texts]
    assert {cell.data_type for cell in texts} == {"s"}
    assert all(isinstance(row[names.index("Eingang")].value, datetime) for row in rows)
    assert workbook["Konferenzen"]["K2"].value == 58


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "https://x.example", "{=1}"]
)
def test_texts_stay_texts(text, told, make_contribution, tmp_path):
    made = make_contribution(text=text)
    write_workbook(Scope(told), tmp_path / "x.xlsx")
    rows = load_workbook(tmp_path / "x.xlsx")["Beiträge"].rows
    (cell,) = [row[7] for row in rows if row[0].value == made.display_code]
    assert cell.data_type == "s" and cell.value.strip().endswith(text.strip()) and cell.hyperlink is None


@pytest.fixture
def done_about_it(told, cast):
    """A published measure with values and a report, one that is only planned, a topic, and a sealed register."""
    (field,) = told.action_fields.all()
    topic = Topic.objects.create(action_field=field, title="Kursgröße", definition="Wie viele teilnehmen.")
    Topic.objects.create(action_field=field, title="Mindestzahl", parent=topic)
    Segment.objects.filter(finding__number=1).update(topic=topic)
    measures = [
        Measure.objects.create(process=told, number=number, title=title, text="=1+1", responsible="Referat 1",
                               action_field=field, state_since=date(2026, 11, 2), is_public=number == 1)
        for number, title in ((1, "Mehr Kurse"), (2, "Geheime Maßnahme"))
    ]  # fmt: skip
    for measure in measures:
        measure.findings.set(Finding.objects.all())
        indicator = measure.indicators.create(name="Kurse", unit="Zahl", target="12.50")
        indicator.values.create(on=date(2026, 11, 3), value="7.25", by="Referat 1", note="vorläufig")
        measure.indicators.create(name="Ohne Wert")
        measure.reports.create(year=2026, text="Läuft.", published_at=timezone.now())
        measure.reports.create(year=2027, text="Noch nicht fertig.")
    told.phases.update(ends_on=told.phases.first().starts_on)
    Finding.objects.filter(number=1).update(is_machine_drafted=True)
    return told


def rows_of(book, title: str) -> list[dict]:
    head, *rows = book[title].values
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_measures_fields_phases_and_the_register_have_their_sheets(done_about_it, tmp_path):
    write_workbook(Scope(done_about_it), tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    (measure,) = rows_of(book, "Maßnahmen")
    assert measure["Titel"] == "Mehr Kurse" and measure["Ergebnisse"] == "1" and measure["Was getan wird"] == "=1+1"
    valued, empty = rows_of(book, "Indikatoren")
    assert (valued["Zielwert"], valued["Wert"], valued["Anmerkung"]) == (12.5, 7.25, "vorläufig")
    assert valued["Tag"] == datetime(2026, 11, 3) and empty["Indikator"] == "Ohne Wert" and empty["Wert"] is None
    assert [row["Bericht"] for row in rows_of(book, "Berichte zu Maßnahmen")] == ["Läuft."]
    (field,) = rows_of(book, "Handlungsfelder")
    assert (field["Titel"], field["Beiträge"], field["Ergebnisse"]) == ("Sprache", 3, 1)
    assert [row["Kennung"] for row in rows_of(book, "Phasen")] == [row.key for row in done_about_it.phases.all()]
    assert rows_of(book, "Ergebnisse")[0]["Mit Sprachmodell entworfen"] == "ja"
    assert "Themen" not in book.sheetnames, "topics are the analysts' own"


def test_an_internal_workbook_has_topics_and_what_is_planned(done_about_it, tmp_path):
    write_workbook(Scope(done_about_it, Audience.INTERNAL), tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    assert [row["Thema"] for row in rows_of(book, "Themen")] == ["Kursgröße", "Mindestzahl"]
    assert rows_of(book, "Themen")[1]["Teil von"] == "Kursgröße" and rows_of(book, "Themen")[0]["Passagen"] == 3
    assert [row["Öffentlich"] for row in rows_of(book, "Maßnahmen")] == ["ja", "nein"]
    assert rows_of(book, "Maßnahmen")[0]["Ergebnisse"] == "1, 2"
    assert len(rows_of(book, "Berichte zu Maßnahmen")) == 4


def test_the_register_adds_up_in_its_sheet(done_about_it, cast, tmp_path):
    seal = seal_phase(done_about_it.phases.order_by("order").first())
    write_workbook(Scope(done_about_it), tmp_path / "x.xlsx")
    (row,) = rows_of(load_workbook(tmp_path / "x.xlsx"), "Register")
    assert row["Wurzel (SHA-256)"] == seal.root and row["Beiträge"] == seal.count > 0
    assert sum(row[head] for head, _key, _width in _FATE_COLUMNS) == seal.count
    assert len(_FATE_COLUMNS) == len(FATES)


def test_the_tables_cost_the_same_queries_however_many_measures(done_about_it, tmp_path):
    counts = []
    for number in (10, 30):
        for index in range(number):
            row = Measure.objects.create(process=done_about_it, number=number + index, title="x", text="x",
                                         is_public=True, responsible="x", state_since=date(2026, 11, 2))  # fmt: skip
            row.indicators.create(name="x").values.create(on=date(2026, 11, 3), value=1)
        with CaptureQueriesContext(connection) as captured:
            write_workbook(Scope(done_about_it), tmp_path / "x.xlsx")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def archive_of(report) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(content_of(report)))


def texts_of(archive: zipfile.ZipFile) -> str:
    return "\n".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith((".csv", ".json", ".txt", ".html"))
    )


def test_the_manifest_names_every_file_with_its_hash(told, made, make_contribution, monkeypatch):
    attachment = make_attachment(make_contribution())
    Attachment.objects.update(is_released=True)
    part = CasePart("siegel/wurzel.txt", "Siegel", lambda: BytesIO(b"0f3a"))
    monkeypatch.setattr(case_file, "case_file_parts", [lambda process, audience: [part]])
    archive = archive_of(made(ReportKind.ZIP))
    lines = archive.read(case_file.MANIFEST).decode().splitlines()
    hashes = dict(reversed(line.split("  ", 1)) for line in lines)
    assert set(hashes) == set(archive.namelist()) - {case_file.MANIFEST}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in hashes.items())
    assert archive.read("siegel/wurzel.txt") == b"0f3a"
    (name,) = [name for name in hashes if name.startswith("anlagen/")]
    assert attachment.contribution.display_code in name
    rows = json.loads(archive.read("tabellen/beitraege.json"))
    table = list(csv.reader(archive.read("tabellen/beitraege.csv").decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == len(table) - 1 == 4
    assert {row["text"] for row in rows} >= {"=1+1 Bitte kleinere Kurse."}
    assert any("'=1+1 Bitte kleinere Kurse." in row for row in table)


def test_a_public_case_file_says_public_things_only(told, made):
    archive = archive_of(made(ReportKind.ZIP))
    text = texts_of(archive)
    assert "Kleinere Kurse" in text and not [secret for secret in SECRETS if secret in text]
    assert not [name for name in archive.namelist() if name.startswith("intern/")]


def test_an_internal_one_has_log_and_notes_but_no_addresses_and_codes(told, made, cast):
    record(cast.lead, "process.update", told, scope=told.slug, reason="Auf Bitte von person@example.org")
    record(cast.stakeholder, "contributions.withdraw", told, scope=told.slug)
    archive = archive_of(made(ReportKind.ZIP, Audience.INTERNAL))
    text = texts_of(archive)
    for part in ("Nur für die Auswertung.", "Geheimes Ergebnis", "Interner Vermerk", str(cast.lead), "[Adresse]"):
        assert part in text
    assert "@example.org" not in text.replace(told.contact_email, "") and str(cast.stakeholder) not in text
    assert "Verborgene" not in text
    for code in told.contributions.values_list("receipt_code", flat=True):
        assert code not in text.replace("-", "")


@pytest.mark.parametrize("path", ["../x.txt", "/etc/x", "a/../b", "mit leer.txt", "tabellen/zahlen.csv"])
def test_no_part_leaves_the_archive_or_replaces_another(path, told, tmp_path):
    archive = case_file._Archive(tmp_path / "a.zip")
    archive.add("tabellen/zahlen.csv", "", [b"1"])
    with pytest.raises(ValueError, match=r"x|b|csv|txt"):
        archive.add(path, "", [b"2"])


def test_why_something_needs_no_answer_is_for_the_team(told, tmp_path):
    """The site tells it to the author and the team only."""
    ResultsPublication.objects.create(process=told, findings_count=1, contributions_count=1)
    segment = Segment.objects.filter(contribution__process=told, contribution__state="released").first()
    Segment.objects.filter(pk=segment.pk).update(finding=None, stance="", no_answer_reason="Wirr, wie immer.")
    for audience in Audience:
        path = tmp_path / f"{audience}.xlsx"
        write_workbook(Scope(told, audience), path)
        book = load_workbook(path)
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        synopsis = str(report_content(Scope(told, audience))["synopsis"])
        assert ("Wirr, wie immer." in cells, "Wirr, wie immer." in synopsis) == ((audience == Audience.INTERNAL),) * 2
        assert "braucht keine Antwort" in synopsis
