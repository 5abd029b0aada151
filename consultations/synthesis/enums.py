"""States of findings and stances of segments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FindingState(TextChoices):
    """Who may see a finding."""

    DRAFT = "draft", _("evaluation in progress")
    INTERNAL = "internal", _("being coordinated")
    PUBLISHED = "published", _("published")


class Stance(TextChoices):
    """A segment's attitude towards its finding."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    CONDITIONAL = "conditional", _("on condition")


#: Stances that must not get lost: a segment with one of them leaves a finding, or takes another stance, with a reason.
OPPOSING = frozenset({Stance.AGAINST})


class Leaving(TextChoices):
    """How a segment left its finding, or lost the stance against it."""

    TAKEN_OUT = "taken_out", _("taken out")
    MOVED = "moved", _("moved to another finding")
    NO_ANSWER = "no_answer", _("needs no answer")
    STANCE = "stance", _("other stance")
    SPLIT = "split", _("moved when the finding was split")
    MERGED = "merged", _("moved when the finding was merged")
