"""The recording screens: who gets in, what they keep, what they show."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from consultations.contributions.models import Contribution
from consultations.contributions.recording import services
from consultations.contributions.recording import sheet_services as sheets
from consultations.contributions.recording.models import SheetImport, Statement, StatementState
from consultations.process.dates import today
from tests.consultations.contributions.recording.conftest import FIRST, LETTER, SECOND, as_csv, row
from tests.consultations.contributions.recording.test_originals import mail
from tests.consultations.contributions.recording.test_services import add

WHO = [
    ("recorder", 200),
    ("lead", 200),
    ("admin", 200),
    ("editor", 403),
    ("moderator", 403),
    ("analyst", 403),
    ("officer", 403),
    ("observer", 403),
    ("outsider", 404),
    ("stakeholder", 302),
    (None, 302),
]


def url(name, process, **kwargs):
    return reverse(f"recording_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


@pytest.fixture
def recorder(client, cast):
    client.force_login(cast.recorder)
    return client


@pytest.fixture
def split(letter, cast):
    add(letter, cast.recorder)
    return add(letter, cast.recorder, place="Kapitel 2", text=SECOND, kind="concern")


@pytest.fixture
def handed_over(split, cast):
    services.hand_over(split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß")
    split.refresh_from_db()
    return split


@pytest.fixture
def with_file(cast, process, version):
    upload = SimpleUploadedFile("Brief vom Landkreis.eml", mail())
    return services.begin_statement(process, original=services.read_upload(upload), actor=cast.recorder)


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_gets_in(client, cast, process, split, who, status):
    sheet = sheets.upload_sheet(process, upload=as_csv([row(author_name="Frau Liste")]), actor=cast.recorder)
    part = split.parts.first().pk
    if who:
        client.force_login(getattr(cast, who))
    pages = [
        url("index", process),
        url("begin", process),
        url("page", process, pk=split.pk),
        url("part", process, pk=split.pk, part=part),
        url("details", process, pk=split.pk),
        url("hand_over", process, pk=split.pk),
        url("discard", process, pk=split.pk),
        url("sheets", process),
        url("sheet", process, pk=sheet.pk),
        url("template", process, ending="xlsx"),
        url("template", process, ending="csv"),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == status, page
        if status != 200:
            body = response.content.decode()
            assert "Frau Brief" not in body and "Frau Liste" not in body and "Sprachkurse" not in body
    if status == 200:
        return
    data = {"revision": split.revision, "remainder_reason": "x", "reason": "x", "text": "Neu", "place": "1.1"}
    data |= {"kind": "proposal", "without": "1"}
    for page in [
        *pages[1:9],
        url("part_remove", process, pk=split.pk, part=part),
        url("sheet_discard", process, pk=sheet.pk),
    ]:
        assert client.post(page, data).status_code == status, page
    split.refresh_from_db()
    assert split.state == StatementState.IN_ENTRY and split.parts.count() == 2
    assert Statement.objects.count() == 1 and SheetImport.objects.count() == 1 and not Contribution.objects.exists()


@pytest.mark.parametrize(("who", "status"), [*[pair for pair in WHO if pair[0] != "moderator"], ("moderator", 200)])
def test_who_gets_the_original(client, cast, process, with_file, who, status):
    if who:
        client.force_login(getattr(cast, who))
    response = client.get(url("original", process, pk=with_file.pk))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == mail()
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]


def test_nothing_is_found_through_another_process(client, cast, process, other_process, handed_over, with_file):
    client.force_login(cast.outsider)
    sheet = sheets.upload_sheet(process, upload=as_csv([row()]), actor=cast.recorder)
    for name in ("page", "details", "hand_over", "receipts", "answer_letter", "discard"):
        assert client.get(url(name, other_process, pk=handed_over.pk)).status_code == 404, name
    assert client.get(url("original", other_process, pk=with_file.pk)).status_code == 404
    for name in ("sheet", "sheet_codes"):
        assert client.get(url(name, other_process, pk=sheet.pk)).status_code == 404
    assert client.post(url("sheet", other_process, pk=sheet.pk)).status_code == 404


def test_a_mail_is_filled_in_from_its_file(recorder, process, version):
    upload = SimpleUploadedFile("mail.eml", mail())
    response = recorder.post(url("begin", process), {"file": upload})
    statement = Statement.objects.get()
    assert response.url == url("details", process, pk=statement.pk)
    page = recorder.get(response.url).content.decode()
    assert "muster@example.org" in page and "Bitte mehr Sprachkurse." in page
    assert statement.channel == "email" and statement.original_name == "mail.eml"


def test_a_dangerous_file_is_refused_and_nothing_begun(recorder, process):
    upload = SimpleUploadedFile("brief.pdf", b"<html><script>alert(1)</script>")
    response = recorder.post(url("begin", process), {"file": upload})
    assert response.status_code == 200 and response.context["form"].errors["file"]
    assert not Statement.objects.exists()


def details(**values):
    return {
        "revision": "1",
        "channel": "letter",
        "received_on": today().isoformat(),
        "author_name": "Frau Brief",
        "publication": "category",
        "language": "de",
        "full_text": LETTER,
        **values,
    }


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("received_on", {"received_on": "2126-01-01"}),
        ("received_on", {"received_on": "1926-01-01"}),
        ("received_on", {"received_on": "gestern"}),
        ("consent_note", {"publication": "named"}),
        ("publication", {"publication": "named", "author_name": "", "consent_note": "im Brief"}),
        ("contact_email", {"contact_email": "kein"}),
        ("channel", {"channel": "online"}),
        ("full_text", {"full_text": "x" * 300_001}),
    ],
)
def test_nothing_typed_is_lost_on_errors(recorder, process, letter, field, values):
    typed = details(note="Das habe ich getippt", **values)
    response = recorder.post(url("details", process, pk=letter.pk), typed)
    assert response.status_code == 200 and field in response.context["form"].errors
    assert "Das habe ich getippt" in response.content.decode()
    letter.refresh_from_db()
    assert letter.note == "" and letter.revision == 1


def test_a_nul_byte_is_refused_in_words(recorder, process, letter):
    response = recorder.post(url("details", process, pk=letter.pk), details(full_text="a\x00b"))
    assert response.status_code == 200 and response.context["form"].errors


def test_the_text_is_split_with_a_visible_remainder(recorder, process, letter):
    page_url = url("page", process, pk=letter.pk)
    response = recorder.post(
        page_url, {"revision": letter.revision, "text": FIRST, "place": "1.2", "kind": "proposal", "title": ""}
    )
    assert response.status_code == 302
    page = recorder.get(page_url)
    assert FIRST not in page.context["rest"] and SECOND in " ".join(page.context["rest"])
    index = next(n for n, stretch in enumerate(page.context["rest"], start=1) if SECOND in stretch)
    assert SECOND in recorder.get(f"{page_url}?rest={index}").context["form"]["text"].value()
    for nonsense in ("0", "999", "-1", "x", "%F0", "1" * 30):
        assert recorder.get(f"{page_url}?rest={nonsense}").status_code == 200


def test_a_passage_with_an_unknown_place_is_kept_in_the_form(recorder, process, letter):
    data = {"revision": letter.revision, "text": "Getippte Passage", "place": "99.9", "kind": "proposal"}
    response = recorder.post(url("page", process, pk=letter.pk), data)
    assert response.status_code == 200 and "Getippte Passage" in response.content.decode()
    assert response.context["form"].errors["place"] and not letter.parts.exists()


def test_somebody_else_was_quicker_and_what_was_typed_is_kept(recorder, cast, process, letter):
    add(letter, cast.lead)
    data = {"revision": letter.revision - 1, "text": "Meine Passage", "place": "1.1", "kind": "proposal"}
    response = recorder.post(url("page", process, pk=letter.pk), data)
    body = response.content.decode()
    assert response.status_code == 409 and "Meine Passage" in body and "Lead" in body
    assert letter.parts.count() == 1
    again = {**data, "revision": response.context["statement"].revision}
    assert recorder.post(url("page", process, pk=letter.pk), again).status_code == 302
    assert letter.parts.count() == 2


def test_a_passage_removed_meanwhile_is_offered_as_a_new_one(recorder, cast, process, split):
    part = split.parts.first()
    services.remove_part(split, part=part.pk, seen=split.revision, actor=cast.lead)
    data = {"revision": split.revision, "text": "Geänderte Passage", "place": "1.1", "kind": "proposal"}
    response = recorder.post(url("part", process, pk=split.pk, part=part.pk), data)
    assert response.status_code == 409
    body = response.content.decode()
    assert "Geänderte Passage" in body and f'action="{url("page", process, pk=split.pk)}"' in body


def test_changing_and_removing_passages_until_handed_over(recorder, cast, process, split):
    part = split.parts.first()
    page = recorder.get(url("part", process, pk=split.pk, part=part.pk))
    assert page.context["form"]["place"].value() == "1.2"
    data = {"revision": split.revision, "text": FIRST, "place": "Entwurf", "kind": "question"}
    assert recorder.post(url("part", process, pk=split.pk, part=part.pk), data).status_code == 302
    part.refresh_from_db()
    assert (part.target_kind, part.kind) == ("draft", "question")
    remove = url("part_remove", process, pk=split.pk, part=part.pk)
    recorder.post(remove, {"revision": split.revision})
    assert split.parts.count() == 2, "the page was out of date"
    recorder.post(remove, {"revision": split.revision + 1})
    assert split.parts.count() == 1


def test_handing_over_shows_the_codes_and_a_letter_to_print(recorder, process, split):
    response = recorder.post(url("hand_over", process, pk=split.pk), {"revision": split.revision})
    assert response.context["form"].errors["remainder_reason"] and not Contribution.objects.exists()
    data = {"revision": split.revision, "remainder_reason": "Anrede und Gruß"}
    response = recorder.post(url("hand_over", process, pk=split.pk), data)
    assert response.url == url("receipts", process, pk=split.pk)
    for name in ("receipts", "answer_letter"):
        page = recorder.get(url(name, process, pk=split.pk))
        for contribution in Contribution.objects.all():
            assert contribution.display_code in page.content.decode()
            assert contribution.display_receipt_code in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert recorder.get(url("page", process, pk=split.pk)).url == url("receipts", process, pk=split.pk)
    for name in ("details", "page", "hand_over", "discard"):
        response = recorder.post(url(name, process, pk=split.pk), {**details(), **data, "reason": "x", "text": "y"})
        assert response.status_code in (302, 200)
    assert Contribution.objects.count() == 2 and Statement.objects.get().note == ""


def test_the_moderators_see_where_it_came_from(client, cast, process, handed_over):
    contribution = Contribution.objects.filter(statement=handed_over).first()
    client.force_login(cast.moderator)
    page = client.get(
        reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": contribution.pk})
    ).content.decode()
    assert "Frau Brief" in page and "IV-7" in page and "Aus einem Schreiben" in page


def test_the_public_never_sees_the_sender_behind_the_scenes(client, cast, process, handed_over):
    from consultations.moderation.services import release

    for contribution in Contribution.objects.filter(statement=handed_over):
        release(contribution, actor=cast.moderator, expected_state="pending", seen_decision=None)
    for path in (
        reverse("contributions:list", kwargs={"process_slug": process.slug}) + "?weg=letter",
        Contribution.objects.first().get_absolute_url(),
    ):
        body = client.get(path).content.decode()
        assert "Sprachkurse" in body and "Brief" in body
        assert "Frau Brief" not in body and "brief@example.org" not in body and "IV-7" not in body


def test_a_list_is_checked_corrected_and_imported(recorder, process, version):
    bad = recorder.post(url("sheets", process), {"file": as_csv([row(), row(place="9.9")])})
    page = recorder.get(bad.url)
    assert list(page.context["page"]) == [[3, "Bezug", page.context["page"][0][2]]]
    recorder.post(bad.url, {})
    assert not Contribution.objects.exists()
    good = recorder.post(url("sheets", process), {"file": as_csv([row(), row(place="1.1")])})
    recorder.post(good.url, {})
    assert Contribution.objects.count() == 2
    codes = recorder.get(good.url + "codes.xlsx")
    sheet = load_workbook(io.BytesIO(codes.content)).active
    written = {cell.value for line in sheet.iter_rows() for cell in line}
    assert {row.display_receipt_code for row in Contribution.objects.all()} <= written
    refused = recorder.post(url("sheets", process), {"file": SimpleUploadedFile("x.csv", b"")})
    assert refused.status_code == 200 and refused.context["form"].errors["file"]


def test_a_list_on_its_way_refreshes_without_a_script(recorder, process, version, cast):
    sheet = sheets.upload_sheet(process, upload=as_csv([row()]), actor=cast.recorder)
    assert "Refresh" not in recorder.get(url("sheet", process, pk=sheet.pk)).headers
    SheetImport.objects.update(state="confirmed")
    assert recorder.get(url("sheet", process, pk=sheet.pk))["Refresh"]
    assert recorder.get(url("sheet_codes", process, pk=sheet.pk)).status_code == 404


def test_the_list_takes_as_many_queries_for_many_letters(recorder, process, cast, version):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            response = recorder.get(url("index", process), {"q": "", "state": "", "page": "unsinn"})
        assert response.status_code == 200
        return len(captured)

    def make(number):
        Statement.objects.bulk_create(
            Statement(process=process, received_on=today(), author_name=f"P {n}", recorded_by=cast.recorder)
            for n in range(number)
        )

    make(1)
    queries()
    few = queries()
    make(199)
    assert queries() == few


def test_a_letter_takes_as_many_queries_for_many_passages(recorder, process, letter):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for name in ("page", "hand_over"):
                assert recorder.get(url(name, process, pk=letter.pk)).status_code == 200
        return len(captured)

    def make(number):
        letter.parts.bulk_create(
            letter.parts.model(
                statement=letter, text=f"{n}", kind="proposal", target_kind="process", target_pk=process.pk
            )
            for n in range(number)
        )

    make(1)
    queries()
    few = queries()
    make(199)
    assert queries() == few
