"""What the staff screens of organisations have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.organisations.models import Organisation
from accounts.organisations.rules import looks_after_organisations


class StaffView(TemplateView):
    """A screen for those who look after organisations; Wagtail keeps everybody else out of the admin before."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not looks_after_organisations(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class StaffOrganisationView(StaffView):
    """A screen about one organisation."""

    @cached_property
    def organisation(self) -> Organisation:
        rows = Organisation.objects.select_related("category", "region", "merged_into", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, **kwargs)
