"""Mails about organisations: through Django's mail functions, whose backend is the outbox.

They are written inside the transaction of the act they tell of, so none is lost and none tells of what did not happen.
"""

from collections.abc import Iterable
from typing import Any

from accounts.mails import send_to
from accounts.organisations import rules
from accounts.organisations.models import Organisation
from accounts.people.models import User

FOLDER = "accounts/organisations/emails"


def send(kind: str, address: str, *, language: str = "", **context: Any) -> None:
    """Write one mail from the templates `<kind>_subject.txt` and `<kind>.txt`, in the language of its reader."""
    if address:
        send_to(address, kind, context, language=language, folder=FOLDER)


def tell(kind: str, people: Iterable[User], **context: Any) -> None:
    """Write the same mail to several people; accounts that are switched off get none."""
    for person in people:
        if person.is_active:
            send(kind, person.email, language=person.language, recipient=person, **context)


def tell_coordinators(kind: str, organisation: Organisation, **context: Any) -> None:
    """Write to everybody who coordinates an organisation; to staff where nobody does."""
    rows = rules.active_coordinators(organisation).select_related("user")
    people = [row.user for row in rows]
    tell(kind, people or rules.staff(), organisation=organisation, to_staff=not people, **context)


def tell_members(kind: str, organisation: Organisation, **context: Any) -> None:
    """Write to everybody who belongs to an organisation."""
    rows = organisation.memberships.select_related("user")
    tell(kind, [row.user for row in rows], organisation=organisation, **context)
