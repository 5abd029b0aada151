"""Links for phones, laptops and projectors: signed, nothing is stored for them, another number ends them."""

from django.conf import settings
from django.urls import reverse

from consultations.conferences.capture.models import AccessKind, CaptureAccess
from frontend.signed_links import LinkRefused, read_numbers, sign

_SALT = "consultations.conferences.capture.access"
_PAGES = {AccessKind.WALL: "capture:wall"}


def token_of(access: CaptureAccess) -> str:
    """The secret part of the link; the same every time, so that it can be shown and printed again."""
    return sign(_SALT, access.pk, access.link_number)


def path_of(access: CaptureAccess) -> str:
    """The address the link opens, without scheme and host."""
    return reverse(_PAGES.get(access.kind, "capture:home"), kwargs={"token": token_of(access)})


def full_link(access: CaptureAccess) -> str:
    return settings.BASE_URL + path_of(access)


def read_token(token: str) -> CaptureAccess:
    """The access a link is for, ended ones included. Raises LinkRefused."""
    pk, number = read_numbers(_SALT, token, 2)
    rows = CaptureAccess.objects.select_related("conference__process", "table")
    access = rows.filter(pk=pk, link_number=number).first()
    if access is None:
        raise LinkRefused
    return access
