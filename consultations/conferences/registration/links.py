"""Personal links: of a registration, and of an invitation. Signed; another `link_number` ends those sent before."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from consultations.conferences.registration.models import ConferenceInvitation, Registration

_REGISTRATION = "consultations.conferences.registration.link"
_INVITATION = "consultations.conferences.registration.invitation"
_LONGEST = 200


class LinkRefused(Exception):
    """The link is none of ours: changed, cut off, made up, or replaced by another one."""


def token_of(registration: Registration) -> str:
    """The secret part of the link; the same every time, so that a reminder repeats it."""
    return signing.Signer(salt=_REGISTRATION).sign(f"{registration.pk}-{registration.link_number}")


def path_of(registration: Registration) -> str:
    """The address of the personal page, without scheme and host."""
    return reverse("registration:personal", kwargs={"token": token_of(registration)})


def full_link(registration: Registration) -> str:
    return settings.BASE_URL + path_of(registration)


def invitation_link(invitation: ConferenceInvitation) -> str:
    """The address behind which an invited person registers."""
    token = signing.Signer(salt=_INVITATION).sign(str(invitation.pk))
    return settings.BASE_URL + reverse("registration:invited", kwargs={"token": token})


def _unsigned(token: str, salt: str) -> list[int]:
    if len(token) > _LONGEST:
        raise LinkRefused
    try:
        return [int(part) for part in signing.Signer(salt=salt).unsign(token).split("-")]
    except (signing.BadSignature, ValueError) as error:
        raise LinkRefused from error


def read_token(token: str) -> Registration:
    """The registration a link is for. Raises LinkRefused."""
    parts = _unsigned(token, _REGISTRATION)
    rows = Registration.objects.answering().select_related("conference__process", "organisation", "category", "region")
    found = rows.filter(pk=parts[0], link_number=parts[1]).first() if len(parts) == 2 else None
    if found is None:
        raise LinkRefused
    return found


def read_invitation(token: str) -> ConferenceInvitation:
    """The invitation a link is for. Raises LinkRefused."""
    (pk, *_rest) = _unsigned(token, _INVITATION)
    rows = ConferenceInvitation.objects.select_related("conference__process", "conference__region", "registration")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise LinkRefused
    return found
