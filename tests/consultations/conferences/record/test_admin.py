"""The staff screens of a record."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.conferences.capture.models import Card
from consultations.conferences.record import remarks, services
from consultations.conferences.record.models import RecordFile, ShownPhoto
from tests.factories.consultations import today
from tests.factories.files import image, pdf, upload
from tests.factories.records import confirmed, make_card, make_check


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.editor)
    return client


def test_every_screen_opens(staff, conference, screen):
    record = make_check(conference)
    table = conference.tables.first()
    card = table.cards.first()
    remark = remarks.submit(record, remarks.Remark(kind="objection", text="Falsch.", card=card))[0]
    for name in ("index", "minutes", "files", "check", "remarks", "confirm", "import"):
        assert staff.get(screen(name)).status_code == 200, name
    assert staff.get(screen("card", card=card.pk)).status_code == 200
    assert staff.get(screen("remark", remark=remark.pk)).status_code == 200
    for name in ("table", "new_card"):
        assert staff.get(screen(name, table=table.pk)).status_code == 200
    assert staff.get(screen("card", card=99999)).status_code == 404


def test_cards_are_typed_one_after_the_other_and_a_second_click_stores_nothing(staff, conference, screen):
    table = conference.tables.get(number=2)
    said = {"column": "frage", "text": "Wer zahlt?", "dots": "2", "language": "de", "key": str(uuid.uuid4())}
    for _time in range(2):
        response = staff.post(screen("new_card", table=table.pk), said)
        assert response.status_code == 302 and response["Location"].endswith("?spalte=frage")
    assert table.cards.get().dots == 2
    wrong = staff.post(screen("new_card", table=table.pk), {**said, "text": "", "language": "??"})
    assert wrong.status_code == 422


def test_a_correction_keeps_the_earlier_text_and_two_people_do_not_overwrite_each_other(staff, conference, screen):
    card = conference.tables.first().cards.first()
    url, said = screen("card", card=card.pk), {"column": "frage", "text": "Neu.", "dots": "1", "language": "de"}
    assert staff.post(url, {**said, "revision": "0"}).status_code == 302
    conflict = staff.post(url, {**said, "text": "Zweiter Text.", "revision": "0"})
    assert conflict.status_code == 409 and "Zweiter Text." in conflict.content.decode()
    card.refresh_from_db()
    assert card.text == "Neu." and card.earlier_texts.get().text == "Mehr Kurse am Abend."
    # Who has seen what is there now may save.
    again = conflict.context["form"].data
    assert staff.post(url, {**said, "text": "Zweiter Text.", "revision": again["revision"]}).status_code == 302


def test_minutes_and_reports_keep_what_others_wrote_meanwhile(staff, conference, screen, cast):
    form = staff.get(screen("minutes")).context["form"]
    services.save_minutes(conference, "Von anderen.", seen=services.mark_of(""), actor=cast.lead)
    conflict = staff.post(screen("minutes"), {"minutes": "Von mir.", "seen": form.initial["seen"]})
    assert conflict.status_code == 409 and services.record_of(conference).minutes == "Von anderen."
    table = conference.tables.first()
    seen = staff.get(screen("table", table=table.pk)).context["form"].initial["seen"]
    said = {"summary": "Es ging um Kurse.", "participants": "12", "seen": seen}
    assert staff.post(screen("table", table=table.pk), said).status_code == 302
    assert staff.post(screen("table", table=table.pk), said).status_code == 409
    table.refresh_from_db()
    assert (table.summary, table.participants) == ("Es ging um Kurse.", 12)


def test_photos_are_written_anew_and_need_a_description_and_consent(staff, conference, screen):
    photo = upload("gruppe.png", image())
    said = {"kind": "photo", "title": "Tisch 1", "alt_text": "Acht Menschen am Tisch", "consent_note": "mündlich"}
    refused = staff.post(screen("files"), {**said, "file": photo, "consent_note": ""})
    assert refused.status_code == 422 and not RecordFile.objects.exists()
    photo.seek(0)
    assert staff.post(screen("files"), {**said, "file": photo}).status_code == 302
    row = RecordFile.objects.get()
    assert row.file_kind == "jpeg" and row.file.open().read(3) == b"\xff\xd8\xff"
    for name, data in (("a.jpg", pdf()), ("b.jpg", b"<svg onload=alert(1)>")):
        assert staff.post(screen("files"), {**said, "file": upload(name, data)}).status_code == 422
    document = {"kind": "document", "title": "Folien", "file": upload("folien.pdf", pdf(script=True))}
    assert staff.post(screen("files"), document).status_code == 422
    assert staff.post(screen("files"), {**document, "file": upload("folien.pdf", pdf())}).status_code == 302
    staff.post(screen("file", file=row.pk), {"remove": "1"})
    assert RecordFile.objects.get().title == "Folien"


def test_files_are_public_with_the_record_and_not_before(staff, client, conference, screen, cast):
    staff.post(screen("files"), {"kind": "document", "title": "Folien", "file": upload("folien.pdf", pdf())})
    url = RecordFile.objects.get().get_absolute_url()
    assert staff.get(url).status_code == 200
    for who in (None, cast.outsider, cast.stakeholder, cast.moderator):
        client.logout()
        if who:
            client.force_login(who)
        assert client.get(url).status_code == 404, who
    confirmed(conference, cast.lead)
    client.logout()
    response = client.get(url)
    assert response.status_code == 200 and "sandbox" in response["Content-Security-Policy"]
    page = client.get(conference.get_absolute_url()).content.decode()
    assert "Folien" in page and "Landrätin" in page
    conference.process.is_published = False
    conference.process.save()
    assert client.get(url).status_code == 404


def test_the_photo_of_a_card_is_for_the_team_until_it_is_marked(staff, client, conference, screen, cast):
    card = conference.tables.first().cards.first()
    card.photo.save("k.jpg", ContentFile(image("JPEG")))
    assert staff.get(screen("card_photo", card=card.pk)).status_code == 200
    staff.post(screen("card_photo", card=card.pk), {"alt_text": "Gelbe Karte mit Handschrift"})
    assert ShownPhoto.objects.get().alt_text == "Gelbe Karte mit Handschrift"
    staff.post(screen("card_photo", card=card.pk), {"alt_text": ""})
    assert not ShownPhoto.objects.exists()


def test_the_check_is_opened_answered_and_confirmed_by_the_screens(staff, conference, screen):
    assert staff.post(screen("confirm"), {"revision": "0"}).status_code == 409
    suggested = staff.get(screen("check")).context["form"]["until"].value()
    assert suggested == services.suggested_end(), "fourteen days, unless somebody chooses another day"
    opened = staff.post(screen("check"), {"until": today().isoformat(), "recipients": "nobody"})
    assert opened.status_code == 302
    record = services.record_of(conference)
    card = conference.tables.first().cards.first()
    remark = remarks.submit(record, remarks.Remark(kind="objection", text="Falsch.", card=card))[0]
    given = {"decision": "accepted", "reason": "Stimmt.", "column": "frage", "text": "Wann ist der Kurs?"}
    assert staff.post(screen("remark", remark=remark.pk), given).status_code == 302
    assert staff.post(screen("remark", remark=remark.pk), given).status_code == 409
    record.refresh_from_db()
    record.check_until = today().replace(year=today().year - 1)
    record.save()
    assert staff.post(screen("confirm"), {"revision": str(record.revision)}).status_code == 302
    assert "bestätigt" in staff.get(screen()).content.decode()
    assert staff.post(screen("late")).status_code == 302


def test_a_card_of_another_conference_has_no_page_here(staff, conference, screen, other_process):
    from tests.factories.records import make_conference

    foreign = make_conference(other_process, slug="fremd").tables.first()
    assert staff.get(screen("card", card=foreign.cards.first().pk)).status_code == 404
    assert staff.post(screen("card_away", card=foreign.cards.first().pk), {"away": "1"}).status_code == 404
    assert staff.get(screen("table", table=foreign.pk)).status_code == 404
    assert Card.objects.present().filter(table=foreign).count() == 2


def test_the_overview_takes_the_same_queries_for_few_and_for_many_cards(staff, conference, screen):
    staff.get(screen())
    with CaptureQueriesContext(connection) as few:
        staff.get(screen())
    for number in range(20):
        make_card(conference.tables.first(), f"Karte {number}")
    with CaptureQueriesContext(connection) as many:
        staff.get(screen())
    assert len(few) == len(many)


def test_the_preview_is_for_those_who_write_the_record(staff, client, conference, cast):
    url = reverse("cards_admin:preview", args=[conference.process.slug, conference.pk])
    assert staff.get(url).content.startswith(b"%PDF-")
    client.force_login(cast.moderator)
    assert client.get(url).status_code == 403


def test_the_minutes_have_one_name(client, cast, screen):
    client.force_login(cast.recorder)
    page = client.get(screen("minutes")).content.decode()
    assert "<h2>Niederschrift</h2>" in page and ">Niederschrift</a>" in page
