"""Writes of staff and of features above, what they leave in the log, and what goes with time."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from audit.models import AuditEntry
from consultations.conferences.capture import accesses, extensions, personal_data, queries, services
from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card, CardOperation
from tests.consultations.conferences.capture.conftest import card_operation, dots_operation
from tests.factories.consultations import today


def test_a_card_with_the_same_key_is_one_card(table, cast):
    key = uuid.uuid4()
    first = services.write_card(table, column="bedarf", text=" Mehr Kurse ", dots=4, key=key, actor=cast.recorder)
    again = services.write_card(table, column="bedarf", text="Mehr Kurse", dots=4, key=key, actor=cast.recorder)
    assert first.pk == again.pk and (again.text, again.dots) == ("Mehr Kurse", 4)
    assert AuditEntry.objects.filter(action="capture.write_card").count() == 1
    with pytest.raises(ValidationError):
        services.write_card(table, column="bedarf", text=" ")
    with pytest.raises(ValidationError):
        services.write_card(table, column="irgendwo", text="Text")


def test_changes_name_what_they_looked_at(table, cast):
    card = services.write_card(table, column="bedarf", text="Eins")
    looked_at = card.state
    services.change_card(card, column="bedarf", text="Zwei", language="de", base=looked_at, actor=cast.lead)
    with pytest.raises(services.ChangedMeanwhile) as raised:
        services.change_card(card, column="bedarf", text="Drei", language="de", base=looked_at, actor=cast.lead)
    assert raised.value.card.text == "Zwei"
    assert AuditEntry.objects.filter(action="capture.change_card").count() == 1


def test_taken_away_cards_come_back(conference, table, cast):
    card = services.write_card(table, column="bedarf", text="Eins")
    services.remove_card(card, actor=cast.lead)
    services.remove_card(card, actor=cast.lead)
    assert list(queries.cards_of(conference)) == []
    assert AuditEntry.objects.filter(action="capture.remove_card").count() == 1
    services.restore_card(card, actor=cast.lead)
    assert [row.text for row in queries.cards_of(conference)] == ["Eins"]


def test_features_above_settle_cards(table, host, send, monkeypatch):
    card = card_operation()
    send(host, card)
    monkeypatch.setattr(extensions, "_SETTLED", [lambda keys: set(keys)])
    change = card_operation(key=card["key"], text="Zu spät", base=card["id"])
    answers = send(host, change, dots_operation(card["key"]), card)
    assert sorted(row.get("reason", "") for row in answers.values()) == ["", "settled", "settled"]
    with pytest.raises(ValidationError):
        services.remove_card(Card.objects.get())


def test_links_are_made_once_and_end(conference, table, other_table, cast):
    assert accesses.create_missing(conference, needs_approval=True, actor=cast.lead) == 4
    assert accesses.create_missing(conference, needs_approval=True, actor=cast.lead) == 0
    by_approval = set(conference.capture_accesses.filter(needs_approval=True).values_list("kind", flat=True))
    assert by_approval == {AccessKind.PARTICIPANT}
    access = conference.capture_accesses.first()
    assert accesses.end_access(access, actor=cast.lead) and not accesses.end_access(access, actor=cast.lead)
    assert accesses.end_all(conference, actor=cast.recorder) == 3
    with pytest.raises(ValidationError):
        accesses.create_access(conference, kind=AccessKind.PARTICIPANT, table=None, actor=cast.lead)
    for person in (cast.outsider, cast.stakeholder, cast.observer, cast.moderator):
        with pytest.raises(PermissionDenied):
            accesses.close_capture(conference, actor=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaptureAccess.objects.create(conference=conference, kind=AccessKind.PARTICIPANT)


def test_staff_screens_show_links_and_correct_cards(client, conference, table, cast):
    values = {"process_slug": conference.process.slug, "conference": conference.pk}
    index, links = reverse("capture_admin:index", kwargs=values), reverse("capture_admin:links", kwargs=values)
    client.force_login(cast.recorder)
    assert client.post(links, {"all": "1"}).status_code == 302
    page = client.get(links)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    access = conference.capture_accesses.get(kind=AccessKind.PARTICIPANT)
    link = client.get(reverse("capture_admin:link", kwargs={**values, "pk": access.pk})).content.decode()
    assert "/erfassung/" in link and "<svg" in link
    card = services.write_card(table, column="bedarf", text="Frau Muster sagt es")
    assert "Frau Muster" in client.get(index).content.decode()
    edit = reverse("capture_admin:card", kwargs={**values, "pk": card.pk})
    data = {"key": card.key, "base": card.state, "column": "bedarf", "text": "Jemand sagt es", "language": "de"}
    assert client.post(edit, data).status_code == 302
    again = client.post(edit, {**data, "text": "Von gestern"})
    assert again.status_code == 200 and "Jemand sagt es" in again.content.decode()
    step = reverse("capture_admin:card_step", kwargs={**values, "pk": card.pk})
    for name in ("hide", "remove"):
        assert client.post(step, {"step": name}).status_code == 302
    card.refresh_from_db()
    assert (card.text, card.on_wall, card.is_removed) == ("Jemand sagt es", False, True)
    assert "Jemand" not in client.get(index).content.decode()
    assert "Jemand" in client.get(index + "?weggenommen").content.decode()
    close = reverse("capture_admin:close", kwargs=values)
    client.post(close)
    conference.refresh_from_db()
    assert conference.capture_closed_at and "geschlossen" in client.get(index).content.decode()
    client.post(close, {"reopen": "1"})
    conference.refresh_from_db()
    assert conference.capture_closed_at is None


def test_cards_of_another_conference_are_not_found(client, conference, cast, other_process, table):
    from tests.factories.consultations import ConferenceFactory

    card = services.write_card(table, column="bedarf", text="Geheim")
    elsewhere = ConferenceFactory(process=conference.process, slug="anderswo")
    client.force_login(cast.lead)
    for name in ("card", "photo"):
        values = {"process_slug": conference.process.slug, "conference": elsewhere.pk, "pk": card.pk}
        assert client.get(reverse(f"capture_admin:{name}", kwargs=values)).status_code == 404


def test_photos_and_devices_are_forgotten_in_time(
    conference, table, host, settings, django_capture_on_commit_callbacks
):
    output = io.BytesIO()
    Image.new("RGB", (4, 4)).save(output, format="JPEG")
    card = services.write_card(table, column="bedarf", text="Mit Foto", writer=services.Writer(host, uuid.uuid4()))
    card.photo.save("", ContentFile(output.getvalue()))
    name, storage = card.photo.name, card.photo.storage
    assert personal_data.delete_photos(dry_run=True) == personal_data.forget_devices(dry_run=True) == 0
    conference.date = today() - timedelta(days=settings.CAPTURE_KEEP_PHOTOS_DAYS + 1)
    conference.save()
    assert personal_data.delete_photos(dry_run=True) == personal_data.forget_devices(dry_run=True) == 1
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        assert personal_data.delete_photos(dry_run=False) == 1
    assert not storage.exists(name)
    assert personal_data.forget_devices(dry_run=False) == 1
    card.refresh_from_db()
    assert card.device is None and card.text == "Mit Foto" and not CardOperation.objects.exists()
    assert personal_data.delete_photos(dry_run=False) == personal_data.forget_devices(dry_run=False) == 0


def test_a_photo_goes_with_its_card(table, django_capture_on_commit_callbacks):
    card = services.write_card(table, column="bedarf", text="Mit Foto")
    card.photo.save("", ContentFile(b"x"))
    name, storage = card.photo.name, card.photo.storage
    with django_capture_on_commit_callbacks(execute=True):
        card.delete()
    assert not storage.exists(name)
