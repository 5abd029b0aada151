"""What the record adds to the public page of a conference."""

from typing import Any

from django.http import HttpRequest

from consultations.conferences.extensions import conference_panels
from consultations.conferences.models import Conference
from consultations.conferences.record.queries import public_record


@conference_panels.add(order=30, template="consultations/conferences/record/public.html")
def record_of_conference(request: HttpRequest, conference: Conference) -> dict[str, Any] | None:
    """Minutes, photos and documents, once the record is confirmed."""
    found = public_record(conference)
    if found is None or not (found.minutes or found.photos or found.documents):
        return None
    return {"record": found}
