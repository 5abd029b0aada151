"""Mails about entries of the directory; what one asked for oneself cannot be switched off."""

from typing import Any

from accounts.models import User
from notifications.services import enqueue
from regions.offices.models import Office
from regions.rules import keepers


def tell(kind: str, person: User | None, office: Office, *, dedupe_key: str | None = None, **context: Any) -> None:
    """Write one mail from `emails/offices/<kind>.txt` to a person whose account can still be used."""
    if person is not None and person.is_active:
        enqueue(f"offices/{kind}", recipient=person, context={"office": office, **context}, dedupe_key=dedupe_key)


def tell_keepers(what: str, office: Office, url: str, *, key: str) -> None:
    """Tell everybody who keeps the directory that something waits for a decision; `key` makes it one mail for each."""
    for person in keepers():
        tell("waiting", person, office, what=what, url=url, dedupe_key=f"offices:{key}:{person.pk}")
