"""What the workbench adds to the screens of the evaluation: its entries in the second row of tabs."""

from django.utils.translation import gettext_lazy as _

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.synthesis.admin_base import evaluation_tabs

evaluation_tabs += [
    Tab("topics", _("Topics"), "synthesis_admin:topics", frozenset({Action.CODE})),
    Tab("memos", _("Notes"), "synthesis_admin:memos", frozenset({Action.CODE})),
    Tab("progress", _("Progress"), "synthesis_admin:coding_progress", frozenset({Action.CODE})),
]
