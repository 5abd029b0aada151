"""The outbox: nothing is lost, nothing is sent twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from notifications import services
from notifications.models import MessageState, OutboxAttachment, OutboxMessage
from notifications.tasks import sweep_outbox


class BrokenBackend:
    """A mail server that refuses everything."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("mail server is down")

    def open(self): ...

    def close(self): ...


@pytest.fixture
def message(db) -> OutboxMessage:
    """A waiting mail."""
    return services.store("test", address="anna@example.org", subject="Betreff", body="Text")


def test_a_mail_is_delivered_on_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.store("test", address="anna@example.org", subject="Betreff", body="Text")
        assert mail.outbox == []
    assert [m.to for m in mail.outbox] == [["anna@example.org"]]
    assert OutboxMessage.objects.get().state == MessageState.SENT


def test_a_mail_of_a_rolled_back_transaction_never_existed(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        services.store("test", address="anna@example.org", subject="Betreff", body="Text")
        raise RuntimeError
    assert mail.outbox == [] and not OutboxMessage.objects.exists()


def test_a_mail_is_delivered_once_however_often_it_is_tried(message):
    assert services.deliver_message(message.pk) is True
    assert services.deliver_message(message.pk) is False
    sweep_outbox()
    assert len(mail.outbox) == 1


def test_a_mail_another_worker_holds_is_left_alone(message):
    assert services.claim(message.pk) is not None
    assert services.claim(message.pk) is None
    sweep_outbox()
    assert mail.outbox == []


def test_a_mail_of_a_dead_worker_is_sent_with_the_same_message_id(message):
    services.claim(message.pk)
    OutboxMessage.objects.update(claimed_at=timezone.now() - services.CLAIM_EXPIRES - timedelta(seconds=1))
    sweep_outbox()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id


def test_a_mail_server_that_is_down_loses_nothing(message, settings):
    settings.NOTIFICATIONS_DELIVERY_BACKEND = f"{__name__}.BrokenBackend"
    assert services.deliver_message(message.pk) is False
    message.refresh_from_db()
    assert message.state == MessageState.WAITING and message.attempts == 1
    assert message.next_attempt_at > timezone.now()
    assert message.last_error == "ConnectionRefusedError"
    settings.NOTIFICATIONS_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    sweep_outbox()
    assert len(mail.outbox) == 1


def test_waits_between_attempts_last_longer_than_a_day_and_end(message, settings):
    settings.NOTIFICATIONS_DELIVERY_BACKEND = f"{__name__}.BrokenBackend"
    for _attempt in range(len(services.RETRY_MINUTES) + 1):
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        services.deliver_message(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert sum(services.RETRY_MINUTES) > 24 * 60


def test_a_dead_broker_is_no_error_for_the_visitor(db, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionError("broker is down")

    monkeypatch.setattr("notifications.tasks.deliver.delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        services.store("test", address="anna@example.org", subject="Betreff", body="Text")
    assert mail.outbox == []
    sweep_outbox()
    assert len(mail.outbox) == 1


def test_the_same_key_is_stored_once(db):
    first = services.store("test", address="a@example.org", subject="x", body="y", dedupe_key="k")
    second = services.store("test", address="a@example.org", subject="x", body="y", dedupe_key="k")
    assert first is not None and second is None
    assert OutboxMessage.objects.count() == 1


def test_mails_of_libraries_go_through_the_outbox(db, settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"
    send_mail("Betreff", "Text", None, ["anna@example.org"])
    assert mail.outbox == []
    assert OutboxMessage.objects.get().address == "anna@example.org"


def test_delivered_mails_are_forgotten_after_a_week(message):
    services.deliver_message(message.pk)
    assert services.forget_old() == 0
    OutboxMessage.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert services.forget_old() == 1


def test_of_a_forgotten_mail_the_key_stays_so_that_nobody_is_told_again(db, django_user_model):
    person = django_user_model.objects.create(email="anna@example.org")
    options = {"address": person.email, "subject": "Frist", "body": "Frist vorbei", "dedupe_key": "frist:1:overdue"}
    services.store("test", recipient=person, **options, attachments=[services.Attached("a.txt", "text/plain", b"x")])
    OutboxMessage.objects.update(state=MessageState.SENT, sent_at=timezone.now() - timedelta(days=8))
    assert services.forget_old() == 1 and services.forget_old() == 0
    row = OutboxMessage.objects.get()
    assert (row.address, row.subject, row.body, row.html_body, row.recipient) == ("", "", "", "", None)
    assert not row.attachments.exists()
    assert services.store("test", **options) is None
    OutboxMessage.objects.update(created_at=timezone.now() - services.KEEP_KEYS - timedelta(days=1))
    services.forget_old()
    assert not OutboxMessage.objects.exists()


def test_mails_given_up_are_forgotten_after_a_month(message):
    OutboxMessage.objects.update(state=MessageState.FAILED)
    assert services.forget_old() == 0
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert services.forget_old() == 1


def test_errors_do_not_keep_addresses(message, settings, caplog):
    settings.NOTIFICATIONS_DELIVERY_BACKEND = f"{__name__}.BrokenBackend"
    services.deliver_message(message.pk)
    assert "anna@example.org" not in caplog.text


def test_small_files_go_out_with_their_mail_and_are_forgotten_with_it(db):
    files = [services.Attached("konferenz.ics", "text/calendar", "BEGIN:VCALENDAR\r\nÄ".encode())]
    files.append(services.Attached("code.png", "image/png", b"\x89PNG\x00\xff"))
    message = services.store("test", address="a@example.org", subject="S", body="T", attachments=files)
    assert services.deliver_message(message.pk) is True
    (calendar, image) = mail.outbox[0].attachments
    assert calendar[0] == "konferenz.ics" and "Ä" in calendar[1] and calendar[2] == "text/calendar"
    assert image[1:] == (b"\x89PNG\x00\xff", "image/png")
    assert mail.outbox[0].message().as_bytes()
    OutboxMessage.objects.update(sent_at=timezone.now() - timedelta(days=8), state=MessageState.SENT)
    # One mail, whatever went with it.
    assert services.forget_old() == 1
    assert not OutboxAttachment.objects.exists()


def test_large_files_are_refused(db):
    with pytest.raises(ValueError, match="too large"):
        services.Attached("film.mp4", "video/mp4", b"x" * (services.MOST_ATTACHED + 1))
