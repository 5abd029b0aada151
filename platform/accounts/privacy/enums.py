"""Where an export of a person's data stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportState(TextChoices):
    """From the click to the file."""

    WAITING = "waiting", _("is being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
