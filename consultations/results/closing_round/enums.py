"""What participants say to a changed paragraph."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stand(TextChoices):
    """Agreement, or an objection with its reason."""

    AGREE = "agree", _("Agreement")
    OBJECT = "object", _("Objection")
