"""What the register adds to the staff admin: its tab beside the other screens of the results."""

from django.utils.translation import gettext_lazy as _

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.results.extensions import results_tabs

results_tabs.append(
    Tab("register", _("Sealed register"), "results_admin:register", frozenset({Action.PUBLISH_RESULTS}))
)
