"""What the rules of retention would delete, for site administrators."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from accounts.privacy.retention import run


class RetentionView(TemplateView):
    """Counts; deleting is for the nightly task and the command."""

    http_method_names = ["get", "head", "options"]
    template_name = "accounts/admin/retention.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(outcomes=run(dry_run=True), **kwargs)
