"""What can come of an event at the door."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What the person at the door is told."""

    ARRIVED = "arrived", _("checked in")
    ALREADY = "already", _("was there already")
    UNDONE = "undone", _("taken back")
    AGAIN = "again", _("came again later")
    NO_SEAT = "no_seat", _("has no seat any more")
    UNKNOWN = "unknown", _("no ticket of this conference")
    REHEARSAL = "rehearsal", _("rehearsal: nothing is stored")
    REFUSED = "refused", _("could not be stored")
