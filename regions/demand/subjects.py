"""What people who document needs and offers can be told of."""

from django.utils.translation import gettext_lazy as _

from notifications.enums import Frequency
from notifications.subjects import register_subject

ENDS = register_subject(
    "demand_ends",
    _("Needs and offers that end"),
    hint=_("For those who document needs and offers: 14 days and one day before the last day, and when it has passed."),
    default=Frequency.AT_ONCE,
    order=70,
).key
