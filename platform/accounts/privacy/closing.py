"""Closing an account: what was published stays without the person, everything else goes."""

from allauth.account.models import EmailAddress
from django.db import transaction
from wagtail.models import ModelLogEntry

from accounts.enums import MembershipRole
from accounts.mails import send_to
from accounts.organisations.models import Organisation
from accounts.people.models import User
from accounts.privacy.exports import forget
from accounts.privacy.extensions import holders
from audit.services import record


class AlreadyClosed(Exception):
    """Somebody else has just closed this account: another window, or a rule."""


class CannotClose(Exception):
    """Something has to be done before; `reasons` says what."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def consequences(user: User) -> list[str]:
    """What closing means for what the person has left here, in sentences."""
    return [text for holder in holders() if holder.consequences for text in holder.consequences(user)]


def obstacles(user: User) -> list[str]:
    """What has to be done before the account can be closed, in sentences; empty when nothing."""
    return [text for holder in holders() if holder.obstacles for text in holder.obstacles(user)]


@transaction.atomic
def close_account(user: User, *, actor: User | None, why: str = "asked") -> None:
    """Close an account in one transaction: every feature erases its part, then the account itself goes.

    `actor` is None when a rule does it. `why` is kept in the log: `asked`, `inactive` or `staff`. Raises CannotClose,
    AlreadyClosed.
    """
    pk = user.pk
    # Not the strongest lock: whoever holds one of its contributions and writes a row that names this account can still
    # finish; with the strongest the two would wait for each other.
    user = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if user is None:
        raise AlreadyClosed(pk)
    # Coordinators of one organisation wait for each other, as in `organisations.members`; in the order of keys.
    coordinated = Organisation.objects.filter(memberships__user=user, memberships__role=MembershipRole.COORDINATOR)
    list(coordinated.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if reasons := obstacles(user):
        raise CannotClose(reasons)
    address, language = user.email, user.language
    for holder in holders():
        if holder.erase is not None:
            holder.erase(user)
    for export in user.data_exports.all():
        forget(export)
    # The admin's own log names people by what they were called.
    ModelLogEntry.objects.for_instance(user).update(label=str(User(pk=pk)))
    EmailAddress.objects.filter(user=user).delete()
    # The log outlives the account: it keeps the number, not the name. Whoever closed it for somebody else is named.
    record(actor if actor != user else None, "accounts.close", User(pk=user.pk), why=why)
    user.delete()
    send_to(address, "account_closed", {"why": why}, language=language)
