"""Kinds and states of conferences, columns of their walls."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConferenceKind(TextChoices):
    """What an event is in its process. Events in the districts have a record like every other."""

    KICKOFF = "kickoff", _("Kick-off conference")
    REGIONAL = "regional", _("Regional conference")
    CLOSING = "closing", _("Closing conference")
    PRESENTATION = "presentation", _("Presentation in a district")
    VISIT = "visit", _("Visit to a district")


class ConferenceState(TextChoices):
    """Who knows of a conference."""

    PLANNED = "planned", _("being planned")
    ANNOUNCED = "announced", _("announced")
    CANCELLED = "cancelled", _("cancelled")


class ConferenceFormat(TextChoices):
    """Where people take part."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class RegistrationKind(TextChoices):
    """Who may register here."""

    NONE = "none", _("no registration needed")
    OPEN = "open", _("open to everybody")
    INVITED = "invited", _("with an invitation only")


class CardColumn(TextChoices):
    """The column of the wall a card hung in."""

    NEED = "bedarf", _("Changed need")
    APPROACH = "handlungsansatz", _("Approach")
    QUESTION = "frage", _("Open question")
    PARKING_LOT = "parkplatz", _("Parking lot (others are responsible)")
