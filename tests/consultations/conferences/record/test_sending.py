"""Who is asked to check a record, and that nobody is asked twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from consultations.conferences.record import sending, services
from consultations.conferences.registration.models import RegistrationState
from notifications.models import OutboxMessage
from tests.factories.consultations import today
from tests.factories.records import make_registration

SOON = timedelta(days=7)


def addresses():
    return sorted(OutboxMessage.objects.filter(kind=sending.KIND).values_list("address", flat=True))


@pytest.fixture
def people(conference):
    make_registration(conference, "Ada Beispiel", arrived_at=timezone.now())
    make_registration(conference, "Bo Muster")
    make_registration(conference, "Cem Wartend", state=RegistrationState.WAITING)
    make_registration(conference, "Dana Ohne", email="")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("attended", ["ada@example.org"]),
        ("registered", ["ada@example.org", "bo@example.org"]),
        ("nobody", []),
    ],
)
def test_who_gets_the_link(conference, people, cast, chosen, expected):
    record = services.open_check(conference, until=today() + SOON, recipients=chosen, actor=cast.lead)
    sending.send(record.pk)
    assert addresses() == expected


def test_a_worker_that_dies_is_followed_by_one_that_asks_the_rest(conference, people, cast, monkeypatch):
    record = services.open_check(conference, until=today() + SOON, recipients="registered", actor=cast.lead)
    calls = []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return True

    original = sending._send_one
    monkeypatch.setattr(sending, "_send_one", lambda *args: dies_at_the_second(*args) and original(*args))
    with pytest.raises(RuntimeError):
        sending.send(record.pk)
    monkeypatch.undo()
    sending.send_everywhere()
    sending.send_everywhere()
    assert addresses() == ["ada@example.org", "bo@example.org"]


def test_who_was_told_a_day_is_told_again_when_it_is_moved(conference, people, cast):
    for days in (7, 9):
        record = services.open_check(
            conference, until=today() + timedelta(days=days), recipients="attended", actor=cast.lead
        )
        sending.send(record.pk)
    assert addresses() == ["ada@example.org"] * 2
    with pytest.raises(ValidationError):
        services.open_check(conference, until=today() + SOON, recipients="attended", actor=cast.lead)


def test_the_mail_has_a_link_that_works(client, conference, people, cast):
    record = services.open_check(conference, until=today() + SOON, recipients="attended", actor=cast.lead)
    sending.send(record.pk)
    body = OutboxMessage.objects.get(kind=sending.KIND).body
    link = next(word for word in body.split() if "/protokoll/" in word)
    response = client.get("/" + link.split("/", 3)[3])
    assert response.status_code == 200 and "Mehr Kurse am Abend." in response.content.decode()


def test_a_check_needs_a_day_to_come_a_published_process_and_the_right(conference, cast):
    with pytest.raises(ValidationError):
        services.open_check(conference, until=today() - SOON, recipients="nobody", actor=cast.lead)
    for who in ("recorder", "moderator", "outsider", "stakeholder"):
        with pytest.raises(PermissionDenied):
            services.open_check(conference, until=today() + SOON, recipients="nobody", actor=getattr(cast, who))
    conference.process.is_published = False
    conference.process.save()
    with pytest.raises(ValidationError):
        services.open_check(conference, until=today() + SOON, recipients="nobody", actor=cast.lead)
