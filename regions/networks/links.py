"""The personal link of a member for a meeting: signed, nothing is stored for it.

The address it was sent to is part of what is signed: when an office gets another holder or address, or the member
leaves, the link in the earlier mail opens nothing any more.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from frontend.signed_links import LinkRefused, read, sign
from regions.networks.models import NetworkMeeting, NetworkMember

_SALT = "regions.networks.reply"


def _digest(member: NetworkMember) -> str:
    return salted_hmac(_SALT, member.address.lower(), algorithm="sha256").hexdigest()[:16]


def token_of(meeting: NetworkMeeting, member: NetworkMember) -> str:
    """The secret part of the link; the same every time, so that a reminder repeats it."""
    return sign(_SALT, meeting.pk, member.pk, _digest(member))


def full_link(meeting: NetworkMeeting, member: NetworkMember, *, name: str = "networks:reply") -> str:
    return settings.BASE_URL + reverse(name, kwargs={"token": token_of(meeting, member)})


def read_token(token: str) -> tuple[NetworkMeeting, NetworkMember]:
    """The meeting and the active member a link is for. Raises LinkRefused."""
    parts = read(_SALT, token)
    if len(parts) != 3:
        raise LinkRefused
    meeting_pk, member_pk, digest = parts
    meeting = NetworkMeeting.objects.told().select_related("network__state").filter(pk=meeting_pk).first()
    members = NetworkMember.objects.active().with_people()
    member = members.filter(pk=member_pk, network=meeting.network_id).first() if meeting else None
    if member is None or not member.address or _digest(member) != digest:
        raise LinkRefused
    return meeting, member
