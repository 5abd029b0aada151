"""What a plan has to be: what cannot be stored, and what is missing before a conference is announced."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.conferences.enums import ConferenceState, RegistrationKind
from consultations.conferences.models import Conference


def problems_of(conference: Conference) -> dict[str, str]:
    """What contradicts itself, by field; asked by the form and again by the service that stores it."""
    found = {}
    if conference.starts_at and conference.ends_at and conference.ends_at <= conference.starts_at:
        found["ends_at"] = _("The end must be after the beginning.")
    opens, closes = conference.registration_opens_on, conference.registration_closes_on
    if conference.date and closes and closes >= conference.date:
        found["registration_closes_on"] = _("Registration has to close before the day of the conference.")
    if opens and closes and opens > closes:
        found["registration_opens_on"] = _("Registration has to open before it closes.")
    if conference.date and opens and opens >= conference.date:
        found["registration_opens_on"] = _("Registration has to open before the day of the conference.")
    if 0 < conference.capacity < conference.registered:
        found["capacity"] = _("%(number)s people are registered already. There have to be as many seats at least.") % {
            "number": conference.registered
        }
    if conference.state != ConferenceState.PLANNED:
        for name, text in _needed_by_readers(conference).items():
            found.setdefault(name, text)
    return found


def _needed_by_readers(conference: Conference) -> dict[str, str]:
    """Without these nobody could find the way: an announced conference keeps them."""
    missing = {}
    if conference.is_on_site and not conference.town:
        missing["town"] = _("People have to know the town: the conference is announced.")
    if conference.is_on_site and not conference.venue:
        missing["venue"] = _("People have to know the venue: the conference is announced.")
    if conference.registration != RegistrationKind.NONE and not conference.capacity:
        missing["capacity"] = _("People register for this conference: it needs a number of seats.")
    return missing


@dataclass(frozen=True)
class Check:
    """One line of the check list before announcing: `step` names the screen on which it is settled."""

    text: str
    is_there: bool
    is_required: bool
    step: str = "conferences_admin:edit"


def check_list(conference: Conference, *, agenda: int, tables: int) -> list[Check]:
    """What a conference needs before people read of it, and what they will look for; counts are passed in."""
    takes_registrations = conference.registration != RegistrationKind.NONE
    checks = [Check(_("What it is about"), bool(conference.summary), True)]
    if conference.is_on_site:
        checks += [
            Check(_("Town and venue"), bool(conference.town and conference.venue), True),
            Check(_("Street and postal code"), bool(conference.address), False),
            Check(_("How to get there"), bool(conference.directions), False),
        ]
    if conference.is_online:
        checks.append(Check(_("Link for taking part online"), bool(conference.online_url), False))
    if takes_registrations:
        checks += [
            Check(_("Number of seats"), bool(conference.capacity), True),
            Check(_("Last day of the registration"), conference.registration_closes_on is not None, False),
        ]
    return [
        *checks,
        Check(_("Accessibility and interpreting"), _says_accessibility(conference), False),
        Check(_("Agenda"), bool(agenda), False, "conferences_admin:agenda"),
        Check(_("Thematic tables"), bool(tables), False, "conferences_admin:tables"),
        Check(_("The process is published"), conference.process.is_published, False, "process_admin:dashboard"),
    ]


def missing(checks: list[Check]) -> list[Check]:
    """What keeps a conference from being announced."""
    return [check for check in checks if check.is_required and not check.is_there]


def _says_accessibility(conference: Conference) -> bool:
    offers = (
        conference.step_free,
        conference.induction_loop,
        conference.sign_language,
        conference.childcare,
        conference.plain_language_material,
        conference.interpreting,
    )
    return any(offers)
