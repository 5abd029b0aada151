"""Whether somebody can register for a conference now, and until when a personal page is there."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from consultations.conferences.enums import ConferenceFormat, ConferenceState, RegistrationKind
from consultations.conferences.models import Conference
from consultations.process.dates import today
from consultations.process.models import BERLIN

#: Personal pages can be opened so much longer than the conference takes.
PAGE_KEPT = timedelta(days=30)
#: Further people one person may register.
MOST_FURTHER_PEOPLE = 10


class Door(StrEnum):
    """How things stand with the registration for a conference."""

    #: People register elsewhere, or just come.
    NONE = "none"
    NOT_YET = "not_yet"
    OPEN = "open"
    #: Only behind a personal link.
    INVITED = "invited"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def starts_at(conference: Conference) -> datetime:
    """The moment a conference begins."""
    return datetime.combine(conference.date, conference.starts_at, BERLIN)


def has_begun(conference: Conference) -> bool:
    return starts_at(conference) <= timezone.now()


def door(conference: Conference) -> Door:
    """Whether registering is possible now, for whom, or why not."""
    if conference.registration == RegistrationKind.NONE:
        return Door.NONE
    if conference.state == ConferenceState.CANCELLED:
        return Door.CANCELLED
    day = today()
    opens, closes = conference.registration_opens_on, conference.registration_closes_on
    if has_begun(conference) or (closes is not None and day > closes):
        return Door.CLOSED
    if conference.state == ConferenceState.PLANNED or (opens is not None and day < opens):
        return Door.NOT_YET
    return Door.INVITED if conference.registration == RegistrationKind.INVITED else Door.OPEN


def may_add(conference: Conference) -> bool:
    """Whether staff may still register somebody by hand: also after the last day, never for what nobody can visit."""
    return (
        door(conference) not in (Door.NONE, Door.CANCELLED) and not conference.is_planned and not has_begun(conference)
    )


def may_change(conference: Conference) -> bool:
    """Whether people may still change or cancel their registration."""
    return not has_begun(conference) and not conference.is_cancelled


def page_is_there(conference: Conference) -> bool:
    """Whether personal pages of a conference can still be opened."""
    return today() <= conference.date + PAGE_KEPT


def offers_choice(conference: Conference) -> bool:
    """Whether people choose between the venue and the screen."""
    return conference.format == ConferenceFormat.HYBRID
