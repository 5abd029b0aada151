"""Staff screens: the cards of a conference, the links that open their capture, and its end."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.conferences.capture import accesses, photos, queries, services
from consultations.conferences.capture.forms import AccessForm, StaffCardForm
from consultations.conferences.capture.links import full_link
from consultations.conferences.capture.models import CaptureAccess, Card
from consultations.conferences.capture.rules import late_until
from consultations.conferences.capture.sync_views import photo_response
from consultations.conferences.enums import CardColumn
from consultations.process.enums import Action
from consultations.process.languages import text_direction

PER_PAGE = 100


class CaptureMixin(ConferenceAdminMixin):
    """A screen of the step "cards": for whoever holds conferences or records what was said."""

    actions = frozenset({Action.HOLD_CONFERENCES, Action.RECORD})
    active_step = "capture"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Template views hand on the parts of the address; the conference itself takes this place.
        kwargs.pop("conference", None)
        return super().get_context_data(**kwargs)

    def to(self, name: str, **values: Any) -> HttpResponse:
        return redirect(
            f"capture_admin:{name}", process_slug=self.process.slug, conference=self.conference.pk, **values
        )


class IndexView(CaptureMixin, TemplateView):
    """All cards by table, those that were taken away on request."""

    template_name = "consultations/conferences/capture/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conference, number = self.conference, self.request.GET.get("tisch", "")
        tables, removed = list(conference.tables.order_by("number")), "weggenommen" in self.request.GET
        rows = queries.all_cards(conference).filter(removed_at__isnull=not removed)
        chosen = next((table for table in tables if str(table.number) == number), None)
        if chosen is not None:
            rows = rows.filter(table=chosen)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        for card in page.object_list:
            card.direction = text_direction(card.language)
        return super().get_context_data(
            page=page,
            tables=tables,
            chosen=chosen,
            shows_removed=removed,
            late_until=late_until(conference),
            good_links=conference.capture_accesses.filter(ended_at__isnull=True).count(),
            **kwargs,
        )


class LinksView(CaptureMixin, TemplateView):
    """The links of a conference, and new ones."""

    template_name = "consultations/conferences/capture/admin/links.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AccessForm(conference=self.conference))
        rows = list(queries.accesses_of(self.conference))
        return super().get_context_data(
            good=[row for row in rows if row.ended_at is None],
            ended=[row for row in rows if row.ended_at is not None],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "all" in request.POST:
            return self.create_missing()
        form = AccessForm(request.POST, conference=self.conference)
        if form.is_valid():
            try:
                access = accesses.create_access(self.conference, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The link is ready."))
                return self.to("link", pk=access.pk)
        messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
        return self.render_to_response(self.get_context_data(form=form))

    def create_missing(self) -> HttpResponse:
        needs_approval = "needs_approval" in self.request.POST
        try:
            number = accesses.create_missing(self.conference, needs_approval=needs_approval, actor=self.request.user)
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
        else:
            messages.success(self.request, ngettext("%(n)s new link.", "%(n)s new links.", number) % {"n": number})
        return self.to("links")


class LinkView(CaptureMixin, TemplateView):
    """One link with its QR code, to be shown, copied or printed."""

    template_name = "consultations/conferences/capture/admin/link.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access = get_object_or_404(self.conference.capture_accesses.select_related("table"), pk=self.kwargs["pk"])
        url = full_link(access)
        code = segno.make(url, error="m", micro=False).svg_inline(scale=6, border=4, light="#fff", omitsize=True)
        return super().get_context_data(access=access, url=url, code=mark_safe(code), **kwargs)


class EndLinkView(CaptureMixin, View):
    """End one link."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = CaptureAccess.objects.select_related("conference__process")
        access = get_object_or_404(rows, pk=kwargs["pk"], conference=self.conference)
        if accesses.end_access(access, actor=request.user):
            messages.success(request, _("The link is ended. Whoever opens it is told so."))
        else:
            messages.info(request, _("This link has ended already."))
        return self.to("links")


class EndAllView(CaptureMixin, View):
    """End all links of the conference at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = accesses.end_all(self.conference, actor=request.user)
        messages.success(request, ngettext("%(n)s link is ended.", "%(n)s links are ended.", number) % {"n": number})
        return self.to("links")


class CloseView(CaptureMixin, View):
    """Close the capture, or open it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "reopen" in request.POST:
            if accesses.reopen_capture(self.conference, actor=request.user):
                messages.success(request, _("Cards are taken again."))
        elif accesses.close_capture(self.conference, actor=request.user):
            messages.success(
                request, _("The capture is closed. What devices still hold is taken for some time and marked as late.")
            )
        return self.to("index")


class CardMixin(CaptureMixin):
    """A screen about one card of this conference."""

    @cached_property
    def card(self) -> Card:
        rows = Card.objects.select_related("table__conference__process", "access")
        return get_object_or_404(rows, pk=self.kwargs["pk"], table__conference=self.conference)


class CardView(CardMixin, TemplateView):
    """Correct a card, e.g. a name that must not be there."""

    template_name = "consultations/conferences/capture/admin/card.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = self.card
        if "form" not in kwargs:
            initial = {name: getattr(card, name) for name in ("key", "column", "text", "language")}
            kwargs["form"] = StaffCardForm(initial={**initial, "base": card.state})
        return super().get_context_data(card=card, columns=CardColumn.choices, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = StaffCardForm(request.POST)
        if not form.is_valid() or form.cleaned_data["base"] is None:
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.change_card(self.card, base=form.cleaned_data["base"], actor=request.user, **form.content)
        except services.ChangedMeanwhile as changed:
            form.data = form.data.copy()
            form.data["base"] = str(changed.card.state)
            messages.warning(request, _("Somebody changed this card in the meantime. Please compare before you save."))
            return self.render_to_response(self.get_context_data(form=form, theirs=changed.card))
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Saved."))
        return self.to("index")


class CardStepView(CardMixin, View):
    """Take a card away, bring it back, show it on the wall or not, delete its photo."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        steps = {
            "remove": (services.remove_card, {}, _("The card is taken away.")),
            "restore": (services.restore_card, {}, _("The card is back.")),
            "hide": (services.show_on_wall, {"on_wall": False}, _("The card is no more on the wall.")),
            "show": (services.show_on_wall, {"on_wall": True}, _("The card is on the wall.")),
            "photo": (photos.delete_photo, {}, _("The photo is deleted.")),
        }
        if request.POST.get("step") not in steps:
            raise Http404
        service, values, text = steps[request.POST["step"]]
        try:
            service(self.card, actor=request.user, **values)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        except services.ChangedMeanwhile:
            messages.error(request, _("Somebody has changed this card in the meantime. Please look at it again."))
        else:
            messages.success(request, text)
        return self.to("index")


class PhotoView(CardMixin, View):
    """The photo of a card, for the team."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.card.photo:
            raise Http404
        return photo_response(self.card)
