"""Lists of education coordinators: checked first, stored as a whole, the same file twice changes nothing."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from regions.demand import importing
from regions.demand.enums import EntryState, Kind
from regions.demand.models import Entry
from regions.demand.sheets import COLUMNS, template

URL = reverse("demand:import")


@pytest.fixture
def row():
    until = (timezone.localdate() + timedelta(days=200)).strftime("%d.%m.%Y")

    def make(**cells) -> dict:
        return {"Referenz": "B-1", "Art": "Angebot", "Gebiet": "Mittelsachsen", "Feld": "Sprache", "Titel": "Kurs",
                "Beschreibung": "Ein Kurs.", "Gültig bis": until, **cells}  # fmt: skip

    return make


def file_of(*rows: dict) -> SimpleUploadedFile:
    headers = [column.header for column in COLUMNS]
    lines = [";".join(headers)]
    lines += [";".join('"{}"'.format(row.get(header, "")) for header in headers) for row in rows]
    return SimpleUploadedFile("liste.csv", "\n".join(lines).encode("utf-8-sig"))


def import_file(client, *rows: dict, **data):
    """Both steps, as a person takes them."""
    checked = client.post(URL, {"file": file_of(*rows)})
    assert checked.status_code == 200, checked.context["report"].errors
    return client.post(URL, {"token": checked.context["token"], **data})


def test_a_list_is_checked_then_stored_once(client, people, row):
    client.force_login(people.coordinator)
    rows = [row(Sprachen="Arabisch, uk", Zielgruppen="Frauen", Anzahl="12"), row(Referenz="B-2", Art="Bedarf")]
    checked = client.post(URL, {"file": file_of(*rows)})
    assert checked.context["report"].new == 2 and not Entry.objects.exists(), "the check stores nothing"
    import_file(client, *rows, publish="1")
    offer, need = Entry.objects.order_by("reference")
    assert (offer.kind, offer.languages, offer.target_groups, offer.number) == (Kind.OFFER, ["ar", "uk"], ["women"], 12)
    assert need.kind == Kind.NEED and {offer.state, need.state} == {EntryState.PUBLISHED}
    again = client.post(URL, {"file": file_of(*rows)})
    assert (again.context["report"].same, again.context["report"].new) == (2, 0)
    import_file(client, row(Titel="Neuer Titel"))
    offer.refresh_from_db()
    assert (offer.title, offer.revision, Entry.objects.count()) == ("Neuer Titel", 1, 2)


def test_errors_are_named_by_line_and_nothing_is_stored(client, people, row, pool):
    Entry.objects.filter(pk=pool.pk).update(reference="POOL")
    client.force_login(people.coordinator)
    wrong = [
        row(Gebiet="Erzgebirgskreis"), row(Referenz="B-2", Feld="Unsinn"), row(Referenz="B-3", Titel=""),
        row(Referenz="B-4", Art="Wunsch"), row(Referenz="B-5", Sprachen="Klingonisch"),
        row(Referenz="B-6", **{"Gültig bis": "bald"}), row(Referenz="B-7", **{"E-Mail": "keine"}),
        row(Referenz="B-8", Website="javascript:alert(1)"), row(Referenz="B-8"), row(Referenz="B-9", Anzahl="viele"),
    ]  # fmt: skip
    response = client.post(URL, {"file": file_of(*wrong)})
    assert response.status_code == 422
    lines = {line for line, _column, _message in response.context["report"].errors}
    assert lines == set(range(2, 12)) and Entry.objects.count() == 1
    assert "token" not in response.context
    pools = client.post(URL, {"file": file_of(row(Referenz="POOL"))})
    assert pools.status_code == 422


def test_no_file_and_no_table_are_told(client, people):
    client.force_login(people.coordinator)
    assert client.post(URL).status_code == 422
    assert client.post(URL, {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2")}).status_code == 422
    assert client.post(URL, {"token": "gefälscht"}).status_code == 422


def test_the_check_of_somebody_else_is_refused(client, people, row):
    client.force_login(people.coordinator)
    token = client.post(URL, {"file": file_of(row())}).context["token"]
    client.force_login(people.neighbour)
    assert client.post(URL, {"token": token}).status_code == 422
    client.force_login(people.coordinator)
    people.office.holder = people.outsider
    people.office.save()
    assert client.post(URL, {"token": token}).status_code == 404
    assert not Entry.objects.exists()


def test_the_own_list_comes_back_unchanged(client, people, make_entry, elsewhere):
    make_entry("=1+1", reference="A-1", languages=["ar"], target_groups=["women"], number=3, internal_note="geheim")
    make_entry("Nebenan", region=elsewhere)
    client.force_login(people.coordinator)
    response = client.get(reverse("demand:own_export"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    titles = [line[5] for line in sheet.iter_rows(min_row=2, values_only=True)]
    assert titles == ["'=1+1"] and "no-store" in response.headers["Cache-Control"]
    again = client.post(URL, {"file": SimpleUploadedFile("eigene.xlsx", response.content)})
    assert again.status_code == 200 and again.context["report"].same == 1


def test_the_template_is_a_table_that_can_be_read(client, people):
    sheet = load_workbook(io.BytesIO(template())).worksheets[0]
    headers = [cell.value.rstrip(" *") for cell in sheet[1]]
    assert headers == [column.header for column in COLUMNS]
    client.force_login(people.coordinator)
    assert client.get(reverse("demand:import_template")).status_code == 200


def test_checking_takes_as_many_queries_for_many_rows(people, row):
    counts = []
    people.coordinator.get_all_permissions()
    for number in (1, 200):
        file = file_of(*[row(Referenz=f"Q-{index}") for index in range(number)])
        with CaptureQueriesContext(connection) as queries:
            assert importing.check(file, actor=people.coordinator).new == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Anzahl": "9" * 5000}, "Anzahl"),
        ({"Titel": "​⁠"}, "Titel"),
        ({"Beschreibung": "​"}, "Beschreibung"),
    ],
)
def test_hostile_cells_are_named_and_not_stored(client, people, row, cells, column):
    client.force_login(people.coordinator)
    response = client.post(URL, {"file": file_of(row(**cells))})
    assert response.status_code == 422
    assert column in {where for _line, where, _message in response.context["report"].errors}


@pytest.mark.parametrize("title", ["=cmd|' /C calc'!A0", "＝SUMME(1)", "+49", "@name", "-1"])
def test_what_looks_like_a_formula_goes_out_harmless_and_comes_back_unchanged(client, people, row, title):
    client.force_login(people.coordinator)
    import_file(client, row(Titel=title))
    assert Entry.objects.get().title == title
    sheet = client.get(reverse("demand:own_export")).content
    (stored,) = list(load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert f"'{title}" in stored
    back = client.post(URL, {"file": SimpleUploadedFile("liste.xlsx", sheet)})
    assert (back.context["report"].same, back.context["report"].errors) == (1, [])


def test_the_line_of_a_pool_is_named(client, people, row, pool):
    client.force_login(people.coordinator)
    Entry.objects.filter(pk=pool.pk).update(reference="P-1")
    response = client.post(URL, {"file": file_of(row(), row(Referenz="P-1"))})
    assert [line for line, _column, _message in response.context["report"].errors] == [3]


def test_a_list_too_large_to_confirm_is_refused_at_once(client, people, row, monkeypatch):
    monkeypatch.setattr(importing, "MOST_SEALED", 100)
    client.force_login(people.coordinator)
    response = client.post(URL, {"file": file_of(row())})
    assert response.status_code == 422 and "token" not in response.context


def test_a_field_that_is_gone_meanwhile_stores_nothing(client, people, row, field):
    client.force_login(people.coordinator)
    checked = client.post(URL, {"file": file_of(row())})
    field.delete()
    response = client.post(URL, {"token": checked.context["token"]})
    assert response.status_code == 422 and not Entry.objects.exists()
