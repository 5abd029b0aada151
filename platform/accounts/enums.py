"""States and roles of people and organisations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VerificationState(TextChoices):
    """Whether staff have checked that an organisation exists and is what it says."""

    WAITING = "waiting", _("waiting for verification")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("refused")
    #: Stays as a signpost to the organisation it was the same as.
    MERGED = "merged", _("merged with another one")


class MembershipRole(TextChoices):
    """What a member may do inside the organisation."""

    COORDINATOR = "coordinator", _("coordinator")
    MEMBER = "member", _("member")


class InvitationState(TextChoices):
    """What became of an invitation to an organisation."""

    OPEN = "open", _("not answered yet")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("revoked")


class RequestState(TextChoices):
    """What became of a request to join an organisation."""

    OPEN = "open", _("not answered yet")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
