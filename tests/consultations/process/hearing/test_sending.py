"""Sending invitations: once each, also when a worker dies or two run at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from consultations.process.dates import today
from consultations.process.hearing import sending
from consultations.process.hearing.enums import AddresseeState
from consultations.process.hearing.models import Addressee, Hearing, InvitationWave
from consultations.process.hearing.services import change_addressee
from consultations.process.hearing.texts import DEFAULT_SUBJECT, DEFAULT_TEXT, check_text
from notifications import services as outbox
from notifications.models import MessageState, OutboxMessage
from tests.factories.accounts import StakeholderCategoryFactory


def states() -> dict[str, str]:
    return {row.name: row.state for row in Addressee.objects.with_state()}


def test_everybody_is_invited_once(phase, cast, make_addressee):
    for name in ("A", "B"):
        make_addressee(name)
    make_addressee("Ohne", email="")
    assert sending.ask_to_send(phase, actor=cast.editor) == 2
    assert sending.ask_to_send(phase, actor=cast.editor) == 0
    mails = OutboxMessage.objects.filter(kind="hearing_invitation")
    assert mails.count() == 2
    assert states() == {"A": "on_its_way", "B": "on_its_way", "Ohne": "not_sent"}
    mail = mails.get(address="post0@verband.example")
    assert "/anhoerung/" in mail.body and "A" in mail.body and phase.process.title in mail.subject


def test_an_invitation_written_before_a_worker_died_is_not_written_again(phase, cast, make_addressee, monkeypatch):
    for number in range(4):
        make_addressee(f"Verband {number}")
    Addressee.objects.update(asked_at="2026-01-01T00:00:00Z")
    real, calls = sending.store, []

    def dies(*args, **kwargs):
        if len(calls) == 2:
            raise SystemExit
        calls.append(kwargs["address"])
        return real(*args, **kwargs)

    monkeypatch.setattr(sending, "store", dies)
    with pytest.raises(SystemExit):
        sending.send_due(phase)
    assert OutboxMessage.objects.count() == 2 == Addressee.objects.filter(invited_at__isnull=False).count()
    monkeypatch.setattr(sending, "store", real)
    assert sending.send_everywhere() == 2
    assert sending.send_everywhere() == 0
    assert OutboxMessage.objects.count() == 4


def test_many_are_left_to_a_worker(phase, cast, make_addressee, monkeypatch, django_capture_on_commit_callbacks):
    from consultations.process.hearing import tasks

    monkeypatch.setattr(sending, "AT_ONCE", 1)
    asked = []
    monkeypatch.setattr(tasks.send_invitations, "delay", asked.append)
    for number in range(3):
        make_addressee(f"Verband {number}")
    with django_capture_on_commit_callbacks(execute=True):
        assert sending.ask_to_send(phase, actor=cast.editor) == 3
    assert asked == [phase.pk] and not OutboxMessage.objects.exists()
    assert set(states().values()) == {"planned"}
    assert tasks.send_invitations(phase.pk) == 3


def test_a_category_with_a_day_waits_for_it(phase, cast, make_addressee, at_moment):
    from django.utils import timezone

    later = StakeholderCategoryFactory(slug="verbaende", title="Verbände")
    make_addressee("Spitzenverband")
    make_addressee("Fachverband", category=later)
    InvitationWave.objects.create(phase=phase, category=later, not_before=today() + timedelta(days=2))
    sending.ask_to_send(phase, actor=cast.editor)
    assert states() == {"Spitzenverband": "on_its_way", "Fachverband": "planned"}
    assert sending.send_everywhere() == 0
    at_moment(timezone.now() + timedelta(days=2))
    assert sending.send_everywhere() == 1


def test_the_outbox_tells_what_arrived_and_what_did_not(phase, cast, make_addressee):
    good, bad = make_addressee("Gut"), make_addressee("Schlecht")
    sending.ask_to_send(phase, actor=cast.editor)
    delivered, failed = (OutboxMessage.objects.get(address=row.email) for row in (good, bad))
    assert outbox.deliver_message(delivered.pk)
    failed.attempts = len(outbox.RETRY_MINUTES)
    outbox._note_failure(failed, OSError())
    assert failed.state == MessageState.FAILED
    assert states() == {"Gut": "sent", "Schlecht": "undeliverable"}
    sending.send_again(bad, actor=cast.editor)
    assert states()["Schlecht"] == "on_its_way"
    assert OutboxMessage.objects.filter(address=bad.email).count() == 2


def test_a_late_failure_of_an_earlier_invitation_says_nothing_about_the_new_one(phase, cast, make_addressee):
    row = make_addressee("A")
    sending.ask_to_send(phase, actor=cast.editor)
    old = OutboxMessage.objects.get()
    sending.send_again(Addressee.objects.get(pk=row.pk), actor=cast.editor)
    assert sending.note_undeliverable(old) == 0
    assert states() == {"A": "on_its_way"}


def test_nothing_is_sent_before_the_process_is_public_or_after_the_deadline(phase, cast, make_addressee):
    make_addressee()
    phase.process.is_published = False
    phase.process.save()
    with pytest.raises(ValidationError):
        sending.ask_to_send(phase, actor=cast.editor)
    phase.process.is_published = True
    phase.process.save()
    phase.starts_on, phase.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
    phase.save()
    with pytest.raises(ValidationError):
        sending.ask_to_send(phase, actor=cast.editor)
    assert states() == {"Verband (Test)": AddresseeState.NOT_SENT}


def test_only_those_who_edit_send(phase, cast, make_addressee):
    row = make_addressee(invited=True)
    for person in (cast.observer, cast.moderator, cast.outsider):
        with pytest.raises(PermissionDenied):
            sending.ask_to_send(phase, actor=person)
        with pytest.raises(PermissionDenied):
            sending.send_again(row, actor=person)
        with pytest.raises(PermissionDenied):
            sending.send_test(Hearing(phase=phase, subject="x", text="{link}"), actor=person)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        (DEFAULT_TEXT, True),
        ("{frist} { LINK }", True),
        ("{frist}", False),
        ("{frist} {link} {passwort}", False),
        ("{frist} {link} {organisation.pk}", False),
        ("{frist} {link} {", False),
    ],
)
def test_placeholders_are_checked(text, fine):
    if fine:
        check_text(text, required=("frist", "link"))
    else:
        with pytest.raises(ValidationError):
            check_text(text, required=("frist", "link"))


def test_braces_in_a_name_are_no_placeholders(phase, cast, make_addressee):
    make_addressee("Verein {link} {frist}")
    Hearing.objects.create(phase=phase, subject=DEFAULT_SUBJECT, text="{organisation}: {link} {frist}")
    sending.ask_to_send(phase, actor=cast.editor)
    assert OutboxMessage.objects.get().body.startswith("Verein {link} {frist}: http")


def test_a_test_mail_goes_to_oneself_with_a_link_that_says_so(client, phase, cast):
    mail = sending.send_test(Hearing(phase=phase, subject=DEFAULT_SUBJECT, text=DEFAULT_TEXT), actor=cast.editor)
    assert mail.address == cast.editor.email and "Musterverband" in mail.body
    assert "Testmail" in client.get("/anhoerung/muster/").content.decode()


def test_with_more_time_an_invitation_may_still_go_to_a_new_address(phase, cast, make_addressee):
    phase.starts_on, phase.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
    phase.save()
    late = make_addressee("Zu spät", invited=True)
    row = make_addressee("Verlängert", invited=True, extended_to=today() + timedelta(days=2))
    for addressee in (late, row):
        change_addressee(addressee, {"email": f"neu{addressee.pk}@x.example"}, actor=cast.editor)
    assert sending.send_everywhere() == 1
    assert OutboxMessage.objects.get().address == f"neu{row.pk}@x.example"
    with pytest.raises(ValidationError):
        sending.send_again(late, actor=cast.editor)
