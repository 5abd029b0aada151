"""The link a guest is mailed: signed, expiring, good for one contribution."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from consultations.contributions.codes import PUBLIC_LENGTH
from consultations.contributions.models import Contribution

_SALT = "consultations.contributions.guests.link"
_LONGEST = 200


class LinkRefused(Exception):
    """The link is not one of ours: changed, cut off, or made up."""


@dataclass(frozen=True)
class Link:
    """What a link says."""

    code: str
    is_expired: bool


def valid_for() -> timedelta:
    """How long a link can be used."""
    return timedelta(hours=settings.GUEST_CONFIRM_HOURS)


def new_link(contribution: Contribution) -> str:
    """The address of the page that confirms a contribution, without scheme and host."""
    token = signing.dumps(contribution.code, salt=_SALT)
    return reverse("contributions:guest_confirm", kwargs={"token": token})


def read_link(token: str) -> Link:
    """The contribution a link is for, and whether its time is over. Raises LinkRefused."""
    if len(token) > _LONGEST:
        raise LinkRefused
    try:
        try:
            code, is_expired = signing.loads(token, salt=_SALT, max_age=valid_for()), False
        except signing.SignatureExpired:
            code, is_expired = signing.loads(token, salt=_SALT), True
    except (signing.BadSignature, ValueError) as error:
        raise LinkRefused from error
    if not isinstance(code, str) or len(code) != PUBLIC_LENGTH:
        raise LinkRefused
    return Link(code, is_expired)
