"""The screen on which moderators maintain their text modules."""

from typing import Any

from django.utils.translation import gettext_lazy

from consultations.moderation.admin_nav import sections_of_moderation
from consultations.moderation.reasons.forms import ReasonFormSet
from consultations.process.admin_formsets import RowsView
from consultations.process.enums import Action


class ReasonsView(RowsView):
    """Reasons for decisions with the words for the author, each under a rule of the process."""

    action = Action.MODERATE
    active_tab = "moderation"
    formset_class = ReasonFormSet
    url_name = "moderation_admin:reasons"
    audit_action = "moderation.edit_reasons"
    heading = gettext_lazy("Text modules for reasons")
    intro = gettext_lazy(
        "When a contribution is shortened or not published, moderators can begin their message with one of these "
        "texts. What was used once cannot be removed, only no longer be offered; decisions keep their own words."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"sections": sections_of_moderation(self.process, self.url_name)}
