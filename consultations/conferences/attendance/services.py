"""Writes of the day: links for the door, arrivals, people without a registration, and the counts in the end.

Whatever happens at a door takes the lock on its conference: seats are counted without a race, and an event that two
requests bring at once is stored once.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from audit.services import record
from consultations.conferences.attendance.enums import Outcome
from consultations.conferences.attendance.models import DoorAccess, DoorEvent, EventKind
from consultations.conferences.models import Attendance, Conference
from consultations.conferences.registration.models import Registration, RegistrationState
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import BERLIN
from consultations.process.rules import require
from frontend.texts import cleaned

#: More than any conference had; beyond it somebody is playing with the link.
MOST_WALK_INS = 1000


@dataclass(frozen=True)
class Source:
    """Who noted something: a device behind a link, or somebody of the team."""

    access: DoorAccess | None = None
    device: uuid.UUID | None = None
    actor: Any = None


@dataclass(frozen=True)
class Noted:
    """What came of an event: the registration it was about, since when it is there, and whether by another device."""

    outcome: Outcome
    registration: Registration | None = None
    since: datetime | None = None
    elsewhere: bool = False
    over_capacity: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a registration stands after all events: there by `event`, or not."""

    event: DoorEvent | None = None

    @property
    def since(self) -> datetime | None:
        return self.event.at if self.event else None


def lock_conference(conference: Conference) -> Conference:
    """The conference under its lock."""
    return Conference.objects.select_for_update(of=("self",)).select_related("process").get(pk=conference.pk)


def standing_of(registration: Registration) -> Standing:
    """Follows from the events in the order of their moments, so it does not matter in which order they got here:

    the first arrival after the last time somebody took one back.
    """
    first = None
    for event in registration.door_events.order_by("at", "pk"):
        if event.kind == EventKind.UNDONE:
            first = None
        elif first is None:
            first = event
    return Standing(first)


def _moment(at: datetime | None) -> datetime:
    """When it happened; nothing happens in the future, whatever the clock of a device says."""
    now = timezone.now()
    return now if at is None else min(at, now)


def _is_rehearsal(conference: Conference, at: datetime) -> bool:
    return today() < conference.date or at.astimezone(BERLIN).date() < conference.date


@transaction.atomic
def note(
    conference: Conference,
    *,
    key: uuid.UUID,
    kind: EventKind,
    ticket: str,
    source: Source,
    at: datetime | None = None,
) -> Noted:
    """Note an arrival, or take one back. The same key again changes nothing and is answered the same way."""
    at = _moment(at)
    conference = lock_conference(conference)
    registration = conference.registrations.filter(ticket=cleaned(ticket).replace("\0", "").upper()).first()
    if registration is None:
        return Noted(Outcome.UNKNOWN)
    if _is_rehearsal(conference, at):
        return Noted(Outcome.REHEARSAL, registration)
    known = DoorEvent.objects.filter(key=key).first()
    if known is not None and known.registration_id != registration.pk:
        return Noted(Outcome.UNKNOWN)
    if known is None:
        # Somebody without a registration who was taken back may come again; who cancelled has no seat any more.
        if registration.state != RegistrationState.REGISTERED and not registration.is_walk_in:
            return Noted(Outcome.NO_SEAT, registration)
        DoorEvent.objects.create(
            key=key, registration=registration, kind=kind, at=at, access=source.access, device=source.device
        )
        _bring_in_step(registration)
        if source.actor is not None:
            record(source.actor, f"attendance.{kind}", registration, scope=conference.process.slug)
    return _answer(registration, key=key, kind=kind, source=source)


def _bring_in_step(registration: Registration) -> None:
    """The registration says what its events say; who came without one has a seat only while they are there."""
    registration.arrived_at = standing_of(registration).since
    if registration.is_walk_in:
        # They are in no number of `registered`: that is who said before that they come.
        registration.state = RegistrationState.REGISTERED if registration.arrived_at else RegistrationState.CANCELLED
        registration.cancelled_at = None if registration.arrived_at else timezone.now()
    registration.save(update_fields=["arrived_at", "state", "cancelled_at"])


def _answer(registration: Registration, *, key: uuid.UUID, kind: EventKind, source: Source) -> Noted:
    """What the person at the door is told, seen from all that is known by now."""
    event = standing_of(registration).event
    if event is None:
        return Noted(Outcome.UNDONE, registration)
    if event.key == key:
        return Noted(Outcome.ARRIVED, registration, event.at)
    mine = source.actor is None and event.access == source.access and event.device == source.device
    outcome = Outcome.ALREADY if kind == EventKind.ARRIVED else Outcome.AGAIN
    return Noted(outcome, registration, event.at, elsewhere=not mine)


@transaction.atomic
def walk_in(
    conference: Conference, *, key: uuid.UUID, particulars: dict[str, Any], source: Source, at: datetime | None = None
) -> Noted:
    """Take in somebody who comes without a registration, also beyond the seats. `particulars` are those of WalkInForm.

    Raises ValidationError when there are more of them than can be true.
    """
    at = _moment(at)
    conference = lock_conference(conference)
    if _is_rehearsal(conference, at):
        return Noted(Outcome.REHEARSAL)
    known = DoorEvent.objects.select_related("registration").filter(key=key).first()
    if known is not None:
        if known.registration.conference_id != conference.pk:
            return Noted(Outcome.UNKNOWN)
        # The answer before may have been lost on its way, so this one says everything again.
        answer = _answer(known.registration, key=key, kind=EventKind.ARRIVED, source=source)
        return replace(answer, over_capacity=answer.outcome == Outcome.ARRIVED and _is_over(conference))
    if conference.registrations.filter(is_walk_in=True).count() >= MOST_WALK_INS:
        raise ValidationError(_("Too many people without a registration were noted. Please ask the conference office."))
    registration = Registration.objects.create(
        conference=conference, state=RegistrationState.REGISTERED, is_walk_in=True, arrived_at=at, **particulars
    )
    DoorEvent.objects.create(
        key=key,
        registration=registration,
        kind=EventKind.ARRIVED,
        at=at,
        access=source.access,
        device=source.device,
    )
    if source.actor is not None:
        record(source.actor, "attendance.walk_in", registration, scope=conference.process.slug)
    return Noted(Outcome.ARRIVED, registration, at, over_capacity=_is_over(conference))


def _is_over(conference: Conference) -> bool:
    """Whether more people are registered by now than there are seats."""
    walk_ins = conference.registrations.expected().filter(is_walk_in=True).count()
    return bool(conference.capacity) and conference.registered + walk_ins > conference.capacity


@transaction.atomic
def open_access(conference: Conference, *, label: str, actor) -> DoorAccess:
    """Make a link for helpers at the door."""
    conference = lock_conference(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    access = DoorAccess.objects.create(conference=conference, label=label, created_by=actor)
    record(actor, "attendance.open_access", access, scope=conference.process.slug, conference=conference.slug)
    return access


@transaction.atomic
def end_access(access: DoorAccess, *, actor) -> bool:
    """End a link at once, on every device; returns whether it was still good."""
    conference = lock_conference(access.conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    access = DoorAccess.objects.select_for_update().get(pk=access.pk)
    if access.ended_at is not None:
        return False
    access.ended_at = timezone.now()
    access.link_number += 1
    access.save(update_fields=["ended_at", "link_number"])
    record(actor, "attendance.end_access", access, scope=conference.process.slug, conference=conference.slug)
    return True


class CountedMeanwhile(Exception):
    """Somebody else changed the conference since the person opened the form."""


@transaction.atomic
def save_counts(
    conference: Conference,
    counts: dict[StakeholderCategory, int],
    *,
    attended: int | None,
    revision: int,
    actor,
    by_hand: bool = True,
) -> Conference:
    """Store how many people came, by category and in all, in place of what was there. Raises CountedMeanwhile."""
    conference = lock_conference(conference)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    if conference.revision != revision:
        raise CountedMeanwhile
    conference.attendance.all().delete()
    rows = [Attendance(conference=conference, category=key, count=count) for key, count in counts.items() if count]
    Attendance.objects.bulk_create(rows)
    conference.attended = attended
    conference.revision += 1
    conference.save(update_fields=["attended", "revision"])
    action = "attendance.count_by_hand" if by_hand else "attendance.take_over"
    record(actor, action, conference, scope=conference.process.slug, attended=attended)
    return conference


@transaction.atomic
def take_over(conference: Conference, *, revision: int, actor) -> Conference:
    """Store as the counts of the conference what was noted at the door. Raises CountedMeanwhile."""
    conference = lock_conference(conference)
    arrived = conference.registrations.filter(arrived_at__isnull=False).select_related("category")
    counts: dict[StakeholderCategory, int] = {}
    total = 0
    for registration in arrived:
        total += 1
        if registration.category:
            counts[registration.category] = counts.get(registration.category, 0) + 1
    return save_counts(conference, counts, attended=total, revision=revision, actor=actor, by_hand=False)
