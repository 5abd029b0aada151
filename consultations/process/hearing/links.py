"""The personal link of an invitation: signed, good for one addressee at one address, nothing is stored for it."""

from django.conf import settings
from django.urls import reverse

from consultations.process.hearing.models import Addressee
from frontend.signed_links import LinkRefused, read_numbers, sign

_SALT = "consultations.process.hearing.invitation"
#: Where the link of a test mail leads: to a page that says it is one.
SAMPLE_TOKEN = "muster"


class LinkReplaced(Exception):
    """The invitation went to another address since; `addressee` is the one it was for."""

    def __init__(self, addressee: Addressee) -> None:
        super().__init__(addressee.pk)
        self.addressee = addressee


def token_of(addressee: Addressee) -> str:
    """The secret part of the link; the same every time, so that a reminder repeats it."""
    return sign(_SALT, addressee.pk, addressee.link_number)


def path_of(addressee: Addressee) -> str:
    """The address of the invitation, without scheme and host."""
    return reverse("hearing:invitation", kwargs={"token": token_of(addressee)})


def full_link(addressee: Addressee) -> str:
    return settings.BASE_URL + path_of(addressee)


def read_token(token: str) -> Addressee:
    """The invited addressee a link is for. Raises LinkRefused, LinkReplaced."""
    pk, number = read_numbers(_SALT, token, 2)
    rows = Addressee.objects.select_related("phase__process", "organisation", "category", "region")
    addressee = rows.filter(pk=pk).first()
    if addressee is None or addressee.invited_at is None:
        raise LinkRefused
    if addressee.link_number != number:
        raise LinkReplaced(addressee)
    return addressee
