"""Typed lists of cards: errors by line, nothing stored before it is confirmed, the same list twice adds nothing."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from consultations.conferences.capture.models import Card
from consultations.conferences.record import importing
from tests.factories.records import make_conference

HEAD = "Tisch;Spalte;Text;Punkte;Sprache;Kennung\n"
GOOD = HEAD + '1;Bedarf;"Karte eins";3;de;K1\n2;Frage;Karte zwei;;;\n'


def sheet(text, name="karten.csv"):
    return SimpleUploadedFile(name, text.encode("utf-8-sig"))


def read(conference, text):
    return importing.read_upload(conference, sheet(text))


def test_a_list_is_checked_confirmed_and_stored_once(conference, cast):
    before = Card.objects.count()
    report = read(conference, GOOD)
    assert (len(report.rows), report.errors_total) == (2, 0) and Card.objects.count() == before
    token = importing.signed(conference, report)
    assert importing.import_rows(conference, token, actor=cast.recorder) == 2
    assert importing.import_rows(conference, token, actor=cast.recorder) == 0
    again = read(conference, GOOD)
    assert (len(again.rows), again.known, again.different) == (0, 2, [])
    card = Card.objects.get(reference="K1")
    assert (card.table.number, card.column, card.text, card.dots, card.language) == (1, "bedarf", "Karte eins", 3, "de")


def test_errors_are_told_by_line_and_column_and_nothing_can_be_stored(conference):
    report = read(conference, HEAD + "9;Bedarf;Text;;;\n1;Wunsch;Text;;;\n1;Bedarf;;;;\n1;Bedarf;Text;viele;xx1;\n")
    assert [(line, column) for line, column, _text in report.errors] == [
        (2, "Tisch"),
        (3, "Spalte"),
        (4, "Text"),
        (5, "Punkte"),
        (5, "Sprache"),
    ]


def test_the_same_words_twice_need_references(conference):
    same = "1;Bedarf;Mehr Busse;;;{}\n"
    assert read(conference, HEAD + same.format("") * 2).errors_total == 1
    assert read(conference, HEAD + same.format("A") + same.format("B")).errors_total == 0
    assert read(conference, HEAD + same.format("A") * 2).errors_total == 1


def test_a_card_that_reads_otherwise_now_is_left_and_named(conference, cast):
    importing.import_rows(conference, importing.signed(conference, read(conference, GOOD)), actor=cast.recorder)
    report = read(conference, GOOD.replace("Karte eins", "Karte anders"))
    assert report.different == [2] and not report.rows


def test_formulas_are_refused_and_marks_of_our_own_tables_taken_off(conference):
    book = openpyxl.Workbook()
    book.active.append(["Tisch", "Spalte", "Text"])
    book.active.append([1, "Bedarf", "=1+1"])
    book.active.append([1, "Frage", "'=1+1"])
    data = io.BytesIO()
    book.save(data)
    report = importing.read_upload(conference, SimpleUploadedFile("a.xlsx", data.getvalue()))
    assert [line for line, _column, _text in report.errors] == [2]
    assert [row.text for row in report.rows] == ["=1+1"]


def test_a_list_is_good_for_its_conference_unchanged_and_for_those_who_may(conference, process, cast):
    token = importing.signed(conference, read(conference, GOOD))
    other = make_conference(process, slug="halle")
    for bad, place in ((token, other), (token[:-2] + "xx", conference), ("muster", conference)):
        with pytest.raises(importing.ListOutdated):
            importing.import_rows(place, bad, actor=cast.recorder)
    for who in ("outsider", "moderator", "stakeholder"):
        with pytest.raises(PermissionDenied):
            importing.import_rows(conference, token, actor=getattr(cast, who))


def test_the_templates_can_be_filled_in_and_read(conference):
    book = openpyxl.load_workbook(io.BytesIO(importing.xlsx_template(conference)))
    book["Karten"].append(["1", "Parkplatz", "Bund ist zuständig", "2"])
    data = io.BytesIO()
    book.save(data)
    report = importing.read_upload(conference, SimpleUploadedFile("a.xlsx", data.getvalue()))
    assert [(row.column, row.dots) for row in report.rows] == [("parkplatz", 2)]
    assert importing.csv_template().decode("utf-8-sig").startswith("Tisch;Spalte;Text")


def test_the_screen_shows_the_check_and_stores_what_it_signed(client, conference, cast, screen):
    client.force_login(cast.recorder)
    page = client.post(screen("import"), {"file": sheet(GOOD)})
    assert page.status_code == 200 and Card.objects.filter(reference="K1").count() == 0
    client.post(screen("import"), {"list": page.context["signed"]})
    assert Card.objects.filter(reference="K1").count() == 1
    wrong = client.post(screen("import"), {"file": sheet(HEAD + "9;Bedarf;Text;;;\n")})
    assert (wrong.context["signed"] == "" and "Line" in wrong.content.decode()) or "Zeile" in wrong.content.decode()
    assert client.post(screen("import"), {"file": sheet("Unsinn")}).status_code == 422
    assert client.get(screen("template", ending="xlsx")).status_code == 200
    assert client.get(screen("template", ending="exe")).status_code == 404
