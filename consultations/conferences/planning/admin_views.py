"""Staff screens: the conferences of a process, and each of them step by step."""

from typing import Any

from django.views.generic import TemplateView

from consultations.conferences import queries
from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.process.admin_base import ProcessAdminMixin


class IndexView(ProcessAdminMixin, TemplateView):
    """The conferences of a process, those that are being planned included."""

    active_tab = "conferences"
    template_name = "consultations/conferences/planning/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(conferences=queries.of_process(self.process, self.request.user), **kwargs)


class OverviewView(ConferenceAdminMixin, TemplateView):
    """One conference: where it stands and what is to be done next."""

    active_step = "overview"
    template_name = "consultations/conferences/planning/overview.html"
