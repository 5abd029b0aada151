"""What a co-signing body says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CosignOutcome(TextChoices):
    """What a body said to a version; empty while it has not said anything."""

    SIGNED = "signed", _("co-signed")
    OBJECTED = "objected", _("objected")
