"""The personal link of a member for a meeting: signed, nothing is stored for it.

The address it was sent to is part of what is signed: when an office gets another holder or address, or the member
leaves, the link in the earlier mail opens nothing any more.
"""

from django.conf import settings
from django.core import signing
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac

from regions.networks.models import NetworkMeeting, NetworkMember

_SALT = "regions.networks.reply"
_LONGEST = 200


class LinkRefused(Exception):
    """The link is none of ours, or not valid any more."""


def _digest(member: NetworkMember) -> str:
    return salted_hmac(_SALT, member.address.lower(), algorithm="sha256").hexdigest()[:16]


def token_of(meeting: NetworkMeeting, member: NetworkMember) -> str:
    """The secret part of the link; the same every time, so that a reminder repeats it."""
    return signing.Signer(salt=_SALT).sign(f"{meeting.pk}-{member.pk}-{_digest(member)}")


def full_link(meeting: NetworkMeeting, member: NetworkMember, *, name: str = "networks:reply") -> str:
    return settings.BASE_URL + reverse(name, kwargs={"token": token_of(meeting, member)})


def read_token(token: str) -> tuple[NetworkMeeting, NetworkMember]:
    """The meeting and the active member a link is for. Raises LinkRefused."""
    if len(token) > _LONGEST:
        raise LinkRefused
    try:
        meeting_pk, member_pk, digest = signing.Signer(salt=_SALT).unsign(token).split("-")
    except (signing.BadSignature, ValueError) as error:
        raise LinkRefused from error
    meeting = NetworkMeeting.objects.told().select_related("network__state").filter(pk=meeting_pk).first()
    members = NetworkMember.objects.active().with_people()
    member = members.filter(pk=member_pk, network=meeting.network_id).first() if meeting else None
    if member is None or not member.address or _digest(member) != digest:
        raise LinkRefused
    return meeting, member


def region_url(ags: str) -> str:
    """The page of a region, which another feature has; empty where it has none."""
    path = f"/regionen/{ags}/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
