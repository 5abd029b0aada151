"""Invitations to a conference: a list of addresses, each with a personal link."""

import re
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.models import Conference
from consultations.conferences.registration import mails, seats
from consultations.conferences.registration.models import ConferenceInvitation
from consultations.process.enums import Action
from consultations.process.rules import require
from frontend.sheets import MAX_BYTES, Column, Layout, ending_of, read_rows
from frontend.texts import cleaned

MOST_INVITED = 5_000
#: So many wrong lines are named.
ERRORS_TOLD = 20

# Headers are German whatever language the person works in: files travel between offices.
COLUMNS = (
    Column("email", "E-Mail", "Dorthin geht der persönliche Link.", required=True, limit=254, width=30),
    Column("name", "Name", "Für die Anrede. Darf leer sein.", limit=120),
)
_LAYOUT = Layout("Einladungen", COLUMNS, MOST_INVITED)


@dataclass(frozen=True)
class Guest:
    """One address to invite."""

    email: str
    name: str = ""


def read_pasted(text: str) -> list[Guest]:
    """Addresses one a line, as `name@example.org` or `Name <name@example.org>`. Raises ValidationError by line."""
    found, errors = [], []
    for number, line in enumerate(cleaned(text).split("\n"), start=1):
        line = line.strip(" \t;,")
        if not line:
            continue
        match = re.fullmatch(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>", line)
        email = (match["email"] if match else line).strip()
        name = match["name"].strip(' "\t') if match else ""
        _take(Guest(email.lower(), " ".join(name.split())[:120]), number, found, errors)
    return _without_errors(found, errors)


def read_table(file) -> list[Guest]:
    """Addresses of a CSV or XLSX file. Raises SheetRefused, ValidationError by line."""
    data = file.read(MAX_BYTES + 1)
    found, errors = [], []
    for row in read_rows(BytesIO(data), ending_of(data), _LAYOUT):
        texts = {key: " ".join(cleaned(cell.text.replace("\x00", "")).split()) for key, cell in row.cells.items()}
        _take(Guest(texts.get("email", "").lower(), texts.get("name", "")[:120]), row.line, found, errors)
    return _without_errors(found, errors)


def _take(guest: Guest, line: int, found: list[Guest], errors: list[str]) -> None:
    try:
        validate_email(guest.email)
        if len(guest.email) > 254:
            raise ValidationError("")
    except ValidationError:
        errors.append(_("Line %(line)s: this is no e-mail address.") % {"line": line})
    else:
        found.append(guest)


def _without_errors(found: list[Guest], errors: list[str]) -> list[Guest]:
    if errors:
        raise ValidationError(errors[:ERRORS_TOLD])
    return list({guest.email: guest for guest in reversed(found)}.values())[::-1]


@transaction.atomic
def add_to_list(conference: Conference, guests: list[Guest], *, actor) -> int:
    """Put addresses on the list; returns how many are new. Nobody is written to yet."""
    conference = seats.locked(conference.pk)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    there = set(conference.invitations.values_list("email", flat=True))
    new = [guest for guest in guests if guest.email not in there]
    if len(there) + len(new) > MOST_INVITED:
        raise ValidationError(_("The list is full: %(limit)s addresses.") % {"limit": MOST_INVITED})
    ConferenceInvitation.objects.bulk_create(
        ConferenceInvitation(conference=conference, email=guest.email, name=guest.name) for guest in new
    )
    if new:
        _record(actor, "invite", conference, number=len(new))
    return len(new)


@transaction.atomic
def send_invitations(conference: Conference, *, actor) -> int:
    """Write to everybody on the list who was not written to; returns to how many."""
    conference = seats.locked(conference.pk)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    rows = list(conference.invitations.filter(sent_at__isnull=True).order_by("pk"))
    for row in rows:
        row.conference = conference
        mails.invite(row)
    conference.invitations.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())
    if rows:
        _record(actor, "send_invitations", conference, number=len(rows))
    return len(rows)


@transaction.atomic
def remove_invitation(invitation: ConferenceInvitation, *, actor) -> None:
    """Take an address off the list: its link is good no more. A registration that came of it stays."""
    conference = seats.locked(invitation.conference_id)
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    ConferenceInvitation.objects.filter(pk=invitation.pk).delete()
    _record(actor, "remove_invitation", conference)


def _record(actor, action: str, conference: Conference, **details) -> None:
    record(actor, f"registration.{action}", conference, scope=conference.process.slug, **details)
