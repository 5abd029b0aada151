"""Kinds of paragraphs and states of versions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ParagraphType(TextChoices):
    """What a paragraph is: running text, a goal, or a measure with responsible body, period and indicator."""

    TEXT = "text", _("Text")
    GOAL = "goal", _("Goal")
    MEASURE = "measure", _("Measure")


class VersionState(TextChoices):
    """A version is prepared, then published and frozen."""

    PREPARED = "prepared", _("prepared")
    PUBLISHED = "published", _("published")


class ChangeKind(TextChoices):
    """How a paragraph differs from the version before."""

    MODIFIED = "modified", _("changed")
    ADDED = "added", _("new")
    DROPPED = "dropped", _("dropped")
