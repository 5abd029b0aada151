"""How far a measure is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeasureState(TextChoices):
    """Where a measure stands."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("under way")
    DELAYED = "delayed", _("delayed")
    DONE = "done", _("carried out")
    DROPPED = "dropped", _("given up")


#: States that nobody understands without a reason.
NEEDS_REASON = (MeasureState.DELAYED, MeasureState.DROPPED)

#: States in which nothing more is expected.
FINISHED = (MeasureState.DONE, MeasureState.DROPPED)
