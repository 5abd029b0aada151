"""Writes about people that staff make in the admin."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from audit.services import record


def may_edit_account(actor: User, person: User) -> bool:
    """Whether somebody who manages accounts may touch this one.

    Only site administrators touch accounts that open the admin: a changed address would hand over their rights.
    """
    if actor.is_superuser:
        return True
    return not (person.is_superuser or person.is_staff or person.groups.exists())


@transaction.atomic
def save_account(person: User, *, changed: list[str], created: bool, actor: User) -> User:
    """Store what staff entered about a person. A new address counts only after the person confirmed it."""
    person.save()
    if created or "email" in changed:
        # Sign-in knows addresses by these rows; an old one would go on opening the account.
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    fields = sorted("password" if name.startswith("password") else name for name in set(changed) - {"password2"})
    record(actor, "accounts.create_user" if created else "accounts.update_user", person, fields=fields)
    return person
