"""What the answers add to the staff admin: tabs beside the findings, and their panels."""

from django.utils.translation import gettext_lazy as _

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.results.answers import admin_panels  # noqa: F401
from consultations.results.extensions import results_tabs

results_tabs += [
    Tab("deadlines", _("Deadlines"), "results_admin:deadlines", frozenset({Action.ANSWER})),
    Tab("text_blocks", _("Text blocks"), "results_admin:text_blocks", frozenset({Action.ANSWER})),
    Tab(
        "cosign_demands",
        _("Required co-signatures"),
        "results_admin:cosign_demands",
        frozenset({Action.ANSWER, Action.PUBLISH_RESULTS}),
    ),
    Tab("cosign", _("Co-signature"), "results_admin:cosign_list", frozenset({Action.CO_SIGN})),
]
