"""Extensions and reminders."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from consultations.process.dates import today
from consultations.process.hearing import answers, more_time
from consultations.process.hearing.models import Addressee, Extension, Reminder
from consultations.process.hearing.reminders import send_reminders
from consultations.process.models import BERLIN
from notifications.models import OutboxMessage


def fresh(addressee: Addressee) -> Addressee:
    return Addressee.objects.select_related("phase__process").get(pk=addressee.pk)


def grant(addressee, actor, days: int = 7, **fields) -> Extension:
    values = {"published_reason": "Gremium tagt später.", "answer": "Gern.", **fields}
    return more_time.grant(addressee, ends_on=addressee.phase.ends_on + timedelta(days=days), actor=actor, **values)


def test_a_request_is_granted_and_told(cast, addressee):
    asked = answers.ask_for_more_time(addressee, until=addressee.phase.ends_on + timedelta(days=7), reason="Gremium")
    given = grant(addressee, cast.editor)
    assert given.pk == asked.pk and given.decided_by == cast.editor
    assert fresh(addressee).last_day == addressee.phase.ends_on + timedelta(days=7)
    mail = OutboxMessage.objects.get(kind="hearing_extension_decided")
    assert mail.address == addressee.email and "neue Frist" in mail.body and "Gern." in mail.body


def test_staff_may_grant_unasked_and_only_longer(cast, addressee):
    grant(addressee, cast.lead, days=7)
    for days in (0, 7, 400):
        with pytest.raises(ValidationError):
            grant(fresh(addressee), cast.lead, days=days)
    grant(fresh(addressee), cast.lead, days=8)
    assert fresh(addressee).extensions.count() == 2


def test_refusing_needs_an_answer(cast, addressee):
    answers.ask_for_more_time(addressee, until=addressee.phase.ends_on + timedelta(days=7), reason="Gremium")
    with pytest.raises(ValidationError):
        more_time.refuse(addressee, answer=" ", actor=cast.editor)
    assert more_time.refuse(addressee, answer="Der Termin steht.", actor=cast.editor)
    assert more_time.refuse(addressee, answer="Der Termin steht.", actor=cast.editor) is None
    assert fresh(addressee).extended_to is None
    assert "Der Termin steht." in OutboxMessage.objects.get(kind="hearing_extension_decided").body


def test_others_may_not_decide(cast, addressee):
    for person in (cast.observer, cast.moderator, cast.outsider):
        with pytest.raises(PermissionDenied):
            grant(addressee, person)
        with pytest.raises(PermissionDenied):
            more_time.refuse(addressee, answer="x", actor=person)
    assert not Extension.objects.exists()


def test_suggestions_are_working_days(addressee):
    from consultations.process.hearing.working_days import working_days

    last = addressee.last_day
    for number, day in more_time.suggestions(addressee):
        assert working_days(last + timedelta(days=1), day, None) == number


@pytest.fixture
def morning(at_moment):
    def on(day) -> None:
        at_moment(datetime(day.year, day.month, day.day, 9, 0, tzinfo=BERLIN))

    return on


def test_reminded_seven_days_and_one_day_before_each_once(addressee, morning):
    last = addressee.phase.ends_on
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=3))
    for days, expected in ((8, 0), (7, 1), (6, 0), (2, 0), (1, 1), (0, 0), (-1, 0)):
        morning(last - timedelta(days=days))
        assert send_reminders() == expected, days
        assert send_reminders() == 0
    assert set(Reminder.objects.values_list("days_before", flat=True)) == {7, 1}
    mails = OutboxMessage.objects.filter(kind="hearing_reminder")
    assert mails.count() == 2 and "/anhoerung/" in mails[0].body


def test_a_clock_that_stood_still_catches_up(addressee, morning):
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=3))
    morning(addressee.phase.ends_on - timedelta(days=4))
    assert send_reminders() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"submitted_at": timezone.now()},
        {"declined_at": timezone.now()},
        {"undeliverable_at": timezone.now()},
        {"email": ""},
        {"invited_at": None},
    ],
)
def test_nobody_is_reminded_in_vain(addressee, morning, change):
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=3))
    Addressee.objects.update(**change)
    morning(addressee.phase.ends_on - timedelta(days=7))
    assert send_reminders() == 0


def test_a_fresh_invitation_is_no_reason_to_remind(addressee, morning):
    last = addressee.phase.ends_on
    Addressee.objects.update(invited_at=datetime(last.year, last.month, last.day, 8, tzinfo=BERLIN) - timedelta(days=5))
    morning(last - timedelta(days=4))
    assert send_reminders() == 0
    morning(last - timedelta(days=1))
    assert send_reminders() == 1


def test_the_own_deadline_counts(addressee, morning):
    last = addressee.phase.ends_on
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=3), extended_to=last + timedelta(days=14))
    morning(last - timedelta(days=7))
    assert send_reminders() == 0
    morning(last + timedelta(days=7))
    assert send_reminders() == 1


def test_reminders_end_with_the_process(addressee, morning):
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=3))
    morning(addressee.phase.ends_on - timedelta(days=7))
    process = addressee.phase.process
    process.finished_on = today()
    process.save()
    assert send_reminders() == 0
