"""What staff do with registrations. Everything is logged, without names."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.registration import mails, seats
from consultations.conferences.registration.models import ConferenceInvitation, Registration, RegistrationState
from consultations.conferences.registration.particulars import Particulars, add_people, write_choices
from consultations.conferences.registration.rules import may_add
from consultations.conferences.registration.services import (
    ChangedElsewhere,
    NoRoom,
    TooLate,
    apply_change,
    give_back,
    lock_registration,
    refuse_larger_than_the_room,
)
from consultations.process.enums import Action
from consultations.process.rules import require


def _record(actor, action: str, conference: Conference, **details) -> None:
    record(actor, f"registration.{action}", conference, scope=conference.process.slug, **details)


@transaction.atomic
def add_by_hand(conference: Conference, particulars: Particulars, *, email: str, actor) -> Registration:
    """Register somebody who called or wrote. Without an address nobody is written to.

    Seats are given as to everybody else: who finds none is on the waiting list.
    """
    conference = seats.locked(conference.pk)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if not may_add(conference):
        raise ValidationError(
            _("Nobody can be registered here: the conference is not announced, takes no registrations, or has begun.")
        )
    email = email.lower()
    if email and conference.registrations.active().answering().filter(email=email).exists():
        raise ValidationError({"email": _("This address is registered already.")})
    refuse_larger_than_the_room(conference, particulars)
    row = Registration(conference=conference, email=email, **particulars.own_fields())
    if not seats.takes_seat(row, conference) or seats.has_room(conference, particulars.size):
        row.state = RegistrationState.REGISTERED
    else:
        row.state, row.waiting_since = RegistrationState.WAITING, timezone.now()
    row.save()
    write_choices(row, particulars)
    add_people(row, particulars, particulars.party)
    seats.recount(conference)
    mails.send_state(row)
    _record(actor, "add", conference, ticket=row.ticket, people=particulars.size)
    return row


@transaction.atomic
def change_by_staff(
    registration: Registration, particulars: Particulars, *, email: str, revision: int, actor
) -> Registration:
    """Change a registration; another address ends the links sent to the one before. Raises TooLate for an ended one."""
    conference, row = lock_registration(registration)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if not row.is_active:
        raise TooLate
    email = email.lower()
    others = conference.registrations.active().answering().exclude(pk=row.pk)
    if email and others.filter(email=email).exists():
        raise ValidationError({"email": _("This address is registered already.")})
    if email != row.email:
        row.email, row.user = email, None
        row.link_number += 1
        # The invitation of the address before leads to this registration no more.
        ConferenceInvitation.objects.filter(registration=row).exclude(email=email).update(registration=None)
    apply_change(conference, row, particulars, revision=revision)
    mails.send_changed(row)
    _record(actor, "change", conference, ticket=row.ticket)
    seats.settle(conference)
    return row


@transaction.atomic
def cancel_by_staff(registration: Registration, *, reason: str, actor) -> bool:
    """Cancel a registration, or one person of a group, and say why; False when it was over before."""
    conference, row = lock_registration(registration)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if not row.is_active:
        return False
    number = give_back(row)
    if row.booked_by_id:
        answering = Registration.objects.get(pk=row.booked_by_id)
        answering.conference = conference
        if not answering.needs_confirmation:
            mails.send_changed(answering)
    else:
        mails.send_cancelled(row, reason=reason)
    _record(actor, "cancel_by_staff", conference, ticket=row.ticket, people=number)
    seats.settle(conference)
    return True


@transaction.atomic
def offer_now(registration: Registration, *, actor) -> Registration:
    """Offer somebody seats before their turn; the seats have to be free. Raises NoRoom, TooLate."""
    conference, row = lock_registration(registration)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    until = seats.offer_deadline(conference)
    if row.state != RegistrationState.WAITING or row.booked_by_id or row.needs_confirmation or until is None:
        raise TooLate
    left = seats.free(conference)
    if left is not None and seats.group_of(row).count() > left:
        raise NoRoom(left)
    seats.offer(row, until)
    seats.recount(conference)
    _record(actor, "offer", conference, ticket=row.ticket)
    return row


@transaction.atomic
def move_to_table(registration: Registration, table: ThematicTable | None, *, revision: int, actor) -> Registration:
    """Seat one person at another table; a full one is refused. Raises ChangedElsewhere, NoRoom."""
    conference, row = lock_registration(registration)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if row.revision != revision:
        raise ChangedElsewhere
    if table is not None and table.pk != row.table_id and table.capacity is not None:
        taken = conference.registrations.expected().filter(table=table).count()
        if taken >= table.capacity:
            raise NoRoom(0)
    row.table, row.revision = table, row.revision + 1
    row.save(update_fields=["table", "revision"])
    _record(actor, "move_table", conference, ticket=row.ticket, table=table.number if table else None)
    return row


@transaction.atomic
def write_to_all(conference: Conference, *, states: list[str], subject: str, text: str, key: str, actor) -> int:
    """Write to everybody in some states; returns to how many. The same `key` writes once."""
    conference = seats.locked(conference.pk)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    number = 0
    for row in recipients(conference, states):
        row.conference = conference
        number += mails.send_message(row, subject=subject, text=text, key=key)
    if number:
        _record(actor, "write_to_all", conference, states=sorted(states), number=number)
    return number


def recipients(conference: Conference, states: list[str]):
    """Who answers for a registration in one of the states and can be written to."""
    rows = conference.registrations.answering().confirmed().filter(state__in=states).exclude(email="")
    return rows.select_related("user").order_by("pk")
