"""Writes about signing in that staff make."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.people.models import User
from accounts.signin.devices import sign_out
from audit.services import record


class NothingToRemove(Exception):
    """The person has no second factor."""


def may_remove_second_factor(actor: User, person: User) -> bool:
    """Site administrators, for others: the own factor is removed in the own account, after it was shown."""
    return actor.is_superuser and actor.pk != person.pk


@transaction.atomic
def remove_second_factor(person: User, *, actor: User) -> None:
    """Take app, passkeys and recovery codes from somebody who lost them, sign the person out, and tell them.

    Raises NothingToRemove.
    """
    User.objects.select_for_update().get(pk=person.pk)
    kinds = sorted(set(Authenticator.objects.filter(user=person).values_list("type", flat=True)))
    if not kinds:
        raise NothingToRemove
    Authenticator.objects.filter(user=person).delete()
    sign_out(person)
    record(actor, "accounts.remove_second_factor", person, kinds=kinds)
    get_adapter().send_notification_mail("account/email/second_factor_removed", person, email=person.email)
