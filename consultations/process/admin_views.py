"""Staff screens of a process: the list, the dashboard."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.rules import processes_where


class ProcessListView(LoginRequiredMixin, TemplateView):
    """The processes a person works in."""

    template_name = "consultations/process/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        processes = processes_where(self.request.user, Action.VIEW_INTERNAL).prefetch_related("phases")
        return super().get_context_data(processes=processes, **kwargs)


class DashboardView(ProcessAdminMixin, TemplateView):
    """What is to do today, and how far the process has come."""

    template_name = "consultations/process/admin/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = dashboard_panels.render(self.request, process=self.process)
        return super().get_context_data(panels=panels, **kwargs)
