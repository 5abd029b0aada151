"""Attaching files: choosing them, keeping them over a refused form, releasing them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.services import MOST_WAITING, keep
from consultations.contributions.attachments.tasks import forget_files_never_sent
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.targets import describe
from consultations.moderation.items import raise_item
from consultations.moderation.models import Occasion
from consultations.moderation.services import merge, reject, release
from frontend.files.refusal import AttachmentRefused
from notifications.models import OutboxMessage
from tests.factories.consultations import today
from tests.factories.files import image, make_attachment, pdf, upload
from tests.factories.pages import html, paragraph_url


def typed(**fields):
    return {"kind": "proposal", "text": "Siehe Anlage.", "publication": "named", "organisation": "selbst", **fields}


@pytest.fixture
def author(client, cast):
    client.force_login(cast.stakeholder)
    return cast.stakeholder


@pytest.fixture
def send(client, process, paragraph):
    """Send the form with files."""

    def post(*files, **fields):
        return client.post(paragraph_url(process), typed(attachments=list(files), **fields))

    return post


def test_files_come_with_the_contribution_and_are_not_public(send, author):
    assert send(upload("brief.pdf"), upload("bild.png", image())).status_code == 302
    contribution = Contribution.objects.get()
    rows = contribution.attachments.all()
    assert [(row.name, row.kind, row.is_released, row.waits_for) for row in rows] == [
        ("brief.pdf", "pdf", False, ""),
        ("bild.png", "png", False, ""),
    ]
    assert rows[0].size == len(pdf()) and len(rows[0].sha256) == 64 and rows[0].uploaded_by == author
    assert "brief.pdf" in OutboxMessage.objects.get(kind="contribution_received").body


def test_a_bad_file_is_named_and_everything_else_stays(client, process, send, author):
    response = send(upload("gut.pdf"), upload("boese.svg", b"<svg/>"), title="Mein Titel")
    page = html(response)
    assert response.status_code == 422 and not Contribution.objects.exists()
    assert "id_attachments_error" in page and "boese.svg" in page
    assert "Siehe Anlage." in page and "Mein Titel" in page
    kept = Attachment.objects.get()
    assert f'value="{kept.token}"' in page and "gut.pdf" in page
    # Sent again without choosing it again.
    send()
    assert [row.name for row in Contribution.objects.get().attachments.all()] == ["gut.pdf"]


def test_files_outlast_a_mistake_elsewhere(client, process, send, author):
    assert send(upload("brief.pdf"), text=" ").status_code == 422
    assert "brief.pdf" in html(client.get(paragraph_url(process)))
    assert "brief.pdf" not in html(client.get(paragraph_url(process, "k1-2")))
    send()
    assert Contribution.objects.get().attachments.count() == 1


def test_others_do_not_see_what_waits(client, process, send, author, cast):
    send(upload("brief.pdf"), text=" ")
    client.force_login(cast.member)
    assert "brief.pdf" not in html(client.get(paragraph_url(process)))
    send()
    assert Contribution.objects.get().attachments.count() == 0


def test_a_waiting_file_can_be_left_out(send, author, django_capture_on_commit_callbacks):
    send(upload("brief.pdf"), text=" ")
    kept = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        send(remove_attachment=str(kept.token))
    assert Contribution.objects.get().attachments.count() == 0 and not Attachment.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)


def test_nobody_takes_away_what_belongs_to_a_contribution_or_to_others(
    send, author, make_contribution, cast, paragraph
):
    mine = make_attachment(make_contribution(user=author))
    theirs = keep(upload(), user=cast.member, described=describe(paragraph))
    send(remove_attachment=[str(mine.token), str(theirs.token), "unsinn"])
    assert Attachment.objects.filter(pk__in=[mine.pk, theirs.pk]).count() == 2


def test_there_are_at_most_three_and_none_is_dropped_in_silence(send, author):
    names = ["a.png", "b.png", "c.png", "d.png"]
    response = send(*[upload(name, image(size=(4 + index, 4))) for index, name in enumerate(names)])
    assert response.status_code == 422 and Attachment.objects.count() == 3
    assert "„d“" in html(response)


def test_the_same_file_is_kept_once(send, author):
    data = pdf()
    send(upload("brief.pdf", data), upload("brief.pdf", data))
    assert Contribution.objects.get().attachments.count() == 1


def test_uploads_without_sending_are_limited(paragraph, version, cast):
    for number in range(MOST_WAITING):
        Attachment.objects.create(
            uploaded_by=cast.member, waits_for=f"x{number}", name="x", kind="pdf", size=1, sha256="x", file="x"
        )
    with pytest.raises(AttachmentRefused):
        keep(upload(), user=cast.member, described=describe(paragraph))
    assert keep(upload(), user=cast.stakeholder, described=describe(paragraph))


def test_a_second_click_leaves_nothing_behind(send, author):
    data = pdf()
    send(upload("brief.pdf", data))
    send(upload("brief.pdf", data))
    assert Contribution.objects.count() == 1 and Attachment.objects.count() == 1


def test_a_second_click_with_kept_files_is_known_as_one(send, author):
    send(upload("brief.pdf"), text=" ")
    kept = {"kept_attachment": str(Attachment.objects.get().token)}
    send(**kept)
    response = send(**kept)
    assert response.status_code == 302 and Contribution.objects.count() == 1
    # Another text with files that were sent already: they are not lost in silence.
    response = send(text="Anderer Text", **kept)
    assert response.status_code == 422 and "id_attachments_error" in html(response)
    assert Contribution.objects.count() == 1


def test_files_that_have_expired_are_asked_for_again(send, author):
    send(upload("brief.pdf"), text=" ")
    token = str(Attachment.objects.get().token)
    Attachment.objects.update(uploaded_at=timezone.now() - timedelta(minutes=61))
    response = send(kept_attachment=token)
    assert response.status_code == 422 and "id_attachments_error" in html(response)
    assert send().status_code == 302
    assert send(text="Neu", kept_attachment="unsinn").status_code == 302


def test_the_same_words_with_the_forgotten_file_are_new(send, author):
    send()
    send(upload("brief.pdf"))
    assert Contribution.objects.count() == 2
    assert Attachment.objects.get().contribution == Contribution.objects.order_by("-pk").first()


def test_without_signing_in_files_are_not_kept_and_that_is_said(process, send, paragraph, client):
    response = send(upload("brief.pdf"))
    assert response.status_code == 302 and not Attachment.objects.exists()
    assert "Dateien" in html(client.get(response.url))


def test_after_the_end_nothing_is_stored(process, send, author):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=3))
    assert send(upload("brief.pdf")).status_code == 403
    assert not Attachment.objects.exists()


def test_the_page_for_too_many_contributions_says_what_stays(send, author, settings):
    settings.CONTRIBUTION_FLOOD_LIMIT = 1
    send(text="Erster")
    response = send(upload("brief.pdf"), text="Zweiter")
    assert response.status_code == 429 and Attachment.objects.count() == 1
    assert "hochgeladen" in html(response)


def test_nobody_attaches_the_files_of_others(paragraph, cast):
    theirs = keep(upload(), user=cast.member, described=describe(paragraph))
    submission = Submission(kind="proposal", text="Meins", attachments=(theirs,))
    receipt = submit_contribution(paragraph, cast.stakeholder, submission)
    theirs.refresh_from_db()
    assert theirs.contribution is None and not receipt.contribution.attachments.exists()


def test_the_service_counts_too(paragraph, cast, settings):
    files = tuple(
        keep(upload(f"{n}.png", image(size=(n, 3))), user=cast.stakeholder, described=describe(paragraph))
        for n in (1, 2)
    )
    settings.ATTACHMENT_MAX_FILES = 1
    with pytest.raises(ValidationError):
        submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="x", attachments=files))


def test_what_was_never_sent_is_forgotten(paragraph, cast, make_contribution, django_capture_on_commit_callbacks):
    old = keep(upload(), user=cast.stakeholder, described=describe(paragraph))
    fresh = keep(upload("bild.png", image()), user=cast.stakeholder, described=describe(paragraph))
    sent = make_attachment(make_contribution())
    Attachment.objects.filter(pk__in=[old.pk, sent.pk]).update(uploaded_at=timezone.now() - timedelta(minutes=61))
    with django_capture_on_commit_callbacks(execute=True):
        forget_files_never_sent()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {fresh.pk, sent.pk}
    assert not old.file.storage.exists(old.file.name) and sent.file.storage.exists(sent.file.name)


# --- Too large ------------------------------------------------------------------------------------------------------


def test_a_body_that_is_announced_as_too_large_is_not_read(client, process, paragraph, settings, author):
    class Unread:
        def read(self, *args):
            raise AssertionError("read")

        readline = read

    for url, most in ((paragraph_url(process), settings.BODY_MAX_BYTES), ("/admin/x/", settings.ADMIN_BODY_MAX_BYTES)):
        response = client.generic("POST", url, b"", CONTENT_LENGTH=str(most + 1), **{"wsgi.input": Unread()})
        assert response.status_code == 413 and "zu groß" in response.content.decode()
    for nonsense in ("-1", "x", "9" * 40):
        assert client.generic("POST", "/", b"", CONTENT_LENGTH=nonsense).status_code == 413


def test_forms_and_admin_uploads_fit(settings):
    most = settings.ATTACHMENT_MAX_FILES * settings.ATTACHMENT_MAX_BYTES
    assert most + settings.DATA_UPLOAD_MAX_MEMORY_SIZE < settings.BODY_MAX_BYTES < settings.ADMIN_BODY_MAX_BYTES


# --- Deciding -------------------------------------------------------------------------------------------------------


@pytest.fixture
def pending(make_contribution):
    contribution = make_contribution(state=State.PENDING)
    return contribution, make_attachment(contribution, "brief.pdf"), make_attachment(contribution, "bild.png", image())


def released():
    return list(Attachment.objects.filter(is_released=True).values_list("name", flat=True))


def decision_url(process, contribution):
    return reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": contribution.pk})


def test_the_moderator_takes_single_files_out(client, process, pending, cast):
    contribution, brief, bild = pending
    client.force_login(cast.moderator)
    page = html(client.get(decision_url(process, contribution)))
    assert page.count('name="release-attachments"') == 2
    data = {"verb": "release", "release-expected_state": "pending", "release-attachments": [str(brief.pk)]}
    assert client.post(decision_url(process, contribution), data).status_code == 302
    assert released() == ["brief.pdf"]
    mail = OutboxMessage.objects.get(kind="contribution_decided").body
    assert "brief.pdf: veröffentlicht" in mail and "bild.png: nicht veröffentlicht" in mail
    entry = AuditEntry.objects.get(action="moderation.released")
    assert brief.sha256[:12] in str(entry.details) and bild.sha256[:12] in str(entry.details)


def test_files_of_other_contributions_cannot_be_released(client, process, pending, cast, make_contribution):
    contribution, _brief, _bild = pending
    foreign = make_attachment(make_contribution(state=State.PENDING), "fremd.pdf")
    client.force_login(cast.moderator)
    data = {"verb": "release", "release-expected_state": "pending", "release-attachments": [str(foreign.pk)]}
    assert client.post(decision_url(process, contribution), data).status_code == 200
    release(contribution, actor=cast.moderator, attachments=[foreign.pk])
    assert released() == []


def test_without_a_word_about_files_none_is_released(pending, cast):
    contribution, brief, _bild = pending
    release(contribution, actor=cast.moderator)
    assert released() == []
    release(contribution, actor=cast.moderator, expected_state=State.RELEASED, attachments=[brief.pk])
    release(contribution, actor=cast.moderator, expected_state=State.RELEASED)
    assert released() == ["brief.pdf"]


def test_looked_at_afterwards_files_are_released_with_the_same_click(client, process, pending, cast):
    contribution, brief, _bild = pending
    Contribution.objects.filter(pk=contribution.pk).update(state=State.RELEASED)
    item = raise_item(contribution, Occasion.UNREVIEWED)
    client.force_login(cast.moderator)
    page = html(client.get(decision_url(process, contribution)))
    assert page.count('name="order-attachments"') == 2
    url = reverse("moderation_admin:settle", kwargs={"process_slug": process.slug, "pk": contribution.pk})
    seen = {"seen": f"{contribution.pk}:released::0", "order-seen_items": str(item.pk)}
    client.post(url, {**seen, "order-attachments": [str(brief.pk)]})
    assert released() == ["brief.pdf"]
    assert brief.sha256[:12] in str(AuditEntry.objects.get(action="moderation.settle_items").details)


def test_rejecting_takes_files_back_and_keeps_them(process, pending, cast):
    contribution, brief, bild = pending
    release(contribution, actor=cast.moderator, attachments=[brief.pk, bild.pk])
    reject(contribution, actor=cast.moderator, rule=process.rules.get(), expected_state=State.RELEASED)
    assert released() == [] and contribution.attachments.count() == 2


def test_counting_together_releases_nothing_by_itself(pending, cast, make_contribution):
    contribution, _brief, _bild = pending
    merge(contribution, make_contribution(), actor=cast.moderator)
    assert released() == []


def test_a_form_of_somebody_else_is_not_taken(process, pending, cast):
    contribution, brief, _bild = pending
    other = Client()
    other.force_login(cast.outsider)
    data = {"verb": "release", "release-expected_state": "pending", "release-attachments": [str(brief.pk)]}
    assert other.post(decision_url(process, contribution), data).status_code == 404
    assert released() == []
