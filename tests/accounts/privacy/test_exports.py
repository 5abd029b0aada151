"""The file with a person's data: complete, for that person only, once, and not for ever."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import DataExport
from accounts.privacy import exports
from accounts.privacy.enums import ExportState
from accounts.privacy.extensions import holders
from consultations.contributions.following.services import follow
from consultations.contributions.following.targets import find_target
from notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD
from tests.factories.files import make_attachment


@pytest.fixture
def signed_in(client, cast, confirmed):
    """The member, who has just entered the password."""
    client.force_login(cast.member)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def confirmed(cast):
    EmailAddress.objects.create(user=cast.member, email=cast.member.email, verified=True, primary=True)


def made(user) -> DataExport:
    export = DataExport.objects.create(user=user)
    assert exports.make(export.pk) is True
    export.refresh_from_db()
    return export


def content(export: DataExport) -> zipfile.ZipFile:
    with export.file.open("rb") as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def test_the_file_has_everything_of_the_person_and_nothing_of_others(cast, process, make_contribution):
    mine = make_contribution(user=cast.member, text="Was ich gesagt habe.", author_name="Member")
    make_attachment(mine)
    make_contribution(user=cast.stakeholder, text="Was jemand anders gesagt hat.")
    follow(cast.member, find_target(process, "paragraph", "k1-1"))
    archive = content(made(cast.member))
    text = archive.read("daten.json").decode()
    data = json.loads(text)
    assert data["account"]["email"] == cast.member.email
    (said,) = data["contributions"]["contributions"]
    assert said["text"] == "Was ich gesagt habe." and said["receipt_code"] == mine.display_receipt_code
    assert data["contributions"]["followed"][0]["lineage"] == "k1-1"
    assert data["organisations"]["member_of"][0]["organisation"] == cast.organisation.name
    assert "jemand anders" not in text and cast.stakeholder.email not in text
    (name,) = [name for name in archive.namelist() if name.startswith("dateien/")]
    assert archive.read(name) and ".." not in name
    assert "daten.json" in archive.read("LIESMICH.txt").decode()


def test_every_holder_has_its_part(cast):
    data = json.loads(content(made(cast.stakeholder)).read("daten.json"))
    assert set(data) == {holder.key for holder in holders()}


def test_asking_twice_makes_one_file(client, cast, signed_in, django_capture_on_commit_callbacks):
    url = reverse("accounts:ask_for_export")
    assert client.get(url).status_code == 405
    for _click in range(2):
        assert client.post(url).url == reverse("accounts:my_data")
    assert DataExport.objects.filter(user=cast.member).count() == 1


def test_a_worker_makes_it_and_the_person_is_told(
    client, cast, signed_in, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("accounts:ask_for_export"))
    export = DataExport.objects.get()
    assert export.state == ExportState.READY and export.size > 100
    (message,) = OutboxMessage.objects.filter(address=cast.member.email, body__contains=export.get_absolute_url())
    assert message.subject == "Ihre Daten liegen bereit"
    answer = client.get(export.get_absolute_url())
    assert answer.headers["Content-Type"] == "application/zip" and answer.headers["Cache-Control"] == "no-store"
    assert zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert client.post(reverse("accounts:ask_for_export"), follow=True).content.decode().count("zehn Minuten") == 1


def test_the_file_is_for_the_person_it_is_about(client, cast, signed_in):
    export, foreign = made(cast.member), made(cast.stakeholder)
    assert client.get(export.get_absolute_url()).status_code == 200
    assert client.get(foreign.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(export.get_absolute_url()).status_code == 302
    client.force_login(cast.admin)
    assert client.get(export.get_absolute_url()).status_code == 302, "the password is asked for first"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(export.get_absolute_url()).status_code == 404


def test_an_expired_file_is_refused_and_then_deleted(client, cast, signed_in):
    export = made(cast.member)
    name, storage = export.file.name, export.file.storage
    DataExport.objects.update(ready_at=timezone.now() - exports.EXPORT_KEPT - timedelta(seconds=1))
    assert client.get(export.get_absolute_url()).status_code == 404
    assert "abgelaufen" in client.get(reverse("accounts:my_data")).content.decode()
    assert storage.exists(name) and exports.expired().count() == 1


@pytest.mark.django_db(transaction=True)
def test_forgetting_deletes_row_and_file(cast):
    export = made(cast.member)
    name, storage = export.file.name, export.file.storage
    assert exports.forget_expired() == 0 and storage.exists(name)
    DataExport.objects.update(ready_at=timezone.now() - exports.EXPORT_KEPT - timedelta(seconds=1))
    assert exports.forget_expired() == 1
    assert not storage.exists(name) and not DataExport.objects.exists()


def test_what_a_dead_worker_left_is_made_once(cast):
    export = DataExport.objects.create(user=cast.member, claimed_at=timezone.now())
    assert exports.make(export.pk) is False
    DataExport.objects.update(
        claimed_at=timezone.now() - exports.CLAIM_HELD - timedelta(seconds=1),
        asked_at=timezone.now() - timedelta(hours=1),
    )
    assert exports.sweep() == 1 and exports.sweep() == 0
    export.refresh_from_db()
    assert export.state == ExportState.READY


def test_a_worker_that_lost_its_claim_delivers_nothing(cast, monkeypatch):
    export = DataExport.objects.create(user=cast.member)

    def lose_it(user, file):
        DataExport.objects.update(claimed_at=timezone.now() + timedelta(minutes=1))
        file.write(b"halb")

    monkeypatch.setattr(exports, "_write", lose_it)
    assert exports.make(export.pk) is False
    export.refresh_from_db()
    assert export.state == ExportState.WAITING and not export.file


def test_after_three_tries_the_person_is_told_honestly(cast, monkeypatch):
    export = DataExport.objects.create(user=cast.member)
    monkeypatch.setattr(exports, "_write", lambda *args: 1 / 0)
    assert [exports.make(export.pk) for _try in range(4)] == [False] * 4
    export.refresh_from_db()
    assert export.state == ExportState.FAILED and not export.file


def test_names_of_files_cannot_leave_their_folder():
    assert exports._safe("../../etc/passwd") == "_.._etc_passwd"
    assert exports._safe("...") == "datei" and exports._safe("Größe 1.pdf") == "Größe 1.pdf"
