"""Asking a pool for an interpreter, and its answer. No mail to an unconfirmed address repeats what was typed."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.organisations.rules import confirmed_address
from notifications.services import enqueue
from regions.demand.booking_links import link_for_asking, link_for_pool
from regions.demand.enums import BookingState
from regions.demand.models import BookingRequest, Entry
from regions.demand.services import Refused

#: Requests of one address, and for one pool, within an hour; more are refused until later.
PER_ADDRESS = 5
PER_POOL = 30
#: Mails with a link to an address nobody has confirmed, within a day.
UNCONFIRMED_PER_DAY = 5
#: The same request within this time: somebody pressed twice.
PRESSED_TWICE = timedelta(minutes=2)
#: How long the link confirms, and how long what nobody confirmed is kept.
CONFIRM_WITHIN = timedelta(hours=48)
KEEP_UNCONFIRMED = timedelta(days=7)
#: After the day of the talk.
KEEP = timedelta(days=90)


class TooMany(Exception):
    """More requests came in than a pool can read; the same later is fine."""


class TooLate(Refused):
    """The link to confirm is too old, or the day has passed."""


@transaction.atomic
def ask(entry: Entry, data: dict[str, Any], *, user=None) -> BookingRequest:
    """Store a request. A confirmed address of the signed-in person goes to the pool at once, others get a link first.

    Raises Entry.DoesNotExist when the pool is not public any more, TooMany.
    """
    # The lock makes counting and storing one step.
    public = Entry.objects.public().filter(pk=entry.pk).exclude(booking_email="").values("pk")
    pool = Entry.objects.select_for_update(of=("self",)).get(pk__in=public)
    is_known = bool(user and user.is_authenticated and confirmed_address(user) == data["email"].lower())
    booking = BookingRequest(entry=pool, **{**data, "email": data["email"].lower()})
    if (earlier := _pressed_twice(booking, data, is_known=is_known)) is not None:
        return earlier
    _refuse_flood(booking, is_known=is_known)
    booking.save()
    if is_known:
        _hand_over(booking)
    else:
        enqueue(
            "demand_booking_confirm",
            address=booking.email,
            language=(get_language() or "").split("-")[0],
            context={"link": link_for_asking(booking), "hours": int(CONFIRM_WITHIN.total_seconds() // 3600)},
            dedupe_key=f"demand_booking_confirm:{booking.pk}",
        )
    return booking


def _pressed_twice(booking: BookingRequest, data: dict[str, Any], *, is_known: bool) -> BookingRequest | None:
    """The same request a moment before. A guest never gets one that was confirmed: its page is not theirs yet."""
    state = BookingState.NEW if is_known else BookingState.UNCONFIRMED
    same = BookingRequest.objects.filter(entry=booking.entry, **{**data, "email": booking.email})
    return same.filter(state=state, created_at__gt=timezone.now() - PRESSED_TWICE).first()


def _refuse_flood(booking: BookingRequest, *, is_known: bool) -> None:
    now = timezone.now()
    recent = BookingRequest.objects.filter(created_at__gt=now - timedelta(hours=1))
    of_address = recent.filter(email=booking.email).count()
    if of_address >= PER_ADDRESS or recent.filter(entry=booking.entry).count() >= PER_POOL:
        raise TooMany
    unconfirmed = BookingRequest.objects.filter(
        email=booking.email, state=BookingState.UNCONFIRMED, created_at__gt=now - timedelta(days=1)
    )
    if not is_known and unconfirmed.count() >= UNCONFIRMED_PER_DAY:
        raise TooMany


def _locked(booking: BookingRequest) -> BookingRequest:
    rows = BookingRequest.objects.select_for_update(of=("self",)).select_related("entry__region")
    return rows.get(pk=booking.pk)


def _hand_over(booking: BookingRequest) -> None:
    """Tell the pool, and confirm to the person that it was told."""
    booking.state, booking.confirmed_at = BookingState.NEW, timezone.now()
    booking.save(update_fields=["state", "confirmed_at"])
    _tell_pool(booking, "demand_booking_request")
    _tell_asking(booking, "demand_booking_sent")


def _tell_pool(booking: BookingRequest, kind: str) -> None:
    context = {"booking": booking, "entry": booking.entry, "link": link_for_pool(booking)}
    enqueue(kind, address=booking.entry.booking_email, context=context, dedupe_key=f"{kind}:{booking.pk}")


def _tell_asking(booking: BookingRequest, kind: str) -> None:
    context = {"booking": booking, "entry": booking.entry, "link": link_for_asking(booking)}
    enqueue(kind, address=booking.email, context=context, dedupe_key=f"{kind}:{booking.pk}")


@transaction.atomic
def confirm(booking: BookingRequest) -> BookingRequest:
    """Send a request to the pool once its address is confirmed; a second time does nothing. Raises TooLate, Refused."""
    row = _locked(booking)
    if row.state != BookingState.UNCONFIRMED:
        return row
    if is_too_late(row):
        raise TooLate(_("This link is too old, or the day has passed. Please ask once more."))
    if not row.entry.is_public or not row.entry.booking_email:
        raise Refused(_("This pool takes no requests any more. Your request was not sent."))
    _hand_over(row)
    return row


def is_too_late(booking: BookingRequest) -> bool:
    """Whether an unconfirmed request cannot be confirmed any more."""
    return booking.created_at < timezone.now() - CONFIRM_WITHIN or booking.date < timezone.localdate()


@transaction.atomic
def answer(booking: BookingRequest, *, accepted: bool, text: str) -> BookingRequest:
    """The pool's answer, once. Raises Refused when there is one, or the request was cancelled."""
    row = _locked(booking)
    if row.state != BookingState.NEW:
        raise Refused(_("This request has an answer already, or was cancelled. Nothing was changed."))
    row.state = BookingState.ACCEPTED if accepted else BookingState.DECLINED
    row.answer, row.answered_at = text, timezone.now()
    row.save(update_fields=["state", "answer", "answered_at"])
    _tell_asking(row, "demand_booking_answered")
    return row


@transaction.atomic
def cancel(booking: BookingRequest) -> BookingRequest:
    """Take a request back; the pool is told if it knew of it. Raises Refused for one that is over."""
    row = _locked(booking)
    if row.state in (BookingState.CANCELLED, BookingState.DECLINED):
        raise Refused(_("There is nothing to cancel any more."))
    knew = row.state != BookingState.UNCONFIRMED
    row.state = BookingState.CANCELLED
    row.save(update_fields=["state"])
    if knew:
        _tell_pool(row, "demand_booking_cancelled")
    return row


def over(day: date | None = None) -> QuerySet[BookingRequest]:
    """Requests that are not needed any more."""
    day = day or timezone.localdate()
    return BookingRequest.objects.filter(
        Q(date__lt=day - KEEP) | Q(state=BookingState.UNCONFIRMED, created_at__lt=timezone.now() - KEEP_UNCONFIRMED)
    )


def forget_over() -> int:
    """Delete them; returns how many."""
    return over().delete()[0]
