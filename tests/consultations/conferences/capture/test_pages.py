"""The pages at the tables without a script, photos, the wall, and the service worker."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from consultations.conferences.capture.links import path_of, token_of
from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card
from consultations.conferences.capture.services import change_card
from consultations.conferences.extensions import table_sign_links
from tests.consultations.conferences.capture.conftest import card_operation
from tests.factories.consultations import ThematicTableFactory


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "attachments": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def photo(size=(40, 30)) -> bytes:
    """A JPEG with a position, as phones write it."""
    exif = Image.Exif()
    exif[0x010F] = "Geheime Kamera"
    exif[0x8825] = {1: "N", 2: (51.0, 29.0, 0.0)}
    output = io.BytesIO()
    Image.new("RGB", size, "white").save(output, format="JPEG", exif=exif)
    return output.getvalue()


def fields_of(response) -> dict[str, str]:
    """The hidden values of the form on a page."""
    return dict(re.findall(r'<input type="hidden" name="(key|base)" value="([^"]+)"', response.content.decode()))


def table_url(access, number=1) -> str:
    return f"/erfassung/{token_of(access)}/tisch/{number}/"


def write(client, access, text="Kurse am Abend", **values):
    key = fields_of(client.get(table_url(access)))["key"]
    data = {"key": key, "column": "bedarf", "text": text, "language": "de", **values}
    return client.post(table_url(access), data), data


def test_a_host_chooses_a_table_and_writes_without_a_script(client, host):
    home = client.get(path_of(host))
    assert "Sprache" in home.content.decode() and "Arbeit" in home.content.decode()
    response, data = write(client, host)
    assert response.status_code == 302
    # The back button and a second click.
    assert client.post(table_url(host), data).status_code == 302
    card = Card.objects.get()
    assert (card.text, card.table.number, card.access, card.on_wall) == ("Kurse am Abend", 1, host, True)
    page = client.get(table_url(host))
    assert "Kurse am Abend" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin" and "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_what_is_wrong_is_said_and_the_text_stays(client, host):
    response, _data = write(client, host, text="ä" * 2001)
    assert response.status_code == 422 and "ä" * 2001 in response.content.decode()
    assert "länger als 2000 Zeichen" in response.content.decode() and not Card.objects.exists()


def test_another_text_in_a_form_that_was_sent_is_not_lost(client, host):
    _response, data = write(client, host)
    again = client.post(table_url(host), {**data, "text": "Noch eine Karte"})
    assert again.status_code == 422 and "Noch eine Karte" in again.content.decode()
    key = fields_of(again)["key"]
    assert client.post(table_url(host), {**data, "text": "Noch eine Karte", "key": key}).status_code == 302
    assert set(Card.objects.values_list("text", flat=True)) == {"Kurse am Abend", "Noch eine Karte"}


def test_two_hosts_at_one_card_without_a_script(client, host):
    write(client, host)
    card = Card.objects.get()
    address = f"{table_url(host)}karte/{card.key}/"
    hidden = fields_of(client.get(address))
    change_card(card, column="frage", text="Schneller gewesen", language="de", base=card.state)
    data = {**hidden, "column": "bedarf", "text": "Mein Text", "language": "de"}
    refused = client.post(address, data)
    assert refused.status_code == 409
    assert "Schneller gewesen" in refused.content.decode() and "Mein Text" in refused.content.decode()
    assert Card.objects.get().text == "Schneller gewesen"
    assert client.post(address, data | fields_of(refused)).status_code == 302
    assert Card.objects.get().text == "Mein Text"


def test_small_steps(client, host):
    write(client, host)
    card = Card.objects.get()
    steps = f"{table_url(host)}karte/{card.key}/schritt/"
    assert client.get(steps).status_code == 405
    for step in ("punkt-mehr", "punkt-mehr", "punkt-weniger", "von-der-wand", "wegnehmen"):
        assert client.post(steps, {"schritt": step}).status_code == 302
    card.refresh_from_db()
    assert (card.dots, card.on_wall, card.is_removed) == (1, False, True)
    client.post(steps, {"schritt": "zurueckholen"})
    client.post(steps, {"schritt": "auf-die-wand"})
    card.refresh_from_db()
    assert card.on_wall and not card.is_removed
    assert client.post(steps, {"schritt": "alles-weg"}).status_code == 404


def test_forms_need_their_token(host):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(table_url(host), {"text": "x"}).status_code == 403


def test_a_participant_sees_and_changes_only_own_cards(client, participant, host):
    write(client, participant, text="Von mir")
    card = Card.objects.get()
    mine = client.get(table_url(participant)).content.decode()
    assert "Von mir" in mine and "Bitte keine Namen" in mine and "punkt-mehr" not in mine
    stranger = Client()
    assert "Von mir" not in stranger.get(table_url(participant)).content.decode()
    assert stranger.get(f"{table_url(participant)}karte/{card.key}/").status_code == 404
    assert (
        stranger.post(f"{table_url(participant)}karte/{card.key}/schritt/", {"schritt": "wegnehmen"}).status_code == 404
    )
    client.post(f"{table_url(participant)}karte/{card.key}/schritt/", {"schritt": "punkt-mehr"})
    card.refresh_from_db()
    assert card.dots == 0 and not card.is_removed
    assert client.get(table_url(participant, 2)).status_code == 404
    assert "Von mir" in client.get(table_url(host)).content.decode()


def test_an_ended_link_says_so(client, host):
    CaptureAccess.objects.filter(pk=host.pk).update(ended_at=timezone.now())
    for address in (path_of(host), table_url(host)):
        response = client.get(address)
        assert response.status_code == 410 and "gilt nicht mehr" in response.content.decode()
    assert client.post(table_url(host), {"text": "x"}).status_code == 410 and not Card.objects.exists()


def test_cards_of_an_unpublished_process_and_a_cancelled_conference_are_closed(client, host, conference):
    conference.state = "cancelled"
    conference.save()
    assert client.get(table_url(host)).status_code == 410
    conference.state = "announced"
    conference.save()
    conference.process.is_published = False
    conference.process.save()
    assert client.get(table_url(host)).status_code == 410


def test_a_photo_is_written_anew_without_position_and_camera(client, host, participant):
    upload = SimpleUploadedFile("IMG_Stendal.jpg", photo(), content_type="image/jpeg")
    response, _data = write(client, host, photo=upload)
    card = Card.objects.get()
    stored = card.photo.open("rb").read()
    assert response.status_code == 302 and b"Geheime" not in stored and b"Stendal" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert image.format == "JPEG" and not image.getexif()
    address = f"/erfassung/{token_of(host)}/foto/{card.key}/"
    served = client.get(address)
    assert served.status_code == 200 and served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert client.get(f"/erfassung/{token_of(participant)}/foto/{card.key}/").status_code == 404
    assert client.get(f"/media/{card.photo.name}").status_code == 404


def test_a_device_sends_a_photo_once(client, host, send, django_capture_on_commit_callbacks):
    operation = card_operation()
    address = f"/erfassung/{token_of(host)}/foto/{operation['key']}/?vorgang="
    first = uuid.uuid4()
    early = client.post(address + str(first), photo(), content_type="image/jpeg")
    assert early.json()["answers"][0]["result"] == "waiting"
    send(host, operation)
    for result in ("stored", "known"):
        response = client.post(address + str(first), photo(), content_type="image/jpeg")
        assert response.json()["answers"][0]["result"] == result
    name = Card.objects.get().photo.name
    second = client.post(address + str(uuid.uuid4()), photo(), content_type="image/jpeg").json()["answers"][0]
    assert (second["result"], second["reason"]) == ("refused", "photo_there")
    bad = client.post(address + str(uuid.uuid4()), b"\xff\xd8\xff<script>", content_type="image/jpeg")
    assert bad.json()["answers"][0]["result"] == "refused"
    assert client.post(address + "eins", photo(), content_type="image/jpeg").status_code == 400
    storage = Card.objects.get().photo.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address + str(uuid.uuid4()), "{}", content_type="application/json")
    assert not Card.objects.get().photo and not storage.exists(name)


def test_the_wall_shows_cards_and_says_when_nothing_changed(client, wall, table, other_table, participant):
    for number in range(9):
        Card.objects.create(table=table, column="bedarf", text=f"Karte {number}", dots=number)
    Card.objects.create(table=table, column="frage", text="Weggenommen", removed_at=timezone.now())
    Card.objects.create(table=table, column="frage", text="Nicht an der Wand", on_wall=False)
    address = path_of(wall)
    first = client.get(address).content.decode()
    assert "Karte 8" in first and "Karte 0" not in first and "Bild 1 von 3" in first
    assert "Karte 0" in client.get(address, {"bild": 2}).content.decode()
    assert "Arbeit" in client.get(address, {"bild": 3}).content.decode()
    assert "Arbeit" in client.get(address, {"tisch": 2}).content.decode()
    everything = "".join(client.get(address, {"bild": number}).content.decode() for number in range(5))
    assert "Weggenommen" not in everything and "Nicht an der Wand" not in everything
    by_itself = client.get(address, {"bild": 3, "takt": 1})
    assert by_itself["Refresh"] == "15; url=?bild=0&takt=1" and "Refresh" not in client.get(address)
    part = client.get(address, {"teil": 1})
    assert "<html" not in part.content.decode()
    same = client.get(address, {"teil": 1}, headers={"if-none-match": part["ETag"]})
    assert same.status_code == 304 and not same.content
    Card.objects.create(table=table, column="bedarf", text="Neu <b>und</b> sicher")
    new = client.get(address, {"teil": 1}, headers={"if-none-match": part["ETag"]})
    assert new.status_code == 200 and "Neu &lt;b&gt;und&lt;/b&gt; sicher" in new.content.decode()
    assert client.get(f"/wand/{token_of(participant)}/").status_code == 404


def test_cards_of_participants_wait_for_the_host_where_staff_want_it(client, participant, host, wall):
    CaptureAccess.objects.filter(pk=participant.pk).update(needs_approval=True)
    write(client, participant, text="Bitte prüfen")
    assert "Bitte prüfen" not in client.get(path_of(wall)).content.decode()
    assert "nicht an der Wand" in client.get(table_url(host)).content.decode()
    card = Card.objects.get()
    client.post(f"{table_url(host)}karte/{card.key}/schritt/", {"schritt": "auf-die-wand"})
    assert "Bitte prüfen" in client.get(path_of(wall)).content.decode()


def test_pages_take_the_same_number_of_queries_for_many_cards(client, conference, host, wall, table):
    numbers = []
    client.get(path_of(host))  # what the site itself remembers
    for size in (1, 60):
        Card.objects.bulk_create(
            Card(table=table, column="bedarf", text=f"{size} {number}", access=host) for number in range(size)
        )
        if size > 1:
            ThematicTableFactory.create_batch(3, conference=conference)
        row = []
        for address in (
            path_of(host),
            table_url(host),
            path_of(wall),
            f"/erfassung/{token_of(host)}/abgleich/?tisch=1",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            row.append(len(queries))
        numbers.append(row)
    assert numbers[0] == numbers[1] and max(numbers[0]) <= 8


def test_the_service_worker_keeps_only_pages_and_own_files(client, db):
    response = client.get("/erfassung/sw.js")
    assert response.status_code == 200 and response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache" and "worker-src 'self'" in response["Content-Security-Policy"]
    assert "frontend/capture" in response.content.decode() and "http" not in response.content.decode()


def test_signs_of_tables_get_the_link_of_participants(participant, table, other_table):
    found = table_sign_links.collect(None, table=table)
    assert found["url"].startswith("http") and found["url"].endswith(path_of(participant))
    assert table_sign_links.collect(None, table=other_table) == {}
    CaptureAccess.objects.filter(kind=AccessKind.PARTICIPANT).update(ended_at=timezone.now())
    assert table_sign_links.collect(None, table=table) == {}


def test_the_wall_is_dark_two_weeks_after_the_conference_also_when_the_capture_is_closed(
    client, conference, wall, table
):
    """It shows cards as they were before anybody looked at them."""
    Card.objects.create(table=table, column="bedarf", text="Ungeprüft")
    conference.capture_closed_at = timezone.now()
    conference.save()
    assert "Ungeprüft" in client.get(path_of(wall)).text
    type(conference).objects.filter(pk=conference.pk).update(date=timezone.localdate() - timedelta(days=15))
    assert "Ungeprüft" not in client.get(path_of(wall)).text
