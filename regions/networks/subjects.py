"""What members can choose to be told of. Invitations and what becomes of a meeting, they have to get."""

from django.utils.translation import gettext_lazy as _

from notifications.enums import Frequency
from notifications.subjects import register_subject

MINUTES = register_subject(
    "network_minutes",
    _("Minutes of your networks"),
    hint=_("As soon as the minutes of a meeting can be read. Invitations to meetings reach you in any case."),
    default=Frequency.AT_ONCE,
    order=70,
)
