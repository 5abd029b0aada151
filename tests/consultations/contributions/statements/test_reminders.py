"""Reminders before the deadline: to coordinators, a week and a day before, each once, without a word of it."""

from datetime import timedelta

from django.utils import timezone

from consultations.contributions.statements.models import StatementDraft
from consultations.contributions.statements.releasing import release
from consultations.contributions.statements.reminders import remind
from notifications.models import OutboxMessage
from tests.consultations.contributions.statements.conftest import SECRET
from tests.factories.consultations import today


def ends_in(process, days: int) -> None:
    process.phases.update(starts_on=today() - timedelta(days=40), ends_on=today() + timedelta(days=days))


def begun_long_ago(draft) -> None:
    StatementDraft.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=30))


def test_a_week_and_a_day_before_each_once(cast, draft, add, process):
    add(draft)
    begun_long_ago(draft)
    ends_in(process, 8)
    assert remind() == 0
    ends_in(process, 7)
    assert remind() == 1 and remind() == 0
    mail = OutboxMessage.objects.get(kind="statement_reminder")
    assert mail.address == cast.coordinator.email and SECRET not in mail.body
    assert f"/konto/stellungnahmen/{draft.pk}/" in mail.body
    ends_in(process, 1)
    assert remind() == 1 and remind() == 0
    ends_in(process, -1)
    assert remind() == 0


def test_nobody_is_reminded_of_what_is_empty_new_or_released(cast, draft, add, process):
    ends_in(process, 7)
    begun_long_ago(draft)
    assert remind() == 0, "empty"
    add(draft)
    StatementDraft.objects.update(created_at=timezone.now())
    assert remind() == 0, "begun in the last week"
    begun_long_ago(draft)
    release(draft, seen=StatementDraft.objects.get().revision, actor=cast.coordinator)
    assert remind() == 0, "released"
