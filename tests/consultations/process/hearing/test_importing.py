"""Tables of addressees: read without storing anything, then all of it or nothing."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import StakeholderCategory
from consultations.process.hearing import importing
from consultations.process.hearing.models import Addressee, AddresseeImport
from frontend.sheets import SheetRefused
from tests.factories.accounts import OrganisationFactory, RegionFactory, StakeholderCategoryFactory

HEAD = "Organisation;Ansprechperson;E-Mail;Kategorie;Region;Notiz"
GOOD = "Städtebund (Test);Frau Größe;post@staedte.example;Zivilgesellschaft und Vereine;15081;Az. 1"


@pytest.fixture(autouse=True)
def _places(db):
    StakeholderCategoryFactory()
    RegionFactory(ags="15081", name="Altmarkkreis Salzwedel")


def upload(*rows: str, encoding: str = "utf-8", head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("liste.csv", "\r\n".join([head, *rows]).encode(encoding))


def read(phase, actor, *rows: str, **kwargs) -> AddresseeImport:
    return importing.read_upload(phase, upload=upload(*rows, **kwargs), actor=actor)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_usual_encodings_are_read(phase, cast, encoding):
    found = read(phase, cast.editor, GOOD, encoding=encoding)
    assert found.report == {"rows": 1, "new": 1, "known": 0, "errors_total": 0, "errors": []}
    assert not Addressee.objects.exists()
    assert importing.confirm_import(found, actor=cast.editor) == 1
    row = Addressee.objects.get()
    assert (row.name, row.contact_name, row.region.ags, row.note) == (
        "Städtebund (Test)",
        "Frau Größe",
        "15081",
        "Az. 1",
    )
    found.refresh_from_db()
    assert found.rows == []


@pytest.mark.parametrize("separator", [",", "\t"])
def test_other_separators_are_read(phase, cast, separator):
    rows = [line.replace(";", separator) for line in (HEAD, GOOD)]
    assert read(phase, cast.editor, rows[1], head=rows[0]).report["new"] == 1


def test_errors_are_told_by_line_and_nothing_is_kept(phase, cast):
    found = read(
        phase,
        cast.editor,
        GOOD,
        ";;kein-at;Unbekannt;99999;",
        "Zwei (Test);;zwei@x.example;zivilgesellschaft;Altmarkkreis Salzwedel;",
        "städtebund  (TEST);;anders@x.example;zivilgesellschaft;;",
        "Fünf; (Test);;fuenf@x.example;zivilgesellschaft;;zu;viel",
    )
    by_line = [(line, column) for line, column, _text in found.report["errors"]]
    assert by_line[:4] == [(3, "Organisation"), (3, "E-Mail"), (3, "Kategorie"), (3, "Region")]
    assert (5, "Organisation") in by_line and (6, "") in by_line
    assert "Zeile 2" in next(text for line, _column, text in found.report["errors"] if line == 5)
    assert found.rows == []
    with pytest.raises(importing.NotReadyToImport):
        importing.confirm_import(found, actor=cast.editor)
    assert not Addressee.objects.exists()


def test_the_same_table_twice_adds_nothing(phase, cast):
    importing.confirm_import(read(phase, cast.editor, GOOD), actor=cast.editor)
    again = read(phase, cast.editor, GOOD)
    assert (again.report["new"], again.report["known"]) == (0, 1)
    other = read(phase, cast.editor, GOOD.replace("post@", "neu@"))
    assert other.report["errors_total"] == 1 and "andere" in other.report["errors"][0][2]


def test_two_people_confirm_the_same_organisation_once(phase, cast):
    first, second = (read(phase, cast.editor, GOOD) for _ in range(2))
    assert importing.confirm_import(first, actor=cast.editor) == 1
    assert importing.confirm_import(second, actor=cast.lead) == 0
    with pytest.raises(importing.NotReadyToImport):
        importing.confirm_import(first, actor=cast.editor)
    assert Addressee.objects.count() == 1


def test_a_verified_organisation_is_found_by_its_name_and_two_of_one_name_are_not_guessed(phase, cast):
    known = OrganisationFactory(name="Städtebund (Test)")
    for _ in range(2):
        OrganisationFactory(name="Doppelt (Test)")
    found = read(phase, cast.editor, GOOD, "Doppelt (Test);;d@x.example;zivilgesellschaft;;")
    importing.confirm_import(found, actor=cast.editor)
    rows = {row.name: row.organisation for row in Addressee.objects.all()}
    assert rows == {"Städtebund (Test)": known, "Doppelt (Test)": None}


def test_formulas_stay_text_here_and_in_what_is_downloaded(client, phase, cast):
    cell = '=HYPERLINK(""http://boese.example"")'
    found = read(phase, cast.editor, f'"{cell}";;f@x.example;zivilgesellschaft;;@SUM(1)')
    importing.confirm_import(found, actor=cast.editor)
    client.force_login(cast.editor)
    url = reverse("hearing_admin:table", kwargs={"process_slug": phase.process.slug, "phase": phase.pk})
    text = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in text and "'@SUM(1)" in text
    # What was downloaded can be read again as the same rows.
    head, *rows = text.strip().splitlines()
    columns = ";".join(head.split(";")[:6])
    again = read(phase, cast.editor, *[row.rsplit(";", 8)[0] for row in rows], head=columns)
    assert (again.report["known"], again.report["errors_total"]) == (1, 0)


def test_a_table_of_50000_rows_is_refused_in_words(phase, cast):
    rows = "\r\n".join(f"Verband {n};;v{n}@x.example;zivilgesellschaft;;" for n in range(50_000))
    with pytest.raises(SheetRefused) as refused:
        read(phase, cast.editor, rows)
    assert "5.000" in str(refused.value) or "5000" in str(refused.value)
    assert not AddresseeImport.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"\xd0\xcf\x11\xe0 alt", b"PK\x03\x04 kaputt", b"\x00\x01\x02", b"a;b\r\n1;2"]
)
def test_what_is_no_such_table_is_refused(phase, cast, content):
    with pytest.raises(SheetRefused):
        importing.read_upload(phase, upload=SimpleUploadedFile("x.xlsx", content), actor=cast.editor)


def test_the_template_can_be_filled_in_and_read(client, phase, cast):
    client.force_login(cast.editor)
    place = {"process_slug": phase.process.slug, "phase": phase.pk}
    data = client.get(reverse("hearing_admin:template", kwargs={**place, "ending": "xlsx"})).content
    workbook = load_workbook(io.BytesIO(data))
    title = StakeholderCategory.objects.get(is_individual=False).title
    workbook["Adressaten"].append(["Verband X", None, "x@x.example", title, 15081, None])
    filled = io.BytesIO()
    workbook.save(filled)
    found = importing.read_upload(phase, upload=SimpleUploadedFile("a.xlsx", filled.getvalue()), actor=cast.editor)
    assert found.report["errors"] == [] and found.report["new"] == 1
    csv = client.get(reverse("hearing_admin:template", kwargs={**place, "ending": "csv"})).content
    assert csv.decode("utf-8-sig").strip() == HEAD


def test_only_those_who_edit_the_process_import(phase, cast):
    for person in (cast.observer, cast.moderator, cast.outsider):
        with pytest.raises(PermissionDenied):
            read(phase, person, GOOD)
    found = read(phase, cast.editor, GOOD)
    with pytest.raises(PermissionDenied):
        importing.confirm_import(found, actor=cast.outsider)


def test_the_screens_lead_from_the_error_to_the_list(client, phase, cast):
    client.force_login(cast.editor)
    place = {"process_slug": phase.process.slug, "phase": phase.pk}
    url = reverse("hearing_admin:import", kwargs=place)
    page = client.post(url, {"file": upload("Ohne Adresse (Test);;;zivilgesellschaft;;")}, follow=True).content.decode()
    assert "Nichts wurde gespeichert" in page and "E-Mail" in page
    checked = client.post(url, {"file": upload(GOOD)}, follow=True)
    assert "Städtebund (Test)" in checked.content.decode()
    done = client.post(checked.redirect_chain[-1][0], follow=True).content.decode()
    assert "Städtebund (Test)" in done and "Auf die Liste gesetzt: 1" in done
