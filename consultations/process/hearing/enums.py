"""States of an invitation to a hearing, and of a request for more time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AddresseeState(TextChoices):
    """How far an invitation got; of several that fit the first one listed counts."""

    SUBMITTED = "submitted", _("received")
    DECLINED = "declined", _("declined")
    JOINED = "joined", _("joined")
    OPENED = "opened", _("opened")
    UNDELIVERABLE = "undeliverable", _("undeliverable")
    SENT = "sent", _("sent")
    ON_ITS_WAY = "on_its_way", _("being sent")
    PLANNED = "planned", _("planned")
    NOT_SENT = "not_sent", _("not sent")


class ExtensionState(TextChoices):
    """Where a request for more time stands."""

    WAITING = "waiting", _("waiting for a decision")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
