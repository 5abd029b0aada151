"""Staff screen: all waiting cards of a conference on one page, and the button that publishes them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.conferences.models import Conference
from consultations.moderation.admin_queue import ModerationView
from consultations.moderation.bulk import Seen
from consultations.moderation.bulk_forms import summary
from consultations.moderation.cards import MOST_CARDS, release_cards, seen_of, waiting_cards


class CardsView(ModerationView, TemplateView):
    """Read all cards that wait, untick what needs a look of its own, publish the rest word for word."""

    template_name = "consultations/moderation/admin/cards.html"

    @cached_property
    def conference(self) -> Conference:
        rows = self.process.conferences.select_related("process")
        return get_object_or_404(rows, pk=self.kwargs["conference"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = waiting_cards(self.conference)
        rows = [(card, str(seen_of(card))) for card in cards]
        return super().get_context_data(conference=self.conference, rows=rows, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = [one for text in request.POST.getlist("seen")[:MOST_CARDS] if (one := Seen.parse(text))]
        if not seen:
            messages.warning(request, _("Please tick at least one contribution first."))
        else:
            for level, text in summary(release_cards(self.conference, seen, actor=request.user)):
                getattr(messages, level)(request, text)
        return redirect(self.url("cards", conference=self.conference.pk))
