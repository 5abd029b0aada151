"""Staff screens: how the documentation of a conference will look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from consultations.conferences.record.admin_base import RecordMixin
from consultations.contributions.cards.content import content_of
from consultations.contributions.cards.pdf import record_pdf
from frontend.typesetting import TypesettingFailed


class PreviewView(RecordMixin, View):
    """The documentation as the team has it now; made for this request and kept nowhere."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            pdf = record_pdf(content_of(self.conference, is_preview=True))
        except TypesettingFailed:
            messages.error(request, _("The document could not be made. Please try again later."))
            return redirect("record_admin:index", process_slug=self.process.slug, conference=self.conference.pk)
        response = HttpResponse(pdf, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="vorschau-{self.conference.slug}.pdf"'
        response.headers["Cache-Control"] = "private, no-store"
        return response
