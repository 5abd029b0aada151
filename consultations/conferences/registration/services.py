"""What people do with their registration: register, confirm, change, cancel; and what time does to it.

Every write locks the conference first, so that the last seat is given once.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.enums import ConferenceFormat
from consultations.conferences.models import Conference
from consultations.conferences.registration import gate, mails, seats
from consultations.conferences.registration.models import (
    ConferenceInvitation,
    Needs,
    Registration,
    RegistrationState,
)
from consultations.conferences.registration.particulars import (
    Particulars,
    add_people,
    update_party,
    write_choices,
)
from consultations.conferences.registration.rules import Door, door, may_change, offers_choice, starts_at


class NotOpen(Exception):
    """Nobody can register now, or only with a personal invitation; `door` says which."""

    def __init__(self, found: Door) -> None:
        super().__init__(found)
        self.door = found


class TooLate(Exception):
    """The time to confirm or to change is over, or the registration is not there any more."""


class ChangedElsewhere(Exception):
    """Somebody changed the registration since the page was opened."""


class NoRoom(Exception):
    """There are not that many free seats; `free` says how many there are."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


@dataclass(frozen=True)
class Outcome:
    """The registration of an address, and whether it was made just now."""

    registration: Registration
    is_new: bool


@transaction.atomic
def register(
    conference: Conference,
    particulars: Particulars,
    *,
    email: str,
    user=None,
    is_confirmed: bool = False,
    invitation: ConferenceInvitation | None = None,
) -> Outcome:
    """Give a group seats, or a place on the waiting list: all of it or as a whole.

    `is_confirmed` says that the address is known to belong to whoever asks. An address has one registration; whoever
    asks again gets a mail about it. Raises NotOpen, gate.TooMany, ValidationError.
    """
    conference = seats.locked(conference.pk)
    _refuse_closed(conference, invitation)
    email = email.lower()
    known = conference.registrations.active().answering().filter(email=email).first()
    if not is_confirmed:
        gate.let_in(conference, email)
    if known is not None and known.needs_confirmation and is_confirmed:
        # Somebody else typed this address in; its owner is here now.
        give_back(known, state=RegistrationState.LAPSED)
        known = None
    if known is not None:
        mails.ask_to_confirm(known) if known.needs_confirmation else mails.send_known(known)
        return Outcome(known, is_new=False)
    refuse_larger_than_the_room(conference, particulars)
    registration = _store(conference, particulars, email=email, user=user, is_confirmed=is_confirmed)
    if invitation is not None:
        ConferenceInvitation.objects.filter(pk=invitation.pk).update(registration=registration)
    seats.recount(conference)
    mails.send_state(registration) if is_confirmed else mails.ask_to_confirm(registration)
    return Outcome(registration, is_new=True)


def _refuse_closed(conference: Conference, invitation: ConferenceInvitation | None) -> None:
    found = door(conference)
    invited = found == Door.INVITED and invitation is not None and invitation.conference_id == conference.pk
    if found != Door.OPEN and not invited:
        raise NotOpen(found)


def refuse_larger_than_the_room(conference: Conference, particulars: Particulars) -> None:
    """A group that can never have seats together would wait for nothing. Raises ValidationError."""
    takes_seats = not particulars.takes_part_online
    if conference.capacity and takes_seats and particulars.size > conference.capacity:
        raise ValidationError({"party": _("There are only %(number)s seats in all.") % {"number": conference.capacity}})


def _store(conference: Conference, particulars: Particulars, *, email: str, user, is_confirmed: bool) -> Registration:
    registration = Registration(
        conference=conference,
        email=email,
        user=user,
        confirm_until=None if is_confirmed else _confirm_until(conference),
        **particulars.own_fields(),
    )
    if not seats.takes_seat(registration, conference) or seats.has_room(conference, particulars.size):
        registration.state = RegistrationState.REGISTERED
    else:
        registration.state, registration.waiting_since = RegistrationState.WAITING, timezone.now()
    registration.save()
    write_choices(registration, particulars)
    add_people(registration, particulars, particulars.party)
    return registration


def _confirm_until(conference: Conference):
    return min(timezone.now() + timedelta(hours=settings.CONFERENCE_CONFIRM_HOURS), starts_at(conference))


def lock_registration(registration: Registration) -> tuple[Conference, Registration]:
    """Conference and registration as they are now, under the lock of the conference."""
    conference = seats.locked(registration.conference_id)
    row = Registration.objects.select_for_update(of=("self",)).filter(pk=registration.pk).first()
    if row is None:
        raise TooLate
    row.conference = conference
    return conference, row


@transaction.atomic
def confirm_address(registration: Registration) -> Registration:
    """Whoever registered has opened the mailed link and pressed its button. Twice is once. Raises TooLate."""
    conference, row = lock_registration(registration)
    if not row.is_active:
        raise TooLate
    if row.confirm_until is None:
        return row
    if row.confirm_until < timezone.now() or not may_change(conference):
        raise TooLate
    size = seats.group_of(row).count()
    has_seat = row.state == RegistrationState.WAITING and seats.has_room(conference, size, besides=row)
    state = RegistrationState.REGISTERED if has_seat else row.state
    waiting_since = None if has_seat else row.waiting_since
    seats.group_of(row).update(confirm_until=None, state=state, waiting_since=waiting_since)
    row.refresh_from_db(fields=["confirm_until", "state", "waiting_since"])
    mails.send_state(row)
    seats.settle(conference)
    return row


@transaction.atomic
def accept_offer(registration: Registration) -> Registration:
    """Take the offered seats. Twice is once. Raises TooLate when the offer has lapsed."""
    conference, row = lock_registration(registration)
    if row.state == RegistrationState.REGISTERED:
        return row
    if row.state != RegistrationState.OFFERED or row.offered_until < timezone.now() or not may_change(conference):
        raise TooLate
    seats.group_of(row).update(
        state=RegistrationState.REGISTERED, offered_until=None, waiting_since=None, revision=F("revision") + 1
    )
    row.refresh_from_db(fields=["state", "offered_until", "waiting_since", "revision"])
    mails.send_state(row, moved_up=True)
    seats.settle(conference)
    return row


@transaction.atomic
def cancel(registration: Registration) -> bool:
    """Give the seats of a group back; the waiting list moves up. False when they were given back before."""
    conference, row = lock_registration(registration)
    if not may_change(conference):
        raise TooLate
    if not row.is_active:
        return False
    give_back(row)
    record(None, "registration.cancel", conference, scope=conference.process.slug, ticket=row.ticket)
    mails.send_cancelled(row)
    seats.settle(conference)
    return True


def give_back(row: Registration, *, state: str = RegistrationState.CANCELLED) -> int:
    """End a registration with those it booked; needs go at once, nobody has to prepare anything any more."""
    group = Registration.objects.active().filter(Q(pk=row.pk) | Q(booked_by=row))
    keys = list(group.values_list("pk", flat=True))
    forget_needs_of(keys)
    Registration.objects.filter(pk__in=keys).update(
        state=state, cancelled_at=timezone.now(), offered_until=None, waiting_since=None, table=None, confirm_until=None
    )
    row.refresh_from_db()
    return len(keys)


def forget_needs_of(keys: list[int]) -> None:
    """Delete what people needed to take part."""
    Needs.objects.filter(registration__in=keys).delete()


@transaction.atomic
def change(registration: Registration, particulars: Particulars, *, revision: int) -> Registration:
    """Change what somebody said. More people, or a seat on site instead of the screen, need room at once.

    Raises ChangedElsewhere, NoRoom, TooLate.
    """
    conference, row = lock_registration(registration)
    if not row.is_active or row.needs_confirmation or not may_change(conference):
        raise TooLate
    apply_change(conference, row, particulars, revision=revision)
    mails.send_changed(row)
    seats.settle(conference)
    return row


def apply_change(conference: Conference, row: Registration, particulars: Particulars, *, revision: int) -> None:
    """The change itself, for people and for staff; called under the lock."""
    if row.revision != revision:
        raise ChangedElsewhere
    before = seats.group_of(row).count() if seats.takes_seat(row, conference) else 0
    for name, value in particulars.own_fields().items():
        setattr(row, name, value)
    after = particulars.size if seats.takes_seat(row, conference) else 0
    if row.is_seated and after > before and not seats.has_room(conference, after - before):
        raise NoRoom(seats.free(conference) or 0)
    if row.state == RegistrationState.WAITING and conference.capacity and after > max(conference.capacity, before):
        # They would wait for nothing.
        raise NoRoom(seats.free(conference) or 0)
    if row.state == RegistrationState.WAITING and not after:
        # Whoever takes part by screen waits for nothing.
        seats.group_of(row).update(state=RegistrationState.REGISTERED, waiting_since=None)
        row.state, row.waiting_since = RegistrationState.REGISTERED, None
    row.revision += 1
    row.save()
    update_party(row, particulars)
    write_choices(row, particulars)


def lapse_overdue() -> int:
    """Pass on what nobody confirmed in time; returns how many registrations that were. Safe to repeat."""
    now = timezone.now()
    overdue = _overdue(Registration.objects.all(), now)
    keys = overdue.order_by("conference_id").values_list("conference_id", flat=True).distinct()
    return sum(_lapse_overdue(key) for key in keys)


def _overdue(rows, now):
    """Offers and unconfirmed addresses whose time is over; whoever came to the conference has shown that they come."""
    rows = rows.active().answering().filter(Q(offered_until__lt=now) | Q(confirm_until__lt=now))
    return rows.filter(arrived_at=None).exclude(party__arrived_at__isnull=False)


@transaction.atomic
def _lapse_overdue(conference_pk: int) -> int:
    conference, now = seats.locked(conference_pk), timezone.now()
    rows = _overdue(conference.registrations, now)
    number = 0
    for row in list(rows.order_by("pk")):
        row.conference = conference
        was_offered = row.state == RegistrationState.OFFERED
        give_back(row, state=RegistrationState.LAPSED)
        # Nobody said that the other addresses are theirs: nothing more is sent there.
        # Who could not take it any more anyway is not told that it went to others.
        if was_offered and may_change(conference):
            mails.send_lapsed(row)
        number += 1
    seats.settle(conference)
    return number


@transaction.atomic
def follow_format(conference: Conference) -> None:
    """Where there is nothing to choose any more, everybody is where the conference is: at a table or at a screen."""
    conference = seats.locked(conference.pk)
    if not offers_choice(conference):
        is_online = conference.format == ConferenceFormat.ONLINE
        conference.registrations.exclude(takes_part_online=is_online).update(takes_part_online=is_online)


@transaction.atomic
def settle_again(conference: Conference) -> int:
    """After staff changed the number of seats: offer what is free now; returns to how many groups."""
    conference = seats.locked(conference.pk)
    return len(seats.settle(conference)) if conference.registrations.exists() else 0


def settle_everywhere() -> int:
    """Offer what became free in any way, at conferences to come where somebody waits."""
    waiting = Registration.objects.filter(state=RegistrationState.WAITING).values("conference")
    return sum(settle_again(conference) for conference in Conference.objects.upcoming().filter(pk__in=waiting))
