"""Reminders, the export, closing an account, and forgetting in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import StakeholderCategory
from accounts.privacy.extensions import holders
from accounts.privacy.retention import run
from consultations.conferences.models import Attendance, Conference
from consultations.conferences.registration import reminders, retention
from consultations.conferences.registration.models import Needs, Registration, RegistrationCount
from consultations.process.dates import today
from notifications.models import OutboxMessage
from tests.factories.accounts import RegionFactory
from tests.factories.consultations import ThematicTableFactory


def move_to(conference, days: int) -> None:
    Conference.objects.filter(pk=conference.pk).update(date=today() + timedelta(days=days))


def mails(kind: str):
    return OutboxMessage.objects.filter(kind=f"registration/{kind}")


@pytest.fixture
def registered(conference, register):
    row = register(conference, "Ada", needs={"diet": "vegan"})
    Registration.objects.update(created_at=timezone.now() - timedelta(days=30), confirm_until=None)
    return row


@pytest.mark.parametrize(("days", "sent"), [(5, 0), (3, 1), (2, 1), (1, 1), (0, 0), (-1, 0)])
def test_reminders_go_out_once_some_days_before(conference, registered, days, sent):
    table = ThematicTableFactory(conference=conference, number=7, title="Wohnen")
    Registration.objects.update(table=table)
    Conference.objects.update(step_free=True)
    move_to(conference, days)
    assert reminders.send_reminders() == sent and reminders.send_reminders() == 0
    for mail in mails("reminder"):
        assert "Wohnen" in mail.body and "stufenloser Zugang" in mail.body and "/anmeldung/" in mail.body


def test_each_of_both_reminders_goes_out(conference, registered):
    move_to(conference, 3)
    reminders.send_reminders()
    # Two days later: the day of the conference is the same, only ours is another.
    mails("reminder").update(dedupe_key=f"registration/reminder:{registered.pk}:{today() + timedelta(days=1)}:3")
    move_to(conference, 1)
    assert reminders.send_reminders() == 1 and mails("reminder").count() == 2


@pytest.mark.parametrize(
    "values", [{"state": "waiting"}, {"state": "cancelled"}, {"confirm_until": timezone.now()}, {"created_at": None}]
)
def test_nobody_else_is_reminded(conference, registered, values):
    Registration.objects.update(**{name: value or timezone.now() for name, value in values.items()})
    move_to(conference, 3)
    assert reminders.send_reminders() == 0


def test_needs_go_a_week_after_and_registrations_after_half_a_year_but_numbers_stay(conference, registered, register):
    category = StakeholderCategory.objects.create(slug="schule", title="Schulen")
    region = RegionFactory(name="Altmark")
    register(conference, "Ben")
    Registration.objects.update(category=category, region=region)
    Registration.objects.filter(name="Ben").update(arrived_at=timezone.now())
    # Somebody who just came counts among those who came, not among those who registered.
    Registration.objects.create(
        conference=conference,
        name="Cem",
        state="registered",
        is_walk_in=True,
        arrived_at=timezone.now(),
        category=category,
        region=region,
    )
    move_to(conference, -8)
    assert {outcome.rule.key: outcome.number for outcome in run(dry_run=True)}["conference_needs"] == 1
    assert retention.forget_needs() == 1 and not Needs.objects.exists()
    assert retention.forget_registrations() == 0
    move_to(conference, -181)
    assert retention.forget_registrations() == 3 and retention.forget_registrations() == 0
    assert not Registration.objects.exists()
    kept = RegistrationCount.objects.get()
    assert (kept.category, kept.region, kept.registered, kept.arrived) == (category, region, 2, 2)
    assert Attendance.objects.get().count == 2
    conference.refresh_from_db()
    assert (conference.registered, conference.attended) == (2, 2)


def test_what_nobody_confirmed_goes(conference, registered):
    Registration.objects.update(state="lapsed", cancelled_at=timezone.now() - timedelta(days=8))
    assert retention.forget_lapsed() == 1


def holder():
    return next(row for row in holders() if row.key == "conference_registrations")


def test_the_export_has_registrations_by_account_and_by_address(conference, register, cast, confirmed):
    register(conference, "Mine", user=confirmed, email=confirmed.email, party=["Gast"], needs={"diet": "vegan"})
    register(conference, "Fremd")
    (row,) = holder().collect(confirmed).rows["registrations"]
    assert (row["name"], row["further_people"], row["needs"]["food"]) == ("Mine", ["Gast"], "vegan")
    assert holder().collect(cast.outsider).rows["registrations"] == []


def test_closing_an_account_gives_seats_back_and_leaves_only_numbers(conference, register, confirmed, process):
    register(conference, "Mine", user=confirmed, email=confirmed.email, party=["Gast"])
    waiting = register(conference, "Cem")
    assert holder().consequences(confirmed)
    holder().erase(confirmed)
    waiting.refresh_from_db()
    assert waiting.state == "offered" and Registration.objects.get() == waiting
    past = register(conference, "Mine", user=confirmed, email=confirmed.email)
    Registration.objects.filter(pk=past.pk).update(arrived_at=timezone.now())
    move_to(conference, -3)
    holder().erase(confirmed)
    past.refresh_from_db()
    assert (past.name, past.email, past.user) == ("", "", None) and past.arrived_at is not None
