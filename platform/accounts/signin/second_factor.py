"""Who needs a second factor, and whether a session has shown one. The one place that decides it."""

from enum import Enum

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.people.models import User
from accounts.signin.external import trusts_second_factor

#: Recovery codes stand in for a factor; they are none of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Step(Enum):
    """What a session still needs before it opens the admin."""

    NONE = "none"
    SET_UP = "set up"
    APP_OR_CODE = "app or code"
    PASSKEY = "passkey"


def needs_second_factor(person: User) -> bool:
    """Whether the site asks this person for a second factor: everybody who may open the admin."""
    if not settings.STAFF_SECOND_FACTOR or not person.is_authenticated:
        return False
    return person.is_superuser or person.has_perm("wagtailadmin.access_admin")


def next_step(request: HttpRequest) -> Step:
    """What this session still needs. A factor counts while the person has it: removing one closes every session."""
    shown = [r for r in get_authentication_records(request, request.user) if r.get("method") == "mfa"]
    if any(r.get("type") == "provider" and trusts_second_factor(r.get("provider", "")) for r in shown):
        return Step.NONE
    owned = dict(Authenticator.objects.filter(user=request.user).values_list("pk", "type"))
    if not set(FACTORS) & set(owned.values()):
        return Step.SET_UP
    if any(r.get("id") in owned for r in shown):
        return Step.NONE
    return Step.APP_OR_CODE if Authenticator.Type.TOTP in owned.values() else Step.PASSKEY


def note_set_up(sender, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """Setting a factor up shows it: nobody is asked again at once (receiver of allauth's `authenticator_added`)."""
    if authenticator.type in FACTORS and request.user == user:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def note_shown_elsewhere(sender, request: HttpRequest, user: User, sociallogin=None, **kwargs) -> None:
    """Keep that a provider asked for a second factor, with this session (receiver of allauth's `user_logged_in`)."""
    if sociallogin is not None and sociallogin.account.extra_data.get("second_factor") is True:
        record_authentication(request, user, "mfa", type="provider", provider=sociallogin.account.provider)
