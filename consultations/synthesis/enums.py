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
