"""What happens at the door: once, in any order, and in step with the seats."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import StakeholderCategory
from audit.models import AuditEntry
from consultations.conferences.attendance import services
from consultations.conferences.attendance.enums import Outcome
from consultations.conferences.attendance.models import DoorEvent, EventKind
from consultations.conferences.attendance.retention import forget_events
from consultations.conferences.attendance.services import CountedMeanwhile, Source
from consultations.conferences.registration import seats
from consultations.conferences.registration.models import Registration
from tests.consultations.conferences.attendance.conftest import expect
from tests.factories.consultations import ConferenceFactory, today

ARRIVED, UNDONE = EventKind.ARRIVED, EventKind.UNDONE


def note(conference, ticket="AAAA2222", kind=ARRIVED, *, minutes_ago=0, key=None, source=None):
    return services.note(
        conference,
        key=key or uuid.uuid4(),
        kind=kind,
        ticket=ticket,
        source=source or Source(device=uuid.uuid4()),
        at=timezone.now() - timedelta(minutes=minutes_ago),
    )


def there(conference) -> list[str]:
    rows = conference.registrations.filter(arrived_at__isnull=False)
    return list(rows.order_by("name").values_list("name", flat=True))


def test_the_same_event_twice_counts_once_and_is_answered_alike(conference, access):
    key, source = uuid.uuid4(), Source(access, uuid.uuid4())
    first = note(conference, key=key, source=source)
    again = note(conference, key=key, source=source)
    assert first.outcome == again.outcome == Outcome.ARRIVED and first.since == again.since
    assert DoorEvent.objects.count() == 1 and there(conference) == ["Ada Ärmel"]


def test_a_second_device_hears_since_when_and_that_it_was_another(conference, access):
    first = note(conference, source=Source(access, uuid.uuid4()))
    second = note(conference, source=Source(access, uuid.uuid4()))
    assert (second.outcome, second.since, second.elsewhere) == (Outcome.ALREADY, first.since, True)


def test_what_is_handed_in_late_counts_from_when_it_happened(conference):
    note(conference, minutes_ago=5)
    assert note(conference, minutes_ago=20).outcome == Outcome.ARRIVED
    row = Registration.objects.get(ticket="AAAA2222")
    assert timezone.now() - row.arrived_at > timedelta(minutes=19)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_the_order_in_which_events_get_here_does_not_matter(conference, order):
    events = [(ARRIVED, 30), (UNDONE, 20), (ARRIVED, 10)]
    for index in order:
        kind, minutes = events[index]
        note(conference, kind=kind, minutes_ago=minutes)
    row = Registration.objects.get(ticket="AAAA2222")
    assert timedelta(minutes=9) < timezone.now() - row.arrived_at < timedelta(minutes=11)


def test_an_arrival_from_before_it_was_taken_back_stays_taken_back(conference):
    note(conference, minutes_ago=30)
    note(conference, kind=UNDONE, minutes_ago=10)
    assert note(conference, minutes_ago=20).outcome == Outcome.UNDONE
    assert there(conference) == []
    note(conference, minutes_ago=5)
    assert note(conference, kind=UNDONE, minutes_ago=7).outcome == Outcome.AGAIN


def test_a_clock_that_is_ahead_checks_nobody_in_tomorrow(conference):
    assert note(conference, minutes_ago=-600).since <= timezone.now()


def test_tickets_of_other_conferences_and_made_up_ones_are_unknown(conference):
    expect(ConferenceFactory(process=conference.process, date=today()), "Fremd", "FFFF2222")
    for ticket in ("FFFF2222", "XXXX9999", "", "\x00"):
        assert note(conference, ticket).outcome == Outcome.UNKNOWN
    assert DoorEvent.objects.count() == 0
    assert note(conference, " aaaa2222 ").outcome == Outcome.ARRIVED


def test_a_key_of_another_conference_changes_nothing_here(conference):
    other = ConferenceFactory(process=conference.process, date=today())
    expect(other, "Fremd", "FFFF2222")
    key = uuid.uuid4()
    note(other, "FFFF2222", key=key)
    assert note(conference, key=key).outcome == Outcome.UNKNOWN
    assert walk_in(conference, key=key).outcome == Outcome.UNKNOWN
    assert there(conference) == []


@pytest.mark.parametrize("state", ["cancelled", "waiting", "lapsed"])
def test_without_a_seat_nobody_is_checked_in(conference, state):
    expect(conference, "Weg", "WWWW2222", state=state)
    assert note(conference, "WWWW2222").outcome == Outcome.NO_SEAT
    assert there(conference) == [] and DoorEvent.objects.count() == 0


def test_the_day_before_is_a_rehearsal(conference):
    conference.date = today() + timedelta(days=1)
    conference.save()
    assert note(conference).outcome == Outcome.REHEARSAL
    assert walk_in(conference).outcome == Outcome.REHEARSAL
    assert DoorEvent.objects.count() == 0 and Registration.objects.count() == 2


def walk_in(conference, name="Dora", *, key=None, source=None, **values):
    particulars = {"name": name, "organisation_name": "", "category": None, "region": None} | values
    return services.walk_in(conference, key=key or uuid.uuid4(), particulars=particulars, source=source or Source())


def test_somebody_without_a_registration_takes_a_seat_once(conference):
    key = uuid.uuid4()
    first, again = walk_in(conference, key=key), walk_in(conference, key=key)
    conference.refresh_from_db()
    assert first.registration == again.registration and conference.registered == 2
    row = first.registration
    assert row.is_walk_in and row.state == "registered" and row.arrived_at and not first.over_capacity
    # Who did not get the answer asks again, and is told the same.
    key = uuid.uuid4()
    assert all(walk_in(conference, "Emil", key=key).over_capacity for _time in range(2))
    # Whoever counts again, for example after the number of seats was changed, finds the same.
    conference.refresh_from_db()
    seats.recount(conference)
    conference.refresh_from_db()
    assert conference.registered == 2


def test_somebody_without_a_registration_can_be_taken_back_and_come_again(conference):
    ticket = walk_in(conference).registration.ticket
    note(conference, ticket, UNDONE)
    row = Registration.objects.get(ticket=ticket)
    conference.refresh_from_db()
    assert (row.state, row.arrived_at, conference.registered) == ("cancelled", None, 2)
    note(conference, ticket)
    row.refresh_from_db()
    conference.refresh_from_db()
    assert (row.state, row.cancelled_at, conference.registered) == ("registered", None, 2)


def test_there_is_an_end_to_people_without_a_registration(conference, monkeypatch):
    monkeypatch.setattr(services, "MOST_WALK_INS", 1)
    walk_in(conference)
    with pytest.raises(ValidationError):
        walk_in(conference, "Emil")


def test_what_staff_notes_is_in_the_log_without_names(conference, cast):
    note(conference, source=Source(actor=cast.lead))
    walk_in(conference, source=Source(actor=cast.lead))
    entries = AuditEntry.objects.filter(action__startswith="attendance.")
    assert [entry.action for entry in entries.order_by("pk")] == ["attendance.arrived", "attendance.walk_in"]
    assert not any("Ada" in f"{entry.target_label}{entry.details}" for entry in entries)


def test_counts_are_taken_over_and_replace_what_was_there(conference, cast):
    school = StakeholderCategory.objects.get(slug="schule")
    note(conference)
    walk_in(conference)
    services.save_counts(conference, {school: 99}, attended=120, revision=0, actor=cast.lead)
    conference.refresh_from_db()
    services.take_over(conference, revision=conference.revision, actor=cast.lead)
    conference.refresh_from_db()
    assert conference.attended == 2 and conference.revision == 2
    assert list(conference.attendance.values_list("category__slug", "count")) == [("schule", 1)]
    with pytest.raises(CountedMeanwhile):
        services.take_over(conference, revision=1, actor=cast.lead)


def test_services_ask_for_the_right_themselves(conference, access, cast):
    for actor in (cast.outsider, cast.moderator):
        with pytest.raises(PermissionDenied):
            services.open_access(conference, label="x", actor=actor)
        with pytest.raises(PermissionDenied):
            services.end_access(access, actor=actor)
        with pytest.raises(PermissionDenied):
            services.take_over(conference, revision=0, actor=actor)


def test_events_go_some_time_after_the_day_and_the_arrival_stays(conference, settings):
    note(conference)
    assert forget_events(dry_run=True) == 0
    conference.date = today() - timedelta(days=settings.DOOR_EVENTS_KEEP_DAYS + 1)
    conference.save()
    assert forget_events(dry_run=True) == 1 == forget_events(dry_run=False)
    assert DoorEvent.objects.count() == 0 and there(conference) == ["Ada Ärmel"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time.")
def test_at_once_nothing_counts_twice(conference):
    key, outcomes = uuid.uuid4(), []

    def run(index):
        try:
            outcomes.append(walk_in(conference, key=key).outcome if index % 2 else walk_in(conference, "Emil").outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conference.refresh_from_db()
    assert outcomes == [Outcome.ARRIVED] * 6
    assert conference.registered == 2 and DoorEvent.objects.count() == 4
