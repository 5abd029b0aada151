"""Mails about meetings, to every active member somebody can be reached by."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.notices import tell
from notifications.preferences import Choices
from notifications.services import enqueue
from regions.networks.links import full_link
from regions.networks.models import NetworkMeeting, NetworkMember
from regions.networks.subjects import MINUTES


def tell_of_meeting(meeting: NetworkMeeting, what: str, *, members: Iterable[NetworkMember] | None = None) -> int:
    """Mail members that a meeting was announced, changed or cancelled, or that they are invited or reminded.

    The key holds the number of the meeting's state, so that each is told once, whatever is repeated.
    """
    if members is None:
        members = meeting.network.members.active().with_people()
    agenda = list(meeting.items.all())
    sent = 0
    for member in members:
        message = enqueue(
            f"network_meeting_{what}",
            recipient=member.person if member.person is not None and member.person.is_active else None,
            address=member.address,
            context={
                "meeting": meeting,
                "network": meeting.network,
                "agenda": agenda,
                "link": full_link(meeting, member),
                "calendar_link": full_link(meeting, member, name="networks:reply_calendar"),
            },
            dedupe_key=f"network_meeting:{meeting.pk}:{what}:{_state_number(meeting, what)}:{member.pk}",
        )
        sent += message is not None
    return sent


def _state_number(meeting: NetworkMeeting, what: str) -> str:
    return f"{meeting.reply_by:%Y%m%d}" if what == "reminder" else str(meeting.sequence)


def tell_of_minutes(meeting: NetworkMeeting) -> None:
    """Tell members with an account that minutes can be read; others hear of it by the page."""
    members = {row.person.pk: row.person for row in meeting.network.members.active().with_people() if row.person}
    choices = Choices(list(members))
    for person in members.values():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            text = _("%(network)s: the minutes of “%(title)s” can be read.") % {
                "network": meeting.network.name,
                "title": meeting.title,
            }
        tell(
            person,
            MINUTES.key,
            text=text,
            url=meeting.get_absolute_url(),
            dedupe_key=f"network_minutes:{meeting.pk}:{person.pk}",
            choices=choices,
        )
