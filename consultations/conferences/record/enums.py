"""States of a record, kinds of its files and of what participants say about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecordState(TextChoices):
    """Where the record of a conference stands."""

    IN_WORK = "in_work", _("in preparation")
    CHECKING = "checking", _("being checked by the participants")
    CONFIRMED = "confirmed", _("confirmed")


class RecordFileKind(TextChoices):
    """What a file of a record is."""

    PHOTO = "photo", _("Photo")
    MINUTES = "minutes", _("Minutes as a file")
    DOCUMENT = "document", _("Document")


class CheckRecipients(TextChoices):
    """Who gets the link for checking by e-mail."""

    ATTENDED = "attended", _("Everybody who was there")
    REGISTERED = "registered", _("Everybody who had registered")
    NOBODY = "nobody", _("Nobody: I hand the link on myself")


class RemarkKind(TextChoices):
    """What somebody says about a record."""

    OBJECTION = "objection", _("Objection to a card")
    ADDITION = "addition", _("Something is missing at a table")
    MINUTES = "minutes", _("Remark on the minutes")


class RemarkDecision(TextChoices):
    """What the team decided on a remark."""

    OPEN = "", _("not answered yet")
    ACCEPTED = "accepted", _("taken up")
    REFUSED = "refused", _("not taken up")
