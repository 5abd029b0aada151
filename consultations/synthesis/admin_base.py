"""What all screens of the evaluation share: their frame, and the second row of tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from consultations.process.admin_base import ProcessAdminMixin, Tab, shown_tabs
from consultations.process.enums import Action

#: The second row of tabs; features above add theirs in `admin_hooks.py` with `evaluation_tabs.append(Tab(...))`.
evaluation_tabs: list[Tab] = [
    Tab("segments", _("Assign contributions"), "synthesis_admin:segments", frozenset({Action.CODE})),
    Tab("findings", _("Write findings"), "synthesis_admin:findings", frozenset({Action.CODE})),
]


class SynthesisView(ProcessAdminMixin, TemplateView):
    """A screen of the analysts. `subtab` names its entry in `evaluation_tabs`."""

    action = Action.CODE
    active_tab = "synthesis"
    subtab = ""

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("subtabs", shown_tabs(evaluation_tabs, self.request.user, self.process, self.subtab))
        return super().get_context_data(**kwargs)
