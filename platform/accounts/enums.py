"""States and roles of people and organisations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VerificationState(TextChoices):
    """Whether staff have checked that an organisation exists and is what it says."""

    WAITING = "waiting", _("waiting for verification")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("refused")


class MembershipRole(TextChoices):
    """What a member may do inside the organisation."""

    COORDINATOR = "coordinator", _("coordinator")
    MEMBER = "member", _("member")
