"""The link of a helper at the door: signed, good around the day of the conference, ended by another number."""

from datetime import timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse

from consultations.conferences.attendance.models import DoorAccess
from consultations.conferences.models import Conference
from consultations.process.dates import today
from frontend.signed_links import LinkRefused, read_numbers, sign

_SALT = "consultations.conferences.attendance.door"
#: The day before is for trying it out.
REHEARSAL_DAYS = 1
#: So long after the day devices may still hand in what they noted without a network. The list is closed by then.
LATE_DAYS = 3


class Door(TextChoices):
    """What a link opens today."""

    AHEAD = "ahead"
    REHEARSAL = "rehearsal"
    OPEN = "open"
    LATE = "late"
    OVER = "over"


class LinkEnded(Exception):
    """Staff has ended the link of `access`."""

    def __init__(self, access: DoorAccess) -> None:
        super().__init__(access.pk)
        self.access = access


def token_of(access: DoorAccess) -> str:
    """The secret part of the link."""
    return sign(_SALT, access.pk, access.link_number)


def path_of(access: DoorAccess) -> str:
    """The address of the check-in page, without scheme and host."""
    return reverse("attendance:door", kwargs={"token": token_of(access)})


def full_link(access: DoorAccess) -> str:
    return settings.BASE_URL + path_of(access)


def read_token(token: str) -> DoorAccess:
    """The access a link is for. Raises LinkRefused, LinkEnded."""
    pk, number = read_numbers(_SALT, token, 2)
    access = DoorAccess.objects.select_related("conference__process").filter(pk=pk).first()
    if access is None:
        raise LinkRefused
    if access.ended_at is not None or access.link_number != number or access.conference.is_cancelled:
        raise LinkEnded(access)
    return access


def door_of(conference: Conference) -> Door:
    """What the door does today: the list is there from the day before until the end of the day."""
    days = (today() - conference.date).days
    if days < -REHEARSAL_DAYS:
        return Door.AHEAD
    if days < 0:
        return Door.REHEARSAL
    if days == 0:
        return Door.OPEN
    return Door.LATE if days <= LATE_DAYS else Door.OVER


def opens_on(conference: Conference):
    """The first day a link of the conference works."""
    return conference.date - timedelta(days=REHEARSAL_DAYS)
