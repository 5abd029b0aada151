"""Two people or workers at once: real threads on a real database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Membership, Organisation
from consultations.process.hearing import answers, more_time, reminders, sending
from consultations.process.hearing.models import Addressee, Extension, Reminder
from notifications.models import OutboxMessage
from tests.consultations.process.hearing.test_invitation import person
from tests.consultations.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_workers_send_every_invitation_once(phase, make_addressee):
    for number in range(12):
        make_addressee(f"Verband {number}", asked_at=timezone.now())
    at_once(*[lambda: sending.send_due(phase)] * 3)
    sending.send_due(phase)
    assert OutboxMessage.objects.count() == 12 == Addressee.objects.filter(invited_at__isnull=False).count()


def test_two_clocks_remind_once(phase, addressee):
    Addressee.objects.update(invited_at=timezone.now() - timedelta(days=9))
    phase.ends_on = timezone.localdate() + timedelta(days=7)
    phase.save()
    at_once(*[reminders.send_reminders] * 3)
    assert Reminder.objects.count() == 1 == OutboxMessage.objects.filter(kind="hearing_reminder").count()


def test_joining_by_a_double_click_creates_one_organisation(addressee):
    user = person(addressee.email)
    results = at_once(*[lambda: answers.join(addressee, user)] * 3)
    assert Organisation.objects.filter(name=addressee.name).count() == 1, results
    assert Membership.objects.filter(user=user).count() == 1


def test_two_people_decide_on_one_request(cast, addressee):
    day = addressee.phase.ends_on + timedelta(days=7)
    answers.ask_for_more_time(addressee, until=day, reason="Gremium")
    results = at_once(
        lambda: more_time.grant(addressee, ends_on=day, published_reason="", answer="", actor=cast.editor),
        lambda: more_time.grant(addressee, ends_on=day, published_reason="", answer="", actor=cast.lead),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1, results
    assert Extension.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="hearing_extension_decided").count() == 1
