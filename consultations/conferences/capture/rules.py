"""When a link is good, and what its holder may do."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card
from consultations.conferences.models import Conference
from consultations.process.dates import today

#: Days before and after the conference on which a link is good. Hosts try it out before, and send what was left over.
_DAYS = {AccessKind.HOST: (14, 14), AccessKind.WALL: (14, 14), AccessKind.PARTICIPANT: (1, 2)}


class Door(StrEnum):
    """What somebody who opens a link finds."""

    OPEN = "open"
    #: The capture is closed; what devices still hold is taken and marked as late.
    LATE = "late"
    CLOSED = "closed"
    ENDED = "ended"
    TOO_EARLY = "too_early"
    OVER = "over"


def late_until(conference: Conference) -> datetime | None:
    """Until when devices may send what they still hold; None while the capture is open."""
    if conference.capture_closed_at is None:
        return None
    return conference.capture_closed_at + timedelta(hours=settings.CAPTURE_LATE_HOURS)


def door(access: CaptureAccess) -> Door:
    """What a link opens now."""
    conference = access.conference
    if access.ended_at is not None or conference.is_cancelled or not conference.process.is_published:
        return Door.ENDED
    before, after = _DAYS[AccessKind(access.kind)]
    day = today()
    if day < conference.date - timedelta(days=before):
        return Door.TOO_EARLY
    is_over = day > conference.date + timedelta(days=after)
    if is_over and access.kind == AccessKind.WALL:
        # It sends nothing that could be late, and shows cards as they were before anybody looked at them.
        return Door.OVER
    limit = late_until(conference)
    if limit is not None:
        # Whoever was without a network all along gets the full time, whatever the day.
        return Door.LATE if timezone.now() <= limit else Door.CLOSED
    return Door.OVER if is_over else Door.OPEN


def is_host(access: CaptureAccess) -> bool:
    return access.kind == AccessKind.HOST


def may_touch(access: CaptureAccess, card: Card, device: uuid.UUID | None) -> bool:
    """Hosts change every card of their tables; participants those their own device wrote."""
    if access.table_id is not None and access.table_id != card.table_id:
        return False
    if is_host(access):
        return True
    is_own = device is not None and card.device == device and card.access_id == access.pk
    return access.kind == AccessKind.PARTICIPANT and is_own
