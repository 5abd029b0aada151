"""What registrations add: to the page of a conference, and to the overview of an account."""

from typing import Any

from django.http import HttpRequest

from accounts.extensions import overview_panels
from consultations.conferences.extensions import conference_panels
from consultations.conferences.models import Conference
from consultations.conferences.queries import seats as seats_of
from consultations.conferences.registration import queries
from consultations.conferences.registration.links import path_of
from consultations.conferences.registration.rules import Door, door, has_begun


@conference_panels.add(order=5, template="consultations/conferences/registration/conference_panel.html")
def registration(request: HttpRequest, conference: Conference) -> dict[str, Any] | None:
    """Whether one can register, and the own registration of whoever is signed in."""
    found = door(conference)
    if found == Door.NONE or has_begun(conference):
        return None
    own = queries.active_of_person(request.user, conference)
    return {
        "door": found,
        "own": own,
        "own_url": path_of(own) if own is not None and not own.needs_confirmation else "",
        "seats": seats_of(conference),
    }


@overview_panels.add(order=30, template="consultations/conferences/registration/overview.html")
def my_conferences(request: HttpRequest) -> dict[str, Any] | None:
    """The conferences to come for which the person is registered."""
    rows = [row for row in queries.coming_of_person(request.user) if not row.needs_confirmation]
    return {"rows": [{"registration": row, "url": path_of(row)} for row in rows]} if rows else None
