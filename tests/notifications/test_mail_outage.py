"""A real mail server that is down for a day, and a worker that is killed while it talks to the server."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from notifications import services
from notifications.models import MessageState, OutboxMessage
from notifications.tasks import sweep_outbox


class Mailbox:
    """Takes every mail and remembers it; can do something just before it says so."""

    def __init__(self) -> None:
        self.mails: list = []
        self.before_answer = lambda: None

    async def handle_DATA(self, server, session, envelope):
        self.before_answer()
        self.mails.append(message_from_bytes(envelope.content))
        return "250 taken"


class MailServer:
    """An SMTP server on one port that can be stopped and started again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.box = Mailbox()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def server(settings):
    """A mail server that is not running yet; delivery goes to it."""
    running = MailServer()
    settings.NOTIFICATIONS_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
    yield running
    running.stop()


def write(number: int) -> OutboxMessage:
    return services.store("test", address=f"person{number}@example.org", subject=f"Nummer {number}", body="Text")


def sweep_when_due(moment) -> None:
    """What the sweep does at a later time: mails whose next attempt is due by then are tried."""
    ahead = timezone.now() - moment
    for row in OutboxMessage.objects.filter(state=MessageState.WAITING):
        OutboxMessage.objects.filter(pk=row.pk).update(next_attempt_at=row.next_attempt_at + ahead)
    sweep_outbox()
    for row in OutboxMessage.objects.filter(state=MessageState.WAITING):
        OutboxMessage.objects.filter(pk=row.pk).update(next_attempt_at=row.next_attempt_at - ahead)


def test_a_day_without_mail_server_loses_nothing_and_sends_nothing_twice(db, server):
    begun = timezone.now()
    for number in range(20):
        write(number)
    for minutes in range(0, 24 * 60 + 1, 20):
        sweep_when_due(begun + timedelta(minutes=minutes))
    assert server.box.mails == []
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.WAITING}
    server.start()
    for number in range(20, 23):
        write(number)
    for hours in range(25, 49):
        sweep_when_due(begun + timedelta(hours=hours))
    assert sorted(mail["To"] for mail in server.box.mails) == sorted(f"person{n}@example.org" for n in range(23))
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_a_server_that_stops_between_two_mails(db, server):
    first, second = write(1), write(2)
    server.start()
    assert services.deliver_message(first.pk) is True
    server.stop()
    assert services.deliver_message(second.pk) is False
    server.start()
    sweep_when_due(timezone.now() + timedelta(minutes=2))
    assert [mail["Subject"] for mail in server.box.mails] == ["Nummer 1", "Nummer 2"]


WORKER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "konzeptdialog.settings.test"
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = os.environ["TEST_NAME"]
settings.NOTIFICATIONS_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_PORT"])
from notifications.services import deliver_message
deliver_message(int(os.environ["TEST_PK"]))
"""


def run_worker(pk: int, port: int) -> subprocess.Popen:
    """A process of its own that delivers one mail of the tests' database."""
    env = os.environ | {
        "TEST_NAME": str(connection.settings_dict["NAME"]),
        "TEST_PORT": str(port),
        "TEST_PK": str(pk),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_while_it_talks_to_the_server(server):
    """The mail arrives, and whatever arrived twice has the same Message-ID, by which mail servers drop the second."""
    message = write(1)
    # Delivery was tried on commit, without a server: it is due again.
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    worker = None

    def kill() -> None:
        os.kill(worker.pid, signal.SIGKILL)

    server.box.before_answer = kill
    server.start()
    worker = run_worker(message.pk, server.port)
    assert worker.wait(60) == -signal.SIGKILL
    server.box.before_answer = lambda: None
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    sweep_outbox()
    message.refresh_from_db()
    assert message.state == MessageState.SENDING, "the claim of a worker is respected until it has expired"
    OutboxMessage.objects.update(claimed_at=timezone.now() - services.CLAIM_EXPIRES - timedelta(seconds=1))
    sweep_outbox()
    sweep_outbox()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert {mail["Message-ID"] for mail in server.box.mails} == {message.message_id}
    assert 1 <= len(server.box.mails) <= 2
