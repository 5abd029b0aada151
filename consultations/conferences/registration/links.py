"""Personal links: of a registration, and of an invitation. Signed; another `link_number` ends those sent before."""

from django.conf import settings
from django.urls import reverse

from consultations.conferences.registration.models import ConferenceInvitation, Registration
from frontend.signed_links import LinkRefused, read_numbers, sign

_REGISTRATION = "consultations.conferences.registration.link"
_INVITATION = "consultations.conferences.registration.invitation"


def token_of(registration: Registration) -> str:
    """The secret part of the link; the same every time, so that a reminder repeats it."""
    return sign(_REGISTRATION, registration.pk, registration.link_number)


def path_of(registration: Registration) -> str:
    """The address of the personal page, without scheme and host."""
    return reverse("registration:personal", kwargs={"token": token_of(registration)})


def full_link(registration: Registration) -> str:
    return settings.BASE_URL + path_of(registration)


def invitation_link(invitation: ConferenceInvitation) -> str:
    """The address behind which an invited person registers."""
    token = sign(_INVITATION, invitation.pk)
    return settings.BASE_URL + reverse("registration:invited", kwargs={"token": token})


def read_token(token: str) -> Registration:
    """The registration a link is for. Raises LinkRefused."""
    pk, number = read_numbers(_REGISTRATION, token, 2)
    rows = Registration.objects.answering().select_related("conference__process", "organisation", "category", "region")
    found = rows.filter(pk=pk, link_number=number).first()
    if found is None:
        raise LinkRefused
    return found


def read_invitation(token: str) -> ConferenceInvitation:
    """The invitation a link is for. Raises LinkRefused."""
    (pk,) = read_numbers(_INVITATION, token, 1)
    rows = ConferenceInvitation.objects.select_related("conference__process", "conference__region", "registration")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise LinkRefused
    return found
