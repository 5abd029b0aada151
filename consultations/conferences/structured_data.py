"""A conference as schema.org Event, for search engines and event calendars of towns."""

import json
import re
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from consultations.conferences.enums import ConferenceFormat
from consultations.conferences.models import Conference

_SCHEMA = "https://schema.org/"

_MODES = {
    ConferenceFormat.ON_SITE: "OfflineEventAttendanceMode",
    ConferenceFormat.ONLINE: "OnlineEventAttendanceMode",
    ConferenceFormat.HYBRID: "MixedEventAttendanceMode",
}

#: As in json_script: what could end the element or begin a comment is written as an escape of JSON.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

_POSTAL = re.compile(r"^(?P<street>.*?),?\s*\b(?P<code>\d{5})\b")


def json_ld(conference: Conference) -> SafeString:
    """The content of a data block; only for conferences everybody may see. The link for taking part is not in it."""
    return mark_safe(json.dumps(_event(conference), ensure_ascii=False).translate(_ESCAPES))


def _event(conference: Conference) -> dict[str, Any]:
    process = conference.process
    url = f"{settings.BASE_URL}{conference.get_absolute_url()}"
    event = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": conference.name,
        "description": conference.summary or process.summary,
        "startDate": conference.begins_at.isoformat(),
        "endDate": conference.closes_at.isoformat(),
        "eventStatus": _SCHEMA + ("EventCancelled" if conference.is_cancelled else "EventScheduled"),
        "eventAttendanceMode": _SCHEMA + _MODES[ConferenceFormat(conference.format)],
        "location": _location(conference, url),
        "organizer": {
            "@type": "GovernmentOrganization",
            "name": process.initiator_name,
            "email": process.contact_email,
            "url": f"{settings.BASE_URL}{process.get_absolute_url()}",
        },
        "inLanguage": "de",
        "isAccessibleForFree": True,
    }
    if conference.capacity:
        event["maximumAttendeeCapacity"] = conference.capacity
    return event


def _location(conference: Conference, url: str) -> list[dict[str, Any]] | dict[str, Any]:
    # The way in is in the confirmation of those who registered; the public one is this page.
    virtual = {"@type": "VirtualLocation", "url": url}
    if not conference.is_on_site:
        return virtual
    address = {"@type": "PostalAddress", "addressLocality": conference.town, "addressCountry": "DE"}
    postal = _POSTAL.match(conference.address)
    if postal:
        address |= {"streetAddress": postal["street"], "postalCode": postal["code"]}
    elif conference.address:
        address["streetAddress"] = conference.address
    place = {"@type": "Place", "name": conference.venue, "address": address}
    return [place, virtual] if conference.is_online else place
