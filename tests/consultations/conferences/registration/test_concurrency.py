"""Two people take the last seat at the same moment: real threads on a real database."""

import pytest

from consultations.conferences.registration import services
from consultations.conferences.registration.models import Registration
from consultations.conferences.registration.particulars import Particulars
from tests.consultations.test_concurrency import at_once
from tests.factories.consultations import ConferenceFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def conference(process):
    return ConferenceFactory(process=process, capacity=1, registration="open")


def numbers(conference) -> tuple[int, int]:
    conference.refresh_from_db()
    return conference.registered, conference.waiting


def states() -> list[str]:
    return sorted(Registration.objects.values_list("state", flat=True))


def registering(conference, number: int):
    def act():
        return services.register(
            conference, Particulars(name=f"Person {number}"), email=f"p{number}@example.org", is_confirmed=True
        )

    return act


def test_the_last_seat_is_given_once(conference):
    results = at_once(*[registering(conference, number) for number in range(2)])
    assert sorted(result.registration.state for result in results) == ["registered", "waiting"]
    assert numbers(conference) == (1, 1)


def test_fifty_people_for_ten_seats(conference):
    conference.capacity = 10
    conference.save()
    # A database takes so many connections only; threads come in two waves, each at once.
    for wave in range(2):
        results = at_once(*[registering(conference, wave * 25 + number) for number in range(25)])
        assert not [result for result in results if isinstance(result, Exception)], results
    assert states() == ["registered"] * 10 + ["waiting"] * 40
    assert numbers(conference) == (10, 40)


def test_one_address_twice_at_once_is_one_registration(conference):
    results = at_once(*[registering(conference, 1) for _click in range(3)])
    assert sorted(result.is_new for result in results) == [False, False, True]
    assert Registration.objects.count() == 1


def test_cancelling_while_somebody_registers_gives_the_seat_once(conference):
    first = registering(conference, 1)().registration
    waiting = registering(conference, 2)().registration
    at_once(lambda: services.cancel(first), registering(conference, 3))
    waiting.refresh_from_db()
    # Whoever waited goes first, whatever came first of the two.
    assert waiting.state == "offered"
    assert states() == ["cancelled", "offered", "waiting"] and numbers(conference) == (1, 1)


def test_two_offers_confirmed_at_once_are_two_seats(conference):
    conference.capacity = 2
    conference.save()
    seated = [registering(conference, number)().registration for number in range(2)]
    offered = [registering(conference, number)().registration for number in range(2, 4)]
    for row in seated:
        services.cancel(row)
    at_once(*[lambda row=row: services.accept_offer(row) for row in offered * 2])
    assert states() == ["cancelled", "cancelled", "registered", "registered"]
    assert numbers(conference) == (2, 0)


def test_an_offer_is_taken_or_lapses_but_not_both(conference, pass_time):
    first, second, third = (registering(conference, number)().registration for number in range(3))
    services.cancel(first)
    pass_time(hours=49)
    at_once(lambda: services.accept_offer(second), services.lapse_overdue, services.lapse_overdue)
    for row in (second, third):
        row.refresh_from_db()
    assert (second.state, third.state) == ("lapsed", "offered")
    assert numbers(conference) == (1, 0)
