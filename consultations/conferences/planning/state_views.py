"""Staff screens that decide: announcing, cancelling, copying, throwing a plan away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.conferences.planning import services
from consultations.conferences.planning.admin_views import PlanMixin
from consultations.conferences.planning.changes import is_told
from consultations.conferences.planning.forms import CancelForm, CopyForm
from consultations.conferences.planning.next_steps import url_of
from consultations.conferences.planning.rules import check_list, missing


class DecisionView(PlanMixin, TemplateView):
    """A screen with one decision about the conference as it was looked at."""

    active_step = "overview"

    def outdated(self, error: services.ConferenceOutdated, **context: Any) -> HttpResponse:
        if error.conference is not None:
            messages.error(
                self.request, _("Somebody changed the conference in the meantime. Please look at it and decide again.")
            )
        return super().outdated(error, **context)

    def refused(self, error: ValidationError) -> HttpResponse:
        for text in error.messages:
            messages.error(self.request, text)
        return self.home()


class AnnounceView(DecisionView):
    """The check list, then the announcement; for a cancelled conference: it takes place after all."""

    template_name = "consultations/conferences/planning/announce.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        is_open = self.conference.is_planned or (self.conference.is_cancelled and not self.conference.is_over)
        return super().get(request, **kwargs) if is_open else self.home()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conference = self.conference
        checks = check_list(conference, agenda=conference.agenda.count(), tables=conference.tables.count())
        return super().get_context_data(
            checks=[(check, url_of(check.step, conference)) for check in checks], lacking=missing(checks), **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.announce(self.conference, seen=self.seen, actor=request.user)
        except services.ConferenceOutdated as error:
            return self.outdated(error)
        except ValidationError:
            # The page names what is missing.
            return self.render_to_response(self.get_context_data(), status=409)
        if self.process.is_published:
            messages.success(request, _("Announced. Everybody can see the conference now."))
        else:
            messages.success(request, _("Announced. Everybody will see the conference once the process is published."))
        return self.home()


class CancelView(DecisionView):
    """Call a conference off, with a public reason."""

    template_name = "consultations/conferences/planning/cancel.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if is_told(self.conference) else self.home()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CancelForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CancelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        reason = form.cleaned_data["reason"]
        try:
            services.cancel(self.conference, reason=reason, seen=self.seen, actor=request.user)
        except services.ConferenceOutdated as error:
            return self.outdated(error, form=form)
        except ValidationError as error:
            return self.refused(error)
        messages.success(request, _("Cancelled. The reason stands on the page of the conference."))
        return self.home()


class CopyView(DecisionView):
    """The next conference by the example of this one."""

    template_name = "consultations/conferences/planning/copy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CopyForm(initial={"title": self.conference.title}))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            fresh = services.copy_conference(self.conference, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            # Something that is copied contradicts itself, e.g. in a conference that was imported.
            return self.refused(error)
        messages.success(request, _("Copied. Please look through town, venue and the rest of the plan."))
        return redirect("conferences_admin:edit", process_slug=self.process.slug, conference=fresh.pk)


class DiscardView(DecisionView):
    """Throw away a plan that was never announced."""

    template_name = "consultations/conferences/planning/discard.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if self.conference.is_planned else self.home()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.discard(self.conference, seen=self.seen, actor=request.user)
        except services.ConferenceOutdated as error:
            return self.outdated(error)
        except ValidationError as error:
            return self.refused(error)
        messages.success(request, _("The plan was thrown away."))
        return redirect("conferences_admin:index", process_slug=self.process.slug)
