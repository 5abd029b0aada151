"""What the staff screens of registrations share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.conferences.registration import queries
from consultations.conferences.registration.models import Registration
from consultations.process.enums import Action


class RegistrationsMixin(ConferenceAdminMixin):
    """A screen about the registrations of one conference: names and needs, so nothing of it is kept by browsers."""

    action = Action.HOLD_CONFERENCES
    active_step = "registration"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def url(self, name: str, **values: Any) -> str:
        """The address of another of these screens."""
        known = {"process_slug": self.process.slug, "conference": self.conference.pk}
        return reverse(f"registration_admin:{name}", kwargs=known | values)

    def to_list(self) -> HttpResponse:
        return redirect(self.url("index"))


class OneMixin(RegistrationsMixin):
    """A screen about one registration of this conference."""

    @cached_property
    def registration(self) -> Registration:
        row = get_object_or_404(queries.of_conference(self.conference), pk=self.kwargs["pk"])
        row.conference = self.conference
        return row

    def back(self) -> HttpResponse:
        return redirect(self.url("registration", pk=self.kwargs["pk"]))
