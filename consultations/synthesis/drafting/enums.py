"""States of a draft, and why a sentence of it was dropped."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """How far a draft is."""

    WAITING = "waiting", _("waiting for a worker")
    RUNNING = "running", _("being made")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Dropped(TextChoices):
    """Why a sentence is not shown as a part of the draft."""

    NO_SOURCE = "no_source", _("names no passage")
    UNKNOWN_SOURCE = "unknown_source", _("names a passage that was not sent")
    NO_QUOTE = "no_quote", _("gives no quotation, or one of a word or two")
    INVENTED_QUOTE = "invented_quote", _("the quotation does not stand in the passage")
    OWN_NUMBER = "own_number", _("gives a number that stands in no quotation; numbers are counted by us")
    UNREADABLE = "unreadable", _("could not be read")
