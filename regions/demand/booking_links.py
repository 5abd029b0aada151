"""The two links of a booking request: one for whoever asks, one for the pool. Signed, nothing is stored for them."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from regions.demand.models import BookingRequest

_LONGEST = 200
_ASKING = "regions.demand.booking.asking"
_POOL = "regions.demand.booking.pool"


class LinkRefused(Exception):
    """The link is none of ours, the request was deleted, or the pool has another address now."""


def link_for_asking(booking: BookingRequest) -> str:
    """Where the person who asks confirms, reads the answer and cancels."""
    token = signing.Signer(salt=_ASKING).sign(str(booking.pk))
    return settings.BASE_URL + reverse("demand:booking", kwargs={"token": token})


def link_for_pool(booking: BookingRequest) -> str:
    """Where the pool answers; ends when the pool's address changes."""
    token = signing.Signer(salt=_POOL).sign(f"{booking.pk}-{booking.entry.link_number}")
    return settings.BASE_URL + reverse("demand:booking_answer", kwargs={"token": token})


def read_asking(token: str) -> BookingRequest:
    """The request of the person who asked. Raises LinkRefused."""
    return _find(_unsigned(token, _ASKING))


def read_pool(token: str) -> BookingRequest:
    """The request a pool was sent. Raises LinkRefused."""
    pk, _separator, number = _unsigned(token, _POOL).partition("-")
    booking = _find(pk)
    if str(booking.entry.link_number) != number:
        raise LinkRefused
    return booking


def _unsigned(token: str, salt: str) -> str:
    if len(token) > _LONGEST:
        raise LinkRefused
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature as error:
        raise LinkRefused from error


def _find(pk: str) -> BookingRequest:
    rows = BookingRequest.objects.select_related("entry__region")
    booking = rows.filter(pk=int(pk)).first() if pk.isdecimal() else None
    if booking is None:
        raise LinkRefused
    return booking
