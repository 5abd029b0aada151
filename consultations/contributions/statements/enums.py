"""States of what organisations prepare."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    """Where the preparation of a statement stands."""

    PREPARING = "preparing", _("in preparation")
    #: Released to the ministry as a statement of the organisation.
    RELEASED = "released", _("released to the ministry")
    #: Given to the federation that asked for it.
    HANDED_OVER = "handed_over", _("given to the federation")


class ItemState(TextChoices):
    """How far one item is, by the people who write it."""

    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("ready to go")
    #: Stays behind when everything else is released.
    HELD_BACK = "held_back", _("held back")


class MandateState(TextChoices):
    """Where the work of a member organisation for its federation stands."""

    INVITED = "invited", _("invited")
    PREPARING = "preparing", _("in preparation")
    HANDED_OVER = "handed_over", _("handed over")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("invitation taken back")


#: An organisation takes part once at a time.
RUNNING_MANDATES = (MandateState.INVITED, MandateState.PREPARING)


class Adoption(TextChoices):
    """What became of an item a member organisation handed over."""

    ADOPTED = "adopted", _("adopted")
    MERGED = "merged", _("merged with another item")
    DECLINED = "declined", _("not adopted")
