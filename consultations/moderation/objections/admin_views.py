"""Staff screens of objections: what is open, and one objection with the ways to handle it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.contributions.attachments.queries import attachments_for
from consultations.contributions.enums import State
from consultations.contributions.wording import redline_of
from consultations.moderation import queries as moderation
from consultations.moderation import services
from consultations.moderation.admin_forms import MergeForm, ReleaseForm, ShortenForm
from consultations.moderation.admin_nav import sections_of_moderation
from consultations.moderation.models import Decision
from consultations.moderation.objections import queries
from consultations.moderation.objections.forms import DismissForm
from consultations.moderation.objections.models import Objection
from consultations.moderation.objections.rules import may_handle, somebody_may_handle
from consultations.moderation.objections.services import AlreadyHandled, dismiss, uphold
from consultations.moderation.passages import original_title
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action

PER_PAGE = 50


class ObjectionListView(ProcessAdminMixin, TemplateView):
    """Objections of the process: the open ones first, the oldest at the top."""

    action = Action.MODERATE
    active_tab = "moderation"
    template_name = "consultations/moderation/admin/objections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.objections(self.process)
        return super().get_context_data(
            page=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page")),
            waiting=queries.open_objections(self.process),
            sections=sections_of_moderation(self.process, "moderation_admin:objections"),
            **kwargs,
        )


class ObjectionView(ProcessAdminMixin, TemplateView):
    """One objection beside the decision and the text; a second person upholds or dismisses it."""

    action = Action.MODERATE
    active_tab = "moderation"
    template_name = "consultations/moderation/admin/objection.html"
    bound: Any = None

    @cached_property
    def objection(self) -> Objection:
        return get_object_or_404(queries.objections(self.process), pk=self.kwargs["pk"])

    @cached_property
    def contribution(self):
        return get_object_or_404(moderation.for_decision(self.process), pk=self.objection.decision.contribution_id)

    def forms(self) -> dict[str, Any]:
        """The ways to handle it by their verb; what was just sent stands in its place."""
        initial = {"expected_state": self.contribution.state, "seen_decision": self.objection.decision_id}
        ways = {form.verb: form(contribution=self.contribution, initial=initial) for form in self._ways()}
        ways["dismiss"] = DismissForm()
        if self.bound is not None:
            ways[self.bound.verb] = self.bound
        return ways

    def _ways(self) -> list[type]:
        if self.contribution.state == State.WITHDRAWN:
            # Nothing can be published any more; the objection is only closed, with a reply.
            return []
        if self.objection.decision.decision == Decision.MERGED:
            return [ReleaseForm, ShortenForm]
        return [ReleaseForm, ShortenForm, MergeForm]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handles = self.objection.is_open and may_handle(self.request.user, self.objection)
        return super().get_context_data(
            objection=self.objection,
            decision=self.objection.decision,
            contribution=self.contribution,
            reads_original=True,
            original_title=original_title(self.contribution),
            place=moderation.place_of(self.contribution),
            forms=self.forms() if handles else {},
            bound=self.bound,
            may_handle=handles,
            attachments=attachments_for(self.request.user, self.contribution),
            proposal_runs=redline_of(self.contribution, self.contribution.proposed_text),
            published_runs=redline_of(self.contribution, self.contribution.published_proposal),
            nobody_may=self.objection.is_open and not somebody_may_handle(self.process, self.objection),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        objection = self.objection  # 404 for what is not of this process, before anything else
        verb = request.POST.get("verb", "")
        if verb == "dismiss":
            self.bound = DismissForm(request.POST)
        else:
            form = next((form for form in self._ways() if form.verb == verb), None)
            if form is None:
                raise Http404
            self.bound = form(request.POST, contribution=self.contribution)
        if not may_handle(request.user, objection):
            return self.refuse()
        if not self.bound.is_valid() or "preview" in request.POST:
            preview = getattr(self.bound, "result", None)
            runs = redline_of(self.contribution, preview.proposal) if preview else ()
            return self.render_to_response(self.get_context_data(preview=preview, preview_runs=runs))
        try:
            self._handle(objection)
        except PermissionDenied:
            return self.refuse()
        except AlreadyHandled:
            return self._too_late(_("Somebody else has handled this objection in the meantime. Nothing was stored."))
        except services.AlreadyDecided:
            return self._too_late(
                _("The contribution has changed in the meantime. Nothing was stored; please look again.")
            )
        except services.MergeRefused:
            self.bound.add_error("code", _("Only another published contribution of this process can be named."))
            return self.render_to_response(self.get_context_data())
        except services.LeadsOthers as leads:
            codes = ", ".join(other.display_code for other in leads.others)
            text = _("These contributions are counted with this one: %(codes)s. Please decide on them first.")
            self.bound.add_error(None, text % {"codes": codes})
            return self.render_to_response(self.get_context_data())
        messages.success(request, _("The objection is handled. The author is told by e-mail."))
        return redirect("moderation_admin:objections", process_slug=self.process.slug)

    def _handle(self, objection: Objection) -> None:
        data, actor = self.bound.cleaned_data, self.request.user
        match self.bound.verb:
            case "dismiss":
                dismiss(objection, actor=actor, reply=data["reply"])
            case "merge":
                uphold(objection, actor=actor, reason=data["message"], leading=data["code"])
            case "shorten":
                files = self.bound.released_attachments
                passages = {"remove": data["remove"], "rule": data["rule"], "attachments": files}
                uphold(objection, actor=actor, reason=data["message"], **passages)
            case _:
                files = self.bound.released_attachments
                uphold(objection, actor=actor, reason=data["message"], attachments=files)

    def _too_late(self, text: str) -> HttpResponse:
        messages.warning(self.request, text)
        return redirect(self.request.path)
