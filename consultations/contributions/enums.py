"""Channels, kinds and states of contributions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a contribution reached us. All channels count the same."""

    ONLINE = "online", _("online")
    EMAIL = "email", _("by e-mail")
    LETTER = "letter", _("by letter")
    ON_BEHALF = "on_behalf", _("recorded on behalf")
    CARD = "conference_card", _("conference card")


class Kind(TextChoices):
    """What a contribution wants."""

    CONCERN = "concern", _("Concern")
    PROPOSAL = "proposal", _("Proposal")
    QUESTION = "question", _("Question")
    SUPPORT = "support", _("Agreement")
    REPLY = "reply", _("Reply")


class State(TextChoices):
    """Where a contribution stands with the moderators."""

    #: Sent by a guest whose e-mail address is not confirmed yet: nobody but the guest knows of it, and it is purged.
    UNCONFIRMED = "unconfirmed", _("waiting for confirmation")
    PENDING = "pending", _("being reviewed")
    RELEASED = "released", _("published")
    REJECTED = "rejected", _("not published")
    MERGED = "merged", _("counted with another one")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: Admitted to the evaluation: each of these is owed an answer.
ADMITTED_STATES = (State.RELEASED, State.MERGED)


class Publication(TextChoices):
    """What the author agreed to have published."""

    NAMED = "named", _("with name")
    CATEGORY = "category", _("only with category and region")
    INTERNAL = "internal", _("not published, but evaluated")
