"""How long what was noted at the doors is kept. Registrations and their export belong to the registration."""

from django.utils.translation import gettext_lazy as _

from accounts.privacy.retention import register_rule
from consultations.conferences.attendance.retention import forget_events

register_rule(
    "door_events",
    _("What was noted at the door of a conference, some time after its day"),
    count=lambda: forget_events(dry_run=True),
    apply=lambda: forget_events(dry_run=False),
)
