"""How often a person is told: reading and choosing."""

from collections.abc import Iterable

from django.core import signing
from django.db import transaction

from accounts.models import User
from notifications.enums import Frequency
from notifications.models import Preference
from notifications.signals import frequency_chosen
from notifications.subjects import subject, subjects

_SALT = "notifications.unsubscribe"
#: Links in mails work for half a year, in seconds; the page behind an older one says how to go on.
LINK_EXPIRES = 180 * 24 * 3600


class Choices:
    """What some people chose, read in one query; ask for as many as you like."""

    def __init__(self, users: Iterable[int]) -> None:
        rows = Preference.objects.filter(user__in=list(users)).values_list("user", "subject", "scope", "frequency")
        self._rows = {(user, key, scope): Frequency(frequency) for user, key, scope, frequency in rows}

    def frequency(self, user: int, key: str, scope: str = "") -> Frequency:
        """How often a person is told of a subject in a scope: what was chosen for the scope goes before the rest.

        A row for both is what an unsubscribe link leaves where the scope had a choice of its own.
        """
        own = (self._rows.get((user, key, scope)) or self._rows.get((user, "", scope))) if scope else None
        return own or self._rows.get((user, key, "")) or subject(key).default

    def chosen(self, user: int, key: str, scope: str = "") -> Frequency | None:
        """The choice itself, None where there is none."""
        return self._rows.get((user, key, scope))


@transaction.atomic
def choose(user: User, *, key: str = "", scope: str = "", frequency: str | None) -> bool:
    """Keep how often somebody wants to be told of a subject, or of everything in a scope; None takes the choice back.

    Returns whether anything changed.
    """
    User.objects.select_for_update().get(pk=user.pk)
    row = Preference.objects.filter(user=user, subject=key, scope=scope).first()
    # Who chooses for a subject or a scope means all of it, also what a link in a mail had switched off before.
    finer = Preference.objects.filter(user=user, **({"subject": key} if key else {"scope": scope}))
    if key == "" or scope == "":
        finer.exclude(subject="").exclude(scope="").delete()
    before = Frequency(row.frequency) if row else None
    after = Frequency(frequency) if frequency else None
    if before == after:
        return False
    if after is None:
        row.delete()
    else:
        Preference.objects.update_or_create(user=user, subject=key, scope=scope, defaults={"frequency": after})
    frequency_chosen.send(sender=Preference, user=user, subject=key, scope=scope, before=before, after=after)
    return True


@transaction.atomic
def switch_off(user: User, key: str) -> None:
    """No more mails about a subject, also from where the person had chosen otherwise for everything."""
    choose(user, key=key, frequency=Frequency.NONE)
    scopes = Preference.objects.filter(user=user, subject="").exclude(frequency=Frequency.NONE)
    for scope in scopes.values_list("scope", flat=True):
        choose(user, key=key, scope=scope, frequency=Frequency.NONE)


def unsubscribe_token(user: User, *keys: str) -> str:
    """What proves, in the link of a mail, that it went to this person, and which subjects it was about."""
    return signing.dumps([user.pk, *keys], salt=_SALT)


def read_token(token: str) -> tuple[User, list[str]] | None:
    """The person and the subjects a link was written for; None when it was changed or has expired."""
    try:
        pk, *keys = signing.loads(token, salt=_SALT, max_age=LINK_EXPIRES)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    known = {row.key for row in subjects()}
    keys = [key for key in keys if key in known]
    return (user, keys) if user is not None and keys else None
