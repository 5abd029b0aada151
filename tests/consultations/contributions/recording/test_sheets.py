"""Importing a list: checked without storing anything, then stored as a whole or not at all."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import StakeholderCategory
from audit.models import AuditEntry
from consultations.contributions.enums import Channel, Publication
from consultations.contributions.models import Contribution
from consultations.contributions.recording import sheet_services as sheets
from consultations.contributions.recording import template
from consultations.contributions.recording.models import SheetImport, SheetState, Statement
from consultations.contributions.recording.rows import SheetRefused
from consultations.process.dates import today
from notifications.models import OutboxMessage
from tests.consultations.contributions.recording.conftest import HEADERS, KEYS, as_csv, as_xlsx, row
from tests.factories.accounts import OrganisationFactory, RegionFactory
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(cast, process, version):
    """Upload a list and return it as it was checked."""

    def run(file) -> SheetImport:
        sheet = sheets.upload_sheet(process, upload=file, actor=cast.recorder)
        sheet.refresh_from_db()
        return sheet

    return run


def errors(sheet) -> dict[tuple[int, str], str]:
    return {(line, column): message for line, column, message in sheet.report["errors"]}


def confirm(sheet, cast, **kwargs) -> SheetImport:
    return sheets.confirm_sheet(sheet, tell=kwargs.pop("tell", False), actor=cast.recorder, **kwargs)


FULL = row(
    channel="per E-Mail",
    organisation_name="Landkreistag (Test)",
    on_behalf_of="Kanzlei Süd",
    category="Zivilgesellschaft und Vereine",
    region="15081",
    publication="mit Namen",
    title="Mehr Kurse",
    proposed_text="Der neue Absatz.",
    contact_email="lkt@example.org",
    reference="IV-8",
)


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_the_dry_run_stores_nothing_and_the_import_everything(upload, cast, make):
    organisation = OrganisationFactory(name="Landkreistag (Test)")
    region = RegionFactory(ags="15081", name="Altmarkkreis Salzwedel")
    sheet = upload(make([FULL, row(text="Zweites"), row(text="Drittes", place="Kapitel 2", kind="Frage")]))
    assert sheet.state == SheetState.CHECKED
    assert {key: sheet.report[key] for key in ("rows", "new", "known", "errors_total", "late")} == {
        "rows": 3, "new": 3, "known": 0, "errors_total": 0, "late": 0,
    }  # fmt: skip
    assert not Contribution.objects.exists() and not Statement.objects.exists()
    sheet = confirm(sheet, cast)
    assert sheet.state == SheetState.DONE and sheet.imported_rows == 3
    first, second, third = Contribution.objects.order_by("pk")
    assert (first.comment, first.title, first.proposed_text) == (FULL["text"], "Mehr Kurse", "Der neue Absatz.")
    assert first.organisation == organisation and first.region == region and first.channel == Channel.EMAIL
    assert first.publication == Publication.NAMED and second.publication == Publication.CATEGORY
    assert first.source_note == "Kanzlei Süd" and first.recorded_by == cast.recorder
    assert third.lineage == "k2" and third.kind == "question"
    # Same sender, day and file reference: one letter with two contributions.
    assert Statement.objects.count() == 2 and second.statement == third.statement
    entry = AuditEntry.objects.get(action="recording.import")
    assert entry.details == {"contributions": 3, "rows": 3}


def test_the_same_list_twice_adds_nothing_and_a_longer_one_only_what_is_new(upload, cast):
    rows = [row(), row(text="Zweites")]
    confirm(upload(as_csv(rows)), cast)
    again = upload(as_csv(rows))
    assert (again.report["new"], again.report["known"]) == (0, 2)
    assert confirm(again, cast).imported_rows == 0
    longer = upload(as_xlsx([*rows, row(text="Drittes")]))
    assert (longer.report["new"], longer.report["known"]) == (1, 2)
    assert confirm(longer, cast).imported_rows == 1
    assert Contribution.objects.count() == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_separators_are_recognised(upload, cast, encoding, delimiter):
    text = "Größere Räume; für alle, „überall“.\nUnd eine zweite Zeile."
    sheet = upload(as_csv([row(text=text)], encoding=encoding, delimiter=delimiter))
    confirm(sheet, cast)
    assert Contribution.objects.get().comment == text


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Bezug", {"place": "9.9"}),
        ("Bezug", {"place": ""}),
        ("Eingang am", {"received_on": "31.02.2026"}),
        ("Eingang am", {"received_on": "bald"}),
        ("Eingang am", {"received_on": "01.01.1926"}),
        ("Eingang am", {"received_on": (today() + timedelta(days=3)).strftime("%d.%m.%Y")}),
        ("Kanal", {"channel": "Brieftaube"}),
        ("Art", {"kind": ""}),
        ("Text", {"text": "   "}),
        ("Text", {"text": "x" * 20_001}),
        ("Überschrift", {"title": "x" * 161}),
        ("Kategorie", {"category": "Gibt es nicht"}),
        ("Kreis", {"region": "Nirgendwo"}),
        ("Kreis", {"region": "99999"}),
        ("Veröffentlichung", {"publication": "vielleicht"}),
        ("E-Mail", {"contact_email": "kein@"}),
        ("Vorgeschlagener Wortlaut", {"place": "Entwurf", "proposed_text": "Neu."}),
        ("Name", {"author_name": ""}),
        ("Karte: Konferenz/Tisch", {"channel": "Konferenzkarte"}),
        ("Karte: Konferenz/Tisch", {"table": "Nirgends, Tisch 1"}),
    ],
)
def test_every_error_is_told_by_line_and_column_and_nothing_is_imported(upload, cast, column, values):
    sheet = upload(as_csv([row(text="Richtig"), row(**values)]))
    assert set(errors(sheet)) == {(3, column)}, sheet.report
    assert errors(sheet)[3, column].strip()
    with pytest.raises(sheets.NotReadyToImport):
        confirm(sheet, cast)
    assert not Contribution.objects.exists()


def test_all_errors_are_told_at_once_and_lines_count_as_the_program_shows_them(upload):
    sheet = upload(as_csv([row(text="Zwei\nZeilen"), row(place="9.9", kind="Quatsch"), row(text="")]))
    assert set(errors(sheet)) == {(4, "Bezug"), (4, "Art"), (5, "Text")}
    assert sheet.report["errors_total"] == 3


def test_a_double_row_names_the_other_one(upload):
    sheet = upload(as_xlsx([row(), row(text="Anderes"), row(text="  MEHR Sprachkurse auf dem\nLand. ")]))
    ((where, message),) = errors(sheet).items()
    assert where == (4, "") and "2" in message
    distinct = upload(as_xlsx([row(), row(reference="zweites Schreiben")]))
    assert distinct.report["errors_total"] == 0


def test_formulas_are_refused_and_never_computed(upload):
    sheet = upload(as_xlsx([row(text='=HYPERLINK("http://boese.example","klick")'), row(title="=1+1")]))
    assert set(errors(sheet)) == {(2, "Text"), (3, "Überschrift")}


def test_in_csv_what_looks_like_a_formula_is_text(upload, cast):
    for start in ("=1+1", "+1", "-1", "@SUM(A1)"):
        confirm(upload(as_csv([row(text=f"{start} sagt jemand")])), cast)
    assert {text[0] for text in Contribution.objects.values_list("comment", flat=True)} == set("=+-@")
    # Written out again for the team, it is text there too.
    rows = Contribution.objects.select_related("statement")
    for contribution in rows:
        contribution.title = "=1+1"
    written = load_workbook(io.BytesIO(template.codes_xlsx(rows))).active
    assert {cell.data_type for line in written.iter_rows() for cell in line if cell.value is not None} == {"s"}


def test_scripts_are_text(upload, cast):
    confirm(upload(as_csv([row(text="<script>alert(1)</script> Unsinn", author_name="<b>X</b>")])), cast)
    stored = Contribution.objects.get()
    assert stored.comment.startswith("<script>") and stored.author_name == "<b>X</b>"


def test_what_excel_makes_of_a_number_is_not_guessed(upload, version, cast):
    from datetime import date

    sheet = upload(as_xlsx([row(place=date(2026, 2, 1)), row(place=1.2, text="Zahl")]))
    # 1.2 as a number is unambiguous here: there is no paragraph 1.20.
    assert set(errors(sheet)) == {(2, "Bezug")}


def test_a_key_without_its_zero_is_understood_and_a_name_twice_is_not(upload, cast):
    RegionFactory(ags="01051", name="Dithmarschen")
    RegionFactory(ags="14713", name="Leipzig")
    RegionFactory(ags="14729", name="Leipzig")
    sheet = upload(as_xlsx([row(region=1051), row(region="Leipzig", text="Zweites")]))
    ((where, message),) = errors(sheet).items()
    assert where == (3, "Kreis") and "14713" in message and "14729" in message


def test_cards_are_about_their_table(upload, cast, process):
    table = ThematicTableFactory(conference=ConferenceFactory(process=process, town="Magdeburg"), number=2)
    card = row(channel="Konferenzkarte", place="", table="Magdeburg, Tisch 2", author_name="")
    confirm(upload(as_csv([card])), cast)
    stored = Contribution.objects.get()
    assert stored.channel == Channel.CARD and stored.content_object == table


def test_late_rows_need_a_reason_that_stays_with_them(upload, cast):
    sheet = upload(as_csv([row(received_on=(today() - timedelta(days=60)).strftime("%d.%m.%Y"))]))
    assert sheet.report["late"] == 1
    with pytest.raises(sheets.LateReasonMissing):
        confirm(sheet, cast)
    confirm(sheet, cast, late_reason="Fristverlängerung")
    assert Statement.objects.get().late_reason == "Fristverlängerung"


def test_everybody_gets_one_mail_with_all_codes(upload, cast):
    rows = [
        row(contact_email="a@example.org"),
        row(contact_email="a@example.org", text="Zweites"),
        row(contact_email="b@example.org", author_name="Herr B"),
        row(author_name="Ohne Adresse"),
    ]
    sheet = confirm(upload(as_csv(rows)), cast, tell=True)
    mails = {mail.address: mail for mail in OutboxMessage.objects.filter(kind="statement_received")}
    assert set(mails) == {"a@example.org", "b@example.org"}
    codes = [row.display_receipt_code for row in Contribution.objects.filter(user_email="a@example.org")]
    assert len(codes) == 2 and all(code in mails["a@example.org"].body for code in codes)
    assert sheet.senders_told_at or SheetImport.objects.get().senders_told_at
    SheetImport.objects.update(senders_told_at=None)
    sheets.sweep()
    assert OutboxMessage.objects.filter(kind="statement_received").count() == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 \x00",
        b"PK\x03\x04kaputt",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"x" * (10 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_list_is_refused_in_words(cast, process, data):
    with pytest.raises(SheetRefused) as refused:
        sheets.upload_sheet(process, upload=SimpleUploadedFile("x.xlsx", data), actor=cast.recorder)
    assert str(refused.value) and not SheetImport.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Name;Alter\nA;3\n",
        ";".join(HEADERS[:-1]) + ";Geheim\n",
        ";".join([*HEADERS, "Text"]) + "\n",
        ";".join(header for header in HEADERS if header != "Text") + "\n",
        ";".join(HEADERS) + '\n"offen',
    ],
)
def test_a_wrong_header_or_broken_table_is_said(upload, text):
    sheet = upload(SimpleUploadedFile("x.csv", text.encode()))
    assert sheet.state == SheetState.FAILED and sheet.failure


def test_an_unquoted_separator_does_not_shift_the_row(upload):
    line = ";".join(row().get(key, "") for key in KEYS) + ";noch etwas"
    sheet = upload(SimpleUploadedFile("x.csv", (";".join(HEADERS) + "\n" + line).encode()))
    assert set(errors(sheet)) == {(2, "")}


def test_too_many_rows_are_refused(upload, monkeypatch):
    monkeypatch.setattr("consultations.contributions.recording.rows.MAX_ROWS", 3)
    assert upload(as_csv([row(text=f"Nummer {n}") for n in range(4)])).state == SheetState.FAILED
    assert upload(as_csv([row(text=f"Nummer {n}") for n in range(3)])).state == SheetState.CHECKED


def test_a_line_number_far_below_does_not_keep_the_reader_busy(upload):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(HEADERS)
    sheet.append([row().get(key) for key in KEYS])
    output = io.BytesIO()
    workbook.save(output)
    import zipfile

    changed = io.BytesIO()
    with zipfile.ZipFile(output) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</sheetData>", b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, data)
    assert upload(SimpleUploadedFile("x.xlsx", changed.getvalue())).report["rows"] == 1


def test_the_empty_template_is_read_and_names_what_the_process_has(upload, process):
    data = template.xlsx_template(process)
    workbook = load_workbook(io.BytesIO(data))
    assert workbook.sheetnames[:2] == ["Beiträge", "Erläuterung"]
    lists = workbook["Listen"]
    words = {cell.value for line in lists.iter_rows() for cell in line if cell.value}
    assert {"per Brief", "Vorschlag", "1.2", "Kapitel 2", "Entwurf"} <= words
    assert StakeholderCategory.objects.first().title in words
    sheet = upload(SimpleUploadedFile("vorlage.xlsx", data))
    assert sheet.state == SheetState.CHECKED and sheet.report["rows"] == 0
    filled = workbook["Beiträge"]
    for index, key in enumerate(KEYS, start=1):
        filled.cell(2, index, row().get(key))
    output = io.BytesIO()
    workbook.save(output)
    assert upload(SimpleUploadedFile("voll.xlsx", output.getvalue())).report["new"] == 1
    assert upload(SimpleUploadedFile("vorlage.csv", template.csv_template())).report["rows"] == 0


def test_a_long_list_is_left_to_a_worker(upload, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        sheet = upload(as_csv([row(text=f"Nummer {n}") for n in range(250)]))
    assert sheet.state == SheetState.UPLOADED and len(waiting) == 1
    waiting[0]()
    sheet.refresh_from_db()
    assert sheet.state == SheetState.CHECKED and sheet.report["new"] == 250
    with django_capture_on_commit_callbacks(execute=True):
        sheet = confirm(sheet, cast)
        assert sheet.state == SheetState.CONFIRMED
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DONE and Contribution.objects.count() == 250


def test_a_worker_that_died_leaves_nothing_behind_and_the_sweep_goes_on(upload, cast, monkeypatch):
    sheet = upload(as_csv([row(text=f"Nummer {n}") for n in range(3)]))
    SheetImport.objects.update(state=SheetState.CONFIRMED, created_at=timezone.now() - timedelta(hours=1))
    real = sheets.insert

    def die(contributions):
        real(contributions)
        raise RuntimeError("killed")

    monkeypatch.setattr(sheets, "insert", die)
    with pytest.raises(RuntimeError):
        sheets.work_on(sheet.pk)
    assert not Contribution.objects.exists() and not Statement.objects.exists()
    monkeypatch.setattr(sheets, "insert", real)
    sheets.sweep()
    assert not Contribution.objects.exists(), "the claim of the dead worker holds for a while"
    SheetImport.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    sheets.sweep()
    sheets.sweep()
    assert Contribution.objects.count() == 3
    assert SheetImport.objects.get().state == SheetState.DONE


def test_what_became_wrong_since_the_check_stores_nothing(upload, cast):
    sheet = upload(as_csv([row(), row(category="Zivilgesellschaft und Vereine", text="Zweites")]))
    StakeholderCategory.objects.filter(slug="zivilgesellschaft").update(title="Umbenannt")
    sheet = confirm(sheet, cast)
    assert sheet.state == SheetState.CHECKED and set(errors(sheet)) == {(3, "Kategorie")}
    assert not Contribution.objects.exists()


def test_the_file_goes_when_it_is_imported_or_forgotten(upload, cast, django_capture_on_commit_callbacks):
    sheet = upload(as_csv([row()]))
    name, storage = sheet.file.name, sheet.file.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(sheet, cast)
    assert not storage.exists(name)
    assert "Frau Brief" not in str(SheetImport.objects.get().report)
    old = upload(as_csv([row(text="Liegen geblieben")]))
    name = old.file.name
    SheetImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    sheets.sweep()
    assert not storage.exists(name) and not SheetImport.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("who", ["editor", "moderator", "observer", "outsider", "stakeholder"])
def test_only_those_who_record_may_import(upload, cast, process, who):
    sheet = upload(as_csv([row()]))
    actor = getattr(cast, who)
    for call in (
        lambda: sheets.upload_sheet(process, upload=as_csv([row()]), actor=actor),
        lambda: sheets.confirm_sheet(sheet, tell=False, actor=actor),
        lambda: sheets.discard_sheet(sheet, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            call()
    assert not Contribution.objects.exists() and SheetImport.objects.count() == 1


def test_rows_cost_no_queries_of_their_own(upload, cast):
    """Checking and storing 200 rows takes what one row takes, plus what is written in batches."""

    def cost(count: int) -> tuple[int, int]:
        rows = [row(text=f"Nummer {count} {n}", author_name=f"Person {count} {n}") for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as checking:
            sheet = upload(as_csv(rows))
        with CaptureQueriesContext(connection) as storing:
            confirm(sheet, cast)
        return len(checking), len(storing)

    one, many = cost(1), cost(200)
    assert many[0] <= one[0] + 2
    # SQLite takes 999 values at a time, so the wide tables are written in some more statements.
    assert many[1] <= one[1] + 60
