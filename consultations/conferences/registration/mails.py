"""Mails about registrations. All go through the outbox; none repeats what somebody else may have typed in.

Whoever registered must get them, so nothing of this can be switched off.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from consultations.conferences.models import Conference
from consultations.conferences.planning.calendar import calendar_of
from consultations.conferences.queries import accessibility, interpreting
from consultations.conferences.registration import tickets
from consultations.conferences.registration.links import full_link, invitation_link
from consultations.conferences.registration.models import ConferenceInvitation, Registration, RegistrationState
from notifications.models import OutboxMessage
from notifications.services import Attached, enqueue

#: Kinds that a stranger can cause by typing an address into the form; they are counted.
BY_FORM = ("registration/confirm_address", "registration/known")


def _context(registration: Registration) -> dict[str, Any]:
    conference = registration.conference
    return {
        "registration": registration,
        "conference": conference,
        "process": conference.process,
        "link": full_link(registration),
        "ticket": tickets.readable(registration.ticket),
    }


def _send(kind: str, registration: Registration, **options: Any) -> OutboxMessage | None:
    """One mail to whoever answers for a registration; nothing where no address is known."""
    context = _context(registration) | options.pop("context", {})
    return enqueue(
        f"registration/{kind}",
        recipient=registration.user,
        address=registration.email,
        language=registration.language,
        context=context,
        **options,
    )


def people_of(registration: Registration) -> list[Registration]:
    """Everybody of the group who has, is offered or waits for a seat, whoever answers for it first."""
    party = registration.party.active().select_related("table").order_by("pk")
    return [registration, *party]


def _files(registration: Registration) -> list[Attached]:
    """The calendar entry, and the QR code of each person of the group who comes to the venue."""
    with translation.override(registration.language):
        calendar = calendar_file(registration)
    files = [Attached("konferenz.ics", "text/calendar", calendar)]
    if not registration.is_at_screen:
        files += [
            Attached(f"ticket-{row.ticket}.png", "image/png", tickets.png(row)) for row in people_of(registration)
        ]
    return files


def calendar_file(registration: Registration) -> bytes:
    """The calendar entry of somebody who has a seat, with the link for taking part online."""
    conference = registration.conference
    lines = [_("Your registration: %(link)s") % {"link": full_link(registration)}]
    if conference.online_url and registration.is_at_screen:
        lines.append(_("Take part online: %(link)s") % {"link": conference.online_url})
    return calendar_of(
        [conference], name=conference.name, link=full_link(registration), description_extra="\n".join(lines)
    )


def ask_to_confirm(registration: Registration) -> None:
    """To somebody without an account: say that the address is yours."""
    _send("confirm_address", registration)


def send_known(registration: Registration) -> None:
    """To an address that is registered already; the page says nothing about it."""
    _send("known", registration)


def send_state(registration: Registration, *, moved_up: bool = False) -> None:
    """Where the registration stands now: a seat, with calendar entry and QR codes, or the waiting list."""
    if registration.state == RegistrationState.REGISTERED:
        context = {"moved_up": moved_up, "people": people_of(registration)}
        _send("registered", registration, context=context, attachments=_files(registration))
    elif registration.state == RegistrationState.WAITING:
        _send("waiting", registration, context={"people": people_of(registration)})


def send_offer(registration: Registration) -> None:
    _send("offered", registration, context={"people": people_of(registration)})


def send_lapsed(registration: Registration) -> None:
    _send("lapsed", registration)


def send_changed(registration: Registration) -> None:
    has_seat = registration.state == RegistrationState.REGISTERED
    context = {"people": people_of(registration)}
    _send("changed", registration, context=context, attachments=_files(registration) if has_seat else [])


def send_cancelled(registration: Registration, *, reason: str = "") -> None:
    _send("cancelled", registration, context={"reason": reason})


def remind(registration: Registration, days: int) -> bool:
    """Some days before; False when this reminder was written before."""
    conference = registration.conference
    with translation.override(registration.language):
        offers = accessibility(conference)
        languages = interpreting(conference)
    sent = _send(
        "reminder",
        registration,
        context={
            "people": people_of(registration),
            "accessibility": offers,
            "interpreting": languages,
            "is_tomorrow": days == 1,
        },
        dedupe_key=f"registration/reminder:{registration.pk}:{conference.date.isoformat()}:{days}",
    )
    return sent is not None


def tell_change(registration: Registration, changes: list[tuple[str, str, str]], text: str) -> None:
    """That the conference changed, or that it does not take place."""
    conference = registration.conference
    kind = "conference_cancelled" if conference.is_cancelled else "conference_changed"
    context = {"changes": changes, "text": text, "reason": conference.state_reason}
    files = []
    if registration.state == RegistrationState.REGISTERED:
        # The same entry with a higher number: calendars replace the one they have.
        with translation.override(registration.language):
            files = [Attached("konferenz.ics", "text/calendar", calendar_file(registration))]
    _send(kind, registration, context=context, attachments=files)


def send_message(registration: Registration, *, subject: str, text: str, key: str) -> bool:
    """What the team writes to everybody; `key` is that of the message, so that a second click writes nothing."""
    context = {"subject": subject, "text": text}
    sent = _send("message", registration, context=context, dedupe_key=f"registration/message:{key}:{registration.pk}")
    return sent is not None


def invite(invitation: ConferenceInvitation) -> None:
    """The personal link of somebody who is invited."""
    conference: Conference = invitation.conference
    enqueue(
        "registration/invitation",
        address=invitation.email,
        context={
            "invitation": invitation,
            "conference": conference,
            "process": conference.process,
            "link": invitation_link(invitation),
        },
    )
