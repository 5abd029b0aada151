"""Asking for an interpreter: confirmed first, answered once, limited, forgotten."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import OutboxMessage
from regions.demand import bookings
from regions.demand.booking_links import link_for_asking, link_for_pool
from regions.demand.enums import BookingState
from regions.demand.models import BookingRequest
from regions.demand.services import change_entry


@pytest.fixture
def url(pool) -> str:
    return reverse("demand:book", kwargs={"pk": pool.pk})


def begun(client, url) -> str:
    """The mark of the form, as if it had been open for a minute."""
    return re.search(r'name="begun" value="([^"]+)"', client.get(url).content.decode())[1]


@pytest.fixture
def typed():
    def make(**fields) -> dict:
        day = timezone.localdate() + timedelta(days=10)
        return {
            "language": "ar", "date": day.isoformat(), "time": "10:30", "minutes": "60", "mode": "on_site",
            "place": "Rathaus", "subject": "Anmeldung in der Schule", "name": "Frau Muster",
            "organisation": "Schulamt", "email": "amt@stadt.example", "agrees": "on", **fields,
        }  # fmt: skip

    return make


@pytest.fixture
def patient(monkeypatch):
    """Guests who take their time."""
    monkeypatch.setattr("regions.demand.booking_forms._SECONDS", -1)


@pytest.fixture
def asked(pool) -> BookingRequest:
    """A request the pool knows of."""
    return BookingRequest.objects.create(
        entry=pool, name="Frau Muster", email="amt@stadt.example", language="ar", date=timezone.localdate(),
        time="10:30", mode="phone", subject="Gespräch", state=BookingState.NEW, confirmed_at=timezone.now(),
    )  # fmt: skip


def test_a_guest_confirms_before_the_pool_is_told(client, pool, url, typed, patient):
    answer = client.post(url, typed(begun=begun(client, url)))
    assert (
        answer.url == reverse("demand:book_sent", kwargs={"pk": pool.pk}) and client.get(answer.url).status_code == 200
    )
    (mail,) = OutboxMessage.objects.all()
    assert mail.address == "amt@stadt.example"
    # Whoever enters the address of somebody else does not get us to mail his words.
    assert not any(word in mail.body for word in ("Muster", "Anmeldung", "Rathaus", "Schulamt"))
    booking = BookingRequest.objects.get()
    link = link_for_asking(booking)
    assert link in mail.body
    page = client.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin" and "no-store" in page.headers["Cache-Control"]
    booking.refresh_from_db()
    assert booking.state == BookingState.UNCONFIRMED, "GET changes nothing"
    assert client.get(link_for_pool(booking)).status_code == 404
    for _click in range(2):
        client.post(link)
    booking.refresh_from_db()
    assert booking.state == BookingState.NEW
    sent = list(OutboxMessage.objects.order_by("pk").values_list("kind", "address"))[1:]
    assert sent == [("demand_booking_request", pool.booking_email), ("demand_booking_sent", "amt@stadt.example")]


def test_a_confirmed_address_goes_to_the_pool_at_once(client, people, pool, url, typed):
    client.force_login(people.coordinator)
    client.post(url, typed(email=people.coordinator.email))
    assert BookingRequest.objects.get().state == BookingState.NEW
    client.post(url, typed(email="andere@adresse.example"))
    assert BookingRequest.objects.get(email="andere@adresse.example").state == BookingState.UNCONFIRMED


def test_the_pool_answers_once(client, asked):
    link = link_for_pool(asked)
    assert "Frau Muster" in client.get(link).content.decode()
    assert client.post(link, {"decision": "no", "text": ""}).status_code == 422
    client.post(link, {"decision": "yes", "text": "Herr B. kommt."})
    client.post(link, {"decision": "no", "text": "Doch nicht."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (BookingState.ACCEPTED, "Herr B. kommt.")
    (mail,) = OutboxMessage.objects.filter(kind="demand_booking_answered")
    assert mail.address == asked.email and "Herr B. kommt." in mail.body
    assert "Herr B. kommt." in client.get(link_for_asking(asked)).content.decode()


def test_who_asked_can_cancel_and_the_pool_is_told(client, asked):
    client.post(link_for_asking(asked), {"cancel": "1"})
    asked.refresh_from_db()
    assert asked.state == BookingState.CANCELLED
    assert OutboxMessage.objects.get().address == asked.entry.booking_email
    client.post(link_for_pool(asked), {"decision": "yes"})
    asked.refresh_from_db()
    assert asked.state == BookingState.CANCELLED


def test_links_are_good_for_what_they_were_made_for(client, people, asked, pool):
    asking, answering = link_for_asking(asked), link_for_pool(asked)
    token = asking.rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("demand:booking_answer", kwargs={"token": token})).status_code == 404
    assert client.post(asking.rstrip("/") + "x/", {"cancel": "1"}).status_code == 404
    change_entry(pool, {"booking_email": "neu@kreis.example"}, actor=people.coordinator, revision=0,
                 spoken=[("ar", "lay", "both")])  # fmt: skip
    assert client.get(answering).status_code == 404, "the pool before must not answer any more"
    asked.refresh_from_db()
    asked.entry.refresh_from_db()
    assert client.get(link_for_pool(asked)).status_code == 200


def test_programs_and_floods_are_refused(client, pool, url, typed, monkeypatch):
    mark = begun(client, url)
    assert "sehr schnell" in client.post(url, typed(begun=mark)).content.decode()
    assert client.post(url, typed()).status_code == 422, "without the mark"
    monkeypatch.setattr("regions.demand.booking_forms._SECONDS", -1)
    assert client.post(url, typed(begun=mark, surname="x")).status_code == 422
    tries = range(bookings.PER_ADDRESS + 1)
    codes = [client.post(url, typed(begun=mark, subject=f"Gespräch {number}")).status_code for number in tries]
    assert codes == [302] * bookings.PER_ADDRESS + [429]
    monkeypatch.setattr(bookings, "PER_POOL", bookings.PER_ADDRESS)
    refused = client.post(url, typed(begun=mark, email="wer@anders.example"))
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "3600"
    assert "Anmeldung in der Schule" in refused.content.decode(), "what was typed is kept"


@pytest.mark.parametrize("wrong", [{"date": "2020-01-01"}, {"language": "vi"}, {"place": ""}, {"minutes": "0"},
                                   {"agrees": ""}, {"email": "keine"}, {"mode": "video"}])  # fmt: skip
def test_what_is_wrong_is_refused(client, url, typed, patient, wrong):
    assert client.post(url, typed(begun=begun(client, url), **wrong)).status_code == 422
    assert not BookingRequest.objects.exists()


def test_a_link_that_is_too_old_confirms_nothing(client, asked):
    old = timezone.now() - bookings.CONFIRM_WITHIN - timedelta(minutes=1)
    BookingRequest.objects.update(state=BookingState.UNCONFIRMED, created_at=old)
    client.post(link_for_asking(asked))
    asked.refresh_from_db()
    assert asked.state == BookingState.UNCONFIRMED and not OutboxMessage.objects.exists()


def test_requests_are_seen_by_those_who_document_only(client, people, asked):
    url = reverse("demand:edit", kwargs={"pk": asked.entry_id})
    client.force_login(people.coordinator)
    assert "amt@stadt.example" in client.get(url).content.decode()
    client.force_login(people.neighbour)
    assert client.get(url).status_code == 404


def test_they_are_forgotten_ninety_days_after_the_day(asked):
    assert bookings.forget_over() == 0
    BookingRequest.objects.update(date=timezone.localdate() - bookings.KEEP)
    assert bookings.forget_over() == 0
    BookingRequest.objects.update(date=timezone.localdate() - bookings.KEEP - timedelta(days=1))
    assert bookings.over().count() == 1 and bookings.forget_over() == 1


def test_pressing_twice_asks_once(client, people, pool, url, typed, patient):
    mark = begun(client, url)
    for _click in range(2):
        client.post(url, typed(begun=mark))
    assert BookingRequest.objects.count() == OutboxMessage.objects.count() == 1
    client.force_login(people.coordinator)
    pages = [client.post(url, typed(email=people.coordinator.email)).url for _click in range(2)]
    assert pages[0] == pages[1]
    assert OutboxMessage.objects.filter(kind="demand_booking_request").count() == 1
    client.post(url, typed(email=people.coordinator.email, subject="Ein anderes Gespräch"))
    assert BookingRequest.objects.filter(email=people.coordinator.email).count() == 2


def test_typing_the_request_of_somebody_else_does_not_open_its_page(client, pool, url, typed, patient):
    client.post(url, typed(begun=begun(client, url)))
    booking = BookingRequest.objects.get()
    client.post(link_for_asking(booking))
    answer = client.post(url, typed(begun=begun(client, url)))
    assert answer.url == reverse("demand:book_sent", kwargs={"pk": pool.pk})
