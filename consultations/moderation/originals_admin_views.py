"""The screen on which a moderator reads a text as submitted after a deliberate, logged click."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from consultations.moderation.admin_views import OneContribution
from consultations.moderation.originals import read_original
from consultations.process.enums import Action


class OriginalView(OneContribution):
    """First what it is about and the button; the text comes with the POST and is not kept by the browser."""

    action = Action.MODERATE
    template_name = "consultations/moderation/admin/original.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        original = read_original(self.contribution, actor=request.user)
        # Like all pages of the admin it is sent with "no-store".
        return self.render_to_response(self.get_context_data(original=original))
