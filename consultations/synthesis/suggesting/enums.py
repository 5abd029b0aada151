"""Kinds and states of the machine's work, its certainty in words, and what people said to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunKind(TextChoices):
    """What a run works out."""

    SUGGESTIONS = "suggestions", _("suggestions")
    THEMES = "themes", _("themes")
    ALIKE = "alike", _("contributions that say the same")


class RunState(TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("waiting for its turn")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")


#: States in which there may be one run of a kind and process only.
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


class Certainty(TextChoices):
    """How sure the machine is, in words: numbers would look more exact than they are."""

    SURE = "sure", _("certain")
    LIKELY = "likely", _("likely")
    POSSIBLE = "possible", _("possible")


class Outcome(TextChoices):
    """What a person did with a suggestion."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    OTHER = "other", _("chose something else")


class Scope(TextChoices):
    """Which contributions themes are looked for in."""

    UNASSIGNED = "unassigned", _("without an action field")
    FIELD = "field", _("of one action field, without a topic")
    ALL = "all", _("all")
