"""The file with a person's data: complete, for that person only, once, and not for ever."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent, DataExport, NoticeText, User
from accounts.privacy import exports
from accounts.privacy.enums import ExportState
from accounts.privacy.extensions import holders
from audit.services import record
from consultations.contributions.following.services import follow
from consultations.contributions.following.targets import find_target
from consultations.moderation.services import release
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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
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


#: Columns that name a person and are no part of the export, with the reason. Work of staff is in the part `log`.
_WORK = "what staff did in a process; each act is in the log"
_MEMBER = "what a member did for an organisation, which keeps it without the name"
_DIRECTORY = "what staff did in the directory of offices; each act is in the log"
_EDITING = "work on pages in Wagtail, which keeps versions without a word about the person"
NOT_COVERED = {
    "accounts.Invitation.accepted_by": "the membership that came of it is in the export",
    "accounts.Invitation.invited_by": _MEMBER,
    "accounts.JoinRequest.answered_by": _MEMBER,
    "accounts.Organisation.created_by": _MEMBER,
    "consultations.Addressee.added_by": _WORK,
    "consultations.AddresseeImport.created_by": _WORK,
    "consultations.Answer.answered_by": _WORK,
    "consultations.AnswerDeadline.person": _WORK,
    "consultations.AnswerTranslation.reviewed_by": _WORK,
    "consultations.AnswerTranslation.translated_by": _WORK,
    "consultations.AnswerVersion.saved_by": _WORK,
    "consultations.CosignRequest.asked_by": _WORK,
    "consultations.CosignRequest.decided_by": _WORK,
    "consultations.CosignRequest.unreachable_by": _WORK,
    "consultations.CosignWaiver.recorded_by": _WORK,
    "consultations.Campaign.decided_by": _WORK,
    "consultations.CardText.replaced_by": _WORK,
    "consultations.ConferenceRecord.confirmed_by": _WORK,
    "consultations.CodingStep.person": "deleted after thirty days; each act is in the log",
    "consultations.CampaignMember.agreed_by": _WORK,
    "consultations.CaptureAccess.created_by": _WORK,
    "consultations.Contribution.recorded_by": _WORK,
    "consultations.DoorAccess.created_by": _WORK,
    "consultations.DraftDiscussion.added_by": _WORK,
    "consultations.NetworkInvitation.invited_by": _WORK,
    "consultations.DoubleCoding.created_by": _WORK,
    "consultations.Memo.author": _WORK,
    "consultations.DraftContribution.assigned_to": _MEMBER,
    "consultations.DraftContribution.edited_by": _MEMBER,
    "consultations.DraftImage.uploaded_by": _WORK,
    "consultations.DraftImport.created_by": "a preview, deleted after a day",
    "consultations.DraftVersion.published_by": _WORK,
    "consultations.Extension.decided_by": _WORK,
    "consultations.DraftRun.started_by": _WORK,
    "consultations.Finding.created_by": _WORK,
    "consultations.Finding.released_by": _WORK,
    "consultations.Finding.text_by": _WORK,
    "consultations.FindingVersion.released_by": _WORK,
    "consultations.FindingVersion.written_by": _WORK,
    "consultations.Mandate.invited_by": _MEMBER,
    "consultations.ReportFile.requested_by": _WORK,
    "consultations.ReportTemplate.uploaded_by": _WORK,
    "consultations.ModerationDecision.decided_by": _WORK,
    "consultations.Objection.decider": _WORK,
    "consultations.Objection.handled_by": _WORK,
    "consultations.RecordFile.uploaded_by": _WORK,
    "consultations.RecordRemark.answered_by": _WORK,
    "consultations.ResultsPublication.published_by": _WORK,
    "consultations.Doubt.settled_by": _WORK,
    "consultations.LearningOrder.user": "a setting of one screen: in which order to work",
    "consultations.LearningRun.asked_by": _WORK,
    "consultations.SuggestionDecision.decided_by": _WORK,
    "consultations.Theme.renamed_by": _WORK,
    "consultations.ReviewItem.raised_by": "a report, which is in the export itself",
    "consultations.ReviewItem.settled_by": _WORK,
    "consultations.Segment.assigned_by": _WORK,
    "consultations.SegmentRemoval.removed_by": _WORK,
    "consultations.SheetImport.created_by": _WORK,
    "consultations.ShownPhoto.marked_by": _WORK,
    "consultations.StatementDraft.closed_by": _MEMBER,
    "consultations.Statement.edited_by": _WORK,
    "consultations.Statement.recorded_by": _WORK,
    "consultations.TopicChange.person": _WORK,
    "regions.NetworkDocument.uploaded_by": _MEMBER,
    "regions.OfficeChange.decided_by": _DIRECTORY,
    "regions.OfficeClaim.decided_by": _DIRECTORY,
    "regions.OfficeVersion.recorded_by": _DIRECTORY,
    "django_comments.CommentFlag.user": "flags of the comment framework, which are not used",
}


def test_every_column_that_names_a_person_is_in_the_export_or_left_out_for_a_reason():
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is User and not model._meta.app_label.startswith("wagtail")
    }
    covered = {column for holder in holders() for column in holder.covers}
    assert columns - covered - set(NOT_COVERED) == set(), "add it to a holder of personal data, or say here why not"
    assert (covered | set(NOT_COVERED)) - columns == set(), "there is no such column any more"
    assert covered & set(NOT_COVERED) == set()


def test_a_file_the_storage_has_lost_does_not_keep_the_rest(cast, make_contribution):
    lost, kept = (
        make_attachment(make_contribution(user=cast.member)),
        make_attachment(make_contribution(user=cast.member, text="Noch etwas.")),
    )
    lost.file.storage.delete(lost.file.name)
    archive = content(made(cast.member))
    assert len([name for name in archive.namelist() if name.startswith("dateien/")]) == 1
    assert "waren aber nicht zu finden" in archive.read("LIESMICH.txt").decode() and kept.name


def test_the_log_says_where_it_failed_and_nothing_personal(cast, monkeypatch, caplog):
    def fails(user, file):
        raise ValueError(f"{user.email} kann nicht geschrieben werden")

    monkeypatch.setattr(exports, "_write", fails)
    assert exports.make(DataExport.objects.create(user=cast.member).pk) is False
    assert "ValueError in" in caplog.text and cast.member.email not in caplog.text


def test_closing_the_account_while_the_file_is_made_leaves_no_file(cast, monkeypatch):
    export = DataExport.objects.create(user=cast.stakeholder)
    name, write = export.file.field.generate_filename(export, ""), exports._write

    def closed_meanwhile(user, file):
        write(user, file)
        DataExport.objects.filter(pk=export.pk).delete()

    monkeypatch.setattr(exports, "_write", closed_meanwhile)
    assert exports.make(export.pk) is False and not export.file.storage.exists(name)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_a_dead_worker_stored_goes_with_the_row(cast):
    export = DataExport.objects.create(user=cast.stakeholder)
    name, storage = export.file.field.generate_filename(export, ""), export.file.storage
    storage.save(name, BytesIO(b"PK"))
    exports.forget(export)
    assert not storage.exists(name)


def test_what_staff_decided_is_in_their_file_without_the_names_of_others(cast, make_contribution):
    row = make_contribution(state="pending")
    release(row, actor=cast.moderator)
    record(cast.moderator, "accounts.change", cast.stakeholder)
    log = json.loads(content(made(cast.moderator)).read("daten.json"))["log"]
    assert [entry["action"] for entry in log] == ["moderation.released", "accounts.change"]
    assert row.display_code in log[0]["object"] and log[1]["object"] == ""


def test_the_page_takes_as_many_queries_for_many_notices(client, cast):
    client.force_login(cast.member)
    url, counts = reverse("accounts:my_data"), []
    for number in (1, 30):
        for one in range(number):
            notice = NoticeText.objects.create(
                document=f"process-{number}{one}", number=1, digest=f"{number}-{one}", text="Hinweis"
            )
            Consent.objects.create(user=cast.member, notice=notice)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
