"""Kinds and states of networks, their members and meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberRole(models.TextChoices):
    """What somebody is in a network."""

    MEMBER = "member", _("Member")
    CONVENER = "convener", _("Convener")
    #: Is invited to meetings; the internal area is for members.
    GUEST = "guest", _("Guest")


class MeetingFormat(models.TextChoices):
    """How a network meets."""

    MEETING = "meeting", _("Meeting")
    WORKSHOP = "workshop", _("Workshop")
    VIDEO = "video", _("Video conference")
    VISIT = "visit", _("Visit to a region")
    PRESENTATION = "presentation", _("Presentation and discussion")


class MeetingState(models.TextChoices):
    """How far a meeting is; `planned` is not told to anybody yet."""

    PLANNED = "planned", _("In preparation")
    ANNOUNCED = "announced", _("Save the date")
    INVITED = "invited", _("Invited")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


#: States in which a meeting is going to happen and people know of it.
AHEAD = (MeetingState.ANNOUNCED, MeetingState.INVITED)
#: States of which anybody may know.
TOLD = (*AHEAD, MeetingState.HELD, MeetingState.CANCELLED)


class ItemKind(models.TextChoices):
    """What an item of an agenda is."""

    ITEM = "item", _("Agenda item")
    TALK = "talk", _("Talk")


class Answer(models.TextChoices):
    """What somebody replies to an invitation."""

    YES = "yes", _("I take part")
    MAYBE = "maybe", _("I do not know yet")
    NO = "no", _("I cannot take part")


class FollowUpState(models.TextChoices):
    """What became of a recommendation."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
