"""The seats of one conference, counted under its lock: who takes one, who fits, whom a free one is offered to.

Every function but `locked` is called in a transaction that holds the lock.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from consultations.conferences.enums import ConferenceFormat, ConferenceState
from consultations.conferences.models import Conference
from consultations.conferences.registration import mails
from consultations.conferences.registration.models import Registration, RegistrationState
from consultations.process.models import BERLIN

#: Nobody can be expected to answer faster.
SHORTEST_OFFER = timedelta(hours=2)


def locked(conference_pk: int) -> Conference:
    """The conference, locked until the end of the transaction.

    The weak lock lets others go on writing rows that point to it: cards of its tables, for example.
    """
    rows = Conference.objects.select_for_update(no_key=True, of=("self",)).select_related("process", "region")
    return rows.get(pk=conference_pk)


def on_site(conference: Conference) -> Q:
    """Who takes a seat: at a hybrid conference only people on site do, else everybody, whatever they chose before."""
    return Q(takes_part_online=False) if conference.format == ConferenceFormat.HYBRID else Q()


def takes_seat(registration: Registration, conference: Conference) -> bool:
    return conference.format != ConferenceFormat.HYBRID or not registration.takes_part_online


def group_of(registration: Registration) -> QuerySet[Registration]:
    """The registration and those it booked, as far as they are where it is now."""
    rows = Registration.objects.filter(Q(pk=registration.pk) | Q(booked_by=registration))
    return rows.filter(state=registration.state)


def free(conference: Conference) -> int | None:
    """Seats nobody has or is offered; None where seats are not counted."""
    if not conference.capacity:
        return None
    rows = conference.registrations.seated().filter(on_site(conference), is_walk_in=False)
    return max(conference.capacity - rows.count(), 0)


def in_line(conference: Conference) -> QuerySet[Registration]:
    """Groups that wait and have confirmed their address, who came first first, with their `size`."""
    rows = conference.registrations.waiting().answering().confirmed().filter(on_site(conference))
    return rows.annotate(size=1 + Count("party", filter=Q(party__state=RegistrationState.WAITING)))


def has_room(conference: Conference, size: int, *, besides: Registration | None = None) -> bool:
    """Whether a group gets seats at once: they are free, and nobody who could take them was there before."""
    left = free(conference)
    if left is None:
        return True
    if size > left:
        return False
    before = in_line(conference).filter(size__lte=left)
    return not (before.exclude(pk=besides.pk) if besides else before).exists()


def recount(conference: Conference) -> None:
    """Keep the numbers of the conference; only where people register here, others were typed in."""
    rows = conference.registrations.filter(on_site(conference), is_walk_in=False)
    conference.registered = rows.seated().count()
    conference.waiting = rows.filter(state=RegistrationState.WAITING).count()
    Conference.objects.filter(pk=conference.pk).update(registered=conference.registered, waiting=conference.waiting)


def offer_deadline(conference: Conference) -> datetime | None:
    """Until when an offer made now holds; None when it is too late for one.

    At most until the end of the day before. Near it only half of the time that is left, so that somebody else can
    still have the seat.
    """
    now = timezone.now()
    last = datetime.combine(conference.date - timedelta(days=1), time(23, 59), BERLIN)
    hours = min(timedelta(hours=settings.CONFERENCE_OFFER_HOURS), (last - now) / 2)
    return now + hours if hours >= SHORTEST_OFFER else None


def offer(registration: Registration, until: datetime) -> None:
    """Keep seats free for a group and write to it."""
    group_of(registration).update(
        state=RegistrationState.OFFERED, offered_until=until, revision=F("revision") + 1, waiting_since=None
    )
    registration.refresh_from_db()
    mails.send_offer(registration)


def settle(conference: Conference) -> list[Registration]:
    """After each change: offer free seats to the waiting list in its order, then count.

    Groups that do not fit are passed over and keep their place. Returns to whom seats were offered.
    """
    offered = []
    until = offer_deadline(conference)
    if conference.state == ConferenceState.ANNOUNCED and until is not None:
        left = free(conference)
        for row in list(in_line(conference)) if left != 0 else []:
            if left is None or row.size <= left:
                left = None if left is None else left - row.size
                offer(row, until)
                offered.append(row)
    recount(conference)
    return offered
