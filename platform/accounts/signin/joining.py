"""A sign-in elsewhere and an account here with the same address: they join when the person signed in to both.

The address alone joins nothing. Whether a provider checked it, only the provider knows; and what it calls confirmed
was confirmed for somebody who could since have lost the mailbox. For an address that the provider did not confirm,
the page says nothing at all about accounts here: that would tell strangers who has one.
"""

import time

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.people.models import User
from accounts.signin.external import provider_name

SESSION_KEY = "joining"
MINUTES = 30


class CannotJoin(Exception):
    """Another account is signed in, the other sign-in is taken, or too much time has passed."""


def begin(request: HttpRequest, sociallogin: SocialLogin) -> bool:
    """Keep a sign-in elsewhere in the session if its confirmed address has an account here. Returns whether it has."""
    confirmed = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
    if not EmailAddress.objects.filter(email__in=confirmed, verified=True).exists():
        return False
    request.session[SESSION_KEY] = {
        "provider": sociallogin.account.provider,
        "uid": sociallogin.account.uid,
        "emails": confirmed,
        "until": time.time() + MINUTES * 60,
    }
    return True


def waiting(request: HttpRequest) -> dict | None:
    """The sign-in elsewhere that waits to be joined, with `provider_name`; None when there is none or it is too old."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["until"] < time.time():
        return None
    return {**kept, "provider_name": provider_name(kept["provider"])}


def belongs_to(kept: dict, person: User) -> bool:
    """Whether the account that is signed in is the one the address belongs to."""
    return EmailAddress.objects.filter(user=person, email__in=kept["emails"], verified=True).exists()


def join(request: HttpRequest) -> SocialAccount:
    """Connect the sign-in that waits with the account that is signed in. Raises CannotJoin."""
    kept = waiting(request)
    if kept is None or not belongs_to(kept, request.user):
        raise CannotJoin
    try:
        with transaction.atomic():
            account = SocialAccount.objects.create(
                user=request.user, provider=kept["provider"], uid=kept["uid"], extra_data={}
            )
    except IntegrityError as error:
        raise CannotJoin from error
    del request.session[SESSION_KEY]
    return account


def forget(request: HttpRequest) -> None:
    """Leave both as they are."""
    request.session.pop(SESSION_KEY, None)
