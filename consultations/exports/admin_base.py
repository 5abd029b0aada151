"""What all staff screens of the ways out share: their frame."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from consultations.exports.extensions import export_panels
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class ExportsView(ProcessAdminMixin, TemplateView):
    """A screen of reports and data."""

    action = Action.VIEW_INTERNAL
    active_tab = "exports"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"exports_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})


class IndexView(ExportsView):
    """All ways out of a process: each feature adds its section."""

    template_name = "consultations/exports/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(export_panels=export_panels, **kwargs)
