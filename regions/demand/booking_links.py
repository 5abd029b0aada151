"""The two links of a booking request: one for whoever asks, one for the pool. Signed, nothing is stored for them."""

from django.conf import settings
from django.urls import reverse

from frontend.signed_links import LinkRefused, read_numbers, sign
from regions.demand.models import BookingRequest

_ASKING = "regions.demand.booking.asking"
_POOL = "regions.demand.booking.pool"


def link_for_asking(booking: BookingRequest) -> str:
    """Where the person who asks confirms, reads the answer and cancels."""
    token = sign(_ASKING, booking.pk)
    return settings.BASE_URL + reverse("demand:booking", kwargs={"token": token})


def link_for_pool(booking: BookingRequest) -> str:
    """Where the pool answers; ends when the pool's address changes."""
    token = sign(_POOL, booking.pk, booking.entry.link_number)
    return settings.BASE_URL + reverse("demand:booking_answer", kwargs={"token": token})


def read_asking(token: str) -> BookingRequest:
    """The request of the person who asked. Raises LinkRefused."""
    (pk,) = read_numbers(_ASKING, token, 1)
    return _find(pk)


def read_pool(token: str) -> BookingRequest:
    """The request a pool was sent. Raises LinkRefused."""
    pk, number = read_numbers(_POOL, token, 2)
    booking = _find(pk)
    if booking.entry.link_number != number:
        raise LinkRefused
    return booking


def _find(pk: int) -> BookingRequest:
    rows = BookingRequest.objects.select_related("entry__region")
    booking = rows.filter(pk=pk).first()
    if booking is None:
        raise LinkRefused
    return booking
