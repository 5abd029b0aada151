"""What all staff screens of a process share: finding the process, asking the rules, the frame with its tabs."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can


class ProcessAdminMixin(AccessMixin):
    """A staff view below /admin/verfahren/<process_slug>/.

    A view names the action its visitors need. Outsiders get 404, so that the admin does not tell what exists; team
    members without the right get 403.
    """

    action: Action = Action.VIEW_INTERNAL
    active_tab = "dashboard"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.process = Process.objects.filter(slug=kwargs["process_slug"]).first()
        if self.process is None or not can(request.user, Action.VIEW_INTERNAL, self.process):
            raise Http404
        if not can(request.user, self.action, self.process):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the process, the marked tab, and what the person may do (`may.moderate`, `may.answer`, ...)."""
        may = {action.value: can(self.request.user, action, self.process) for action in Action}
        return super().get_context_data(process=self.process, active_tab=self.active_tab, may=may, **kwargs)
