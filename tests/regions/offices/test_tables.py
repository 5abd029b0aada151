"""Tables of the directory and of municipalities: checked by line, read in once, harmless when opened."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import AuditEntry
from regions.models import Office, OfficeVersion, Region, RegionLevel
from regions.offices import sheets
from regions.offices.entries import entry_of

IMPORT = reverse("offices_admin:import")
EXPORT = reverse("offices_admin:export")
MUNICIPALITIES = reverse("offices_admin:municipalities")


@pytest.fixture
def signed_in(scene, client):
    client.force_login(scene.keeper)
    return client


def upload(client, content, address: str = IMPORT):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(address, {"file": SimpleUploadedFile("liste.csv", data)})


def store(client, page, address: str = IMPORT):
    return client.post(address, {"checked": page.context["checked"]})


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_checked_then_stored_then_nothing_new(scene, signed_in):
    Region.objects.create(level=RegionLevel.MUNICIPALITY, ags="14627060", name="Riesa", parent=scene.meissen)
    text = (
        "Kennung;AGS;Bezeichnung;Art;Beschäftigung;Doppelfunktionen;Besteht seit;Stellen besetzt;Standorte\r\n"
        'm-1;14627;Migrationsbeauftragte;;Ehrenamt;"Senioren, Gleichstellung";4.2012;6,5;'
        '"Riesa | Markt 1 | Di 9–12 | | Riesa\nMeißen"\r\n'
        ";Bautzen;AUSLÄNDERBEAUFTRAGTE;;Teilzeit;;;;\r\n"
    )
    page = upload(signed_in, text)
    report = page.context["report"]
    assert (len(report.new), len(report.changed), report.parsed.errors) == (1, 1, [])
    assert Office.objects.count() == 3, "the check stores nothing"

    store(signed_in, page)

    new = Office.objects.get(reference="m-1")
    assert (new.employment, new.double_functions, new.started) == ("honorary", ["equality", "seniors"], "2012-04")
    assert [site["municipalities"] for site in entry_of(new)["sites"]] == [["14627060"], []]
    scene.office.refresh_from_db()
    assert (scene.office.employment, scene.office.unit) == ("part_time", "Landratsamt"), "empty cells change nothing"
    assert OfficeVersion.objects.get().employment == "full_time"
    assert AuditEntry.objects.filter(action__startswith="offices.").count() == 2
    again = upload(signed_in, text).context["report"]
    assert (again.changes, again.known) == (0, 2)


def test_what_is_exported_can_be_read_in_and_changes_nothing(scene, signed_in):
    Region.objects.create(level=RegionLevel.MUNICIPALITY, ags="14625020", name="Bautzen, Stadt", parent=scene.bautzen)
    Office.objects.filter(pk=scene.office.pk).update(
        phone="+49 345 1",
        tasks="- Eins\n- Zwei",
        title="=Formel",
        planned_positions="0.5",
        started="2017-02-01",
        double_functions=["disability"],
        is_fact=False,
        note="@alle",
        kind="coordination",
    )
    site = scene.office.sites.create(town="Kamenz", serves="alle; alle")
    site.municipalities.add(Region.objects.get(ags="14625020"))
    before = entry_of(Office.objects.get(pk=scene.office.pk))
    content = b"".join(signed_in.get(EXPORT))
    assert "'=Formel" in content.decode() and "'+49" in content.decode()
    assert "geheime" not in content.decode() and "Aufgegebene" in content.decode()
    report = upload(signed_in, content).context["report"]
    assert (report.parsed.errors, report.changes, report.known) == ([], 0, 2)

    Office.objects.all().delete()
    store(signed_in, upload(signed_in, content))
    assert entry_of(Office.objects.get(region=scene.bautzen)) == before


def test_a_workbook_is_read_too(scene, signed_in):
    book = openpyxl.Workbook()
    book.active.append(["AGS", "Bezeichnung", "Stellen besetzt"])
    book.active.append([14627, "Beauftragte", 2])
    book.active.append([14627, "=1+1", 2])
    file = io.BytesIO()
    book.save(file)
    report = upload(signed_in, file.getvalue()).context["report"]
    assert len(report.new) == 1
    assert [(error.line, error.column) for error in report.parsed.errors] == [(3, "Bezeichnung")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("99999;X;;;;;", "AGS"),
        ("14;X;;;;;", "AGS"),
        ("14627;;;;;;", "Bezeichnung"),
        ("14627;X;halbtags;;;;", "Beschäftigung"),
        ("14627;X;;Feuerwehr;;;", "Doppelfunktionen"),
        ("14627;X;;;31.2.2011;;", "Besteht seit"),
        ("14627;X;;;;Atlantis | | | | Atlantis;", "Standorte"),
        ("14627;X;;;;;keine Adresse", "E-Mail"),
        (f"14627;{'x' * 201};;;;;", "Bezeichnung"),
        ("14627;X;;;;;a@b.de;mehr", ""),
        ("14625;Ausländerbeauftragte;;;;;\r\n14625;ausländerbeauftragte;;;;;", ""),
    ],
)
def test_errors_name_line_and_column_and_store_nothing(scene, signed_in, row, column):
    header = "AGS;Bezeichnung;Beschäftigung;Doppelfunktionen;Besteht seit;Standorte;E-Mail\r\n"
    page = upload(signed_in, header + "14627;Gut;;;;;\r\n" + row)
    (error,) = page.context["report"].parsed.errors
    assert error.line >= 3 and error.column == column and error.message
    store(signed_in, page)
    assert Office.objects.count() == 3


def test_files_that_are_none_are_refused_in_words(scene, signed_in):
    for content in (b"", b"%PDF-1.7", b"Name;Ort\r\nA;B", b"PK\x03\x04kaputt", b"x" * 1_600_000):
        page = upload(signed_in, content)
        assert page.status_code == 200 and page.context["form"].errors and "report" not in page.context


def test_what_was_checked_belongs_to_the_person_and_the_list(scene, signed_in, client):
    page = upload(signed_in, "AGS;Bezeichnung\r\n14627;Neue Stelle")
    checked = page.context["checked"]
    signed_in.post(MUNICIPALITIES, {"checked": checked})
    signed_in.post(IMPORT, {"checked": checked[:-2] + "xx"})
    scene.outsider.groups.set(scene.keeper.groups.all())
    client.force_login(scene.outsider)
    client.post(IMPORT, {"checked": checked})
    assert Office.objects.count() == 3


def test_given_up_offices_are_not_entered_again(scene, signed_in):
    store(signed_in, upload(signed_in, "AGS;Bezeichnung;Anbindung\r\n14626;Aufgegebene Stelle;Sozialamt"))
    scene.ended.refresh_from_db()
    assert Office.objects.count() == 3 and scene.ended.ended_on is not None and scene.ended.unit == "Sozialamt"


def test_the_public_table_has_what_the_pages_have(scene, client):
    Office.objects.filter(pk=scene.office.pk).update(reference="intern-1")
    (row,) = rows_of(client.get(reverse("offices:export")))
    assert (row["Land"], row["Kreis"], row["AGS"], row["Bezeichnung"]) == (
        "Sachsen",
        "Bautzen",
        "14625",
        "Ausländerbeauftragte",
    )
    assert "intern-1" not in row.values() and not any("holder" in value for value in row.values())


def test_the_template_has_the_headers(scene, signed_in):
    text = b"".join(signed_in.get(reverse("offices_admin:template"))).decode("utf-8-sig").strip()
    assert text.split(";") == sheets.header()


def test_municipalities_are_read_in_once_and_renamed(scene, signed_in):
    text = "ags;name\r\n14625020;Bautzen, Stadt\r\n14627060;Riesa"
    store(signed_in, upload(signed_in, text, MUNICIPALITIES), MUNICIPALITIES)
    riesa = Region.objects.get(ags="14627060")
    assert (riesa.level, riesa.parent) == (RegionLevel.MUNICIPALITY, scene.meissen)
    page = upload(signed_in, text.replace("Riesa", "Riesa, Stadt"), MUNICIPALITIES)
    outcome = page.context["report"]["outcome"]
    assert (len(outcome.new), len(outcome.renamed), outcome.known) == (0, 1, 1)
    store(signed_in, page, MUNICIPALITIES)
    riesa.refresh_from_db()
    assert riesa.name == "Riesa, Stadt" and Region.objects.filter(level=RegionLevel.MUNICIPALITY).count() == 2
    assert signed_in.get("/regionen/14627060/").status_code == 200
    assert "Riesa, Stadt" in signed_in.get("/regionen/14627/").content.decode()
    assert {row["ags"] for row in rows_of(signed_in.get(reverse("offices_admin:municipalities_export")))} == {
        "14625020",
        "14627060",
    }


@pytest.mark.parametrize("line", ["1462;X", "14999001;X", "abc;X", "14627060;", "14625020;Doppelt"])
def test_wrong_municipalities_are_named_by_line(scene, signed_in, line):
    page = upload(signed_in, f"ags;name\r\n14625020;Bautzen, Stadt\r\n{line}", MUNICIPALITIES)
    (error,) = page.context["report"]["parsed"].errors
    assert error.line == 3
    store(signed_in, page, MUNICIPALITIES)
    assert not Region.objects.filter(level=RegionLevel.MUNICIPALITY).exists()


def test_two_lines_for_one_office_are_an_error_however_they_name_it(scene, signed_in):
    Office.objects.filter(pk=scene.office.pk).update(reference="b-1")
    text = "Kennung;AGS;Bezeichnung;Beschäftigung\r\nb-1;14625;Neuer Name;\r\n;14625;Ausländerbeauftragte;Ehrenamt\r\n"
    page = upload(signed_in, text)
    assert [error.line for error in page.context["report"].parsed.errors] == [3]
    store(signed_in, page)
    scene.office.refresh_from_db()
    assert (scene.office.title, scene.office.employment) == ("Ausländerbeauftragte", "full_time")
