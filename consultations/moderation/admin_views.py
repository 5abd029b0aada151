"""Staff screens of the moderation: the decision on one contribution, the ministry's reply."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.contributions.attachments.queries import attachments_for
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.queries import changes_of
from consultations.contributions.services import reply_officially
from consultations.contributions.wording import redline_of
from consultations.moderation import claims, queries, services
from consultations.moderation.about_one import claim_context, review_context
from consultations.moderation.admin_forms import FORMS, DecisionForm, OfficialReplyForm
from consultations.moderation.bulk import Seen
from consultations.moderation.extensions import decision_panels
from consultations.moderation.models import Claim
from consultations.moderation.objections.models import Objection
from consultations.moderation.passages import original_title
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.process.models import TeamMember
from consultations.process.rules import can


class OneContribution(ProcessAdminMixin, TemplateView):
    """A screen about one contribution of the process."""

    active_tab = "moderation"
    #: Whether the screen shows the text as submitted; only for moderators.
    reads_original = False

    @cached_property
    def contribution(self) -> Contribution:
        rows = queries.for_decision(self.process)
        if not can(self.request.user, Action.MODERATE, self.process):
            # What its author took back is kept for the record, for moderators only.
            rows = rows.exclude(state=State.WITHDRAWN)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contribution=self.contribution,
            reads_original=self.reads_original,
            original_title=original_title(self.contribution) if self.reads_original else "",
            place=queries.place_of(self.contribution),
            decisions=self.contribution.decisions.all(),
            attachments=attachments_for(self.request.user, self.contribution),
            proposal_runs=redline_of(self.contribution, self.contribution.proposed_text),
            published_runs=redline_of(self.contribution, self.contribution.published_proposal),
            replies=queries.replies_of_the_ministry(self.contribution),
            changes=changes_of(self.contribution),
            **kwargs,
        )


class DecisionView(OneContribution):
    """One contribution in its place, with the forms to decide on it."""

    action = Action.MODERATE
    reads_original = True
    template_name = "consultations/moderation/admin/contribution.html"
    bound: DecisionForm | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contribution = self.contribution
        objection = Objection.objects.open().of(contribution).first()
        initial = self._as_it_is()
        forms = {verb: form(contribution=contribution, initial=initial) for verb, form in FORMS.items()}
        if self.bound is not None:
            forms[self.bound.verb] = self.bound
        return super().get_context_data(
            forms=forms,
            bound=self.bound,
            can_decide=contribution.state != State.WITHDRAWN and objection is None,
            objection=objection,
            panels=decision_panels.render(self.request, contribution=contribution),
            can_reply=contribution.state == State.RELEASED and contribution.publication != Publication.INTERNAL,
            suggestions=queries.merge_suggestions(contribution),
            **review_context(contribution),
            seen=Seen(contribution.pk, initial["expected_state"], initial["seen_decision"], initial["seen_revision"]),
            **claim_context(contribution, self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        contribution = self.contribution  # 404 for what is not of this process, before anything else
        form_class = FORMS.get(request.POST.get("verb", ""))
        if form_class is None:
            return redirect(request.path)
        self.bound = form_class(request.POST, contribution=contribution)
        if not self.bound.is_valid() or "preview" in request.POST:
            preview = getattr(self.bound, "result", None)
            runs = redline_of(self.contribution, preview.proposal) if preview else ()
            return self.render_to_response(self.get_context_data(preview=preview, preview_runs=runs))
        was_pending = self.contribution.state == State.PENDING
        other = claims.claim_of_other(self.contribution, request.user)
        if other is not None and not self._was_told(other):
            return self.render_to_response(self.get_context_data(claimed_by_other=True), status=409)
        try:
            decision = self._decide(self.bound)
        except services.Gone as gone:
            raise Http404 from gone
        except services.AlreadyDecided as decided:
            return self._show_what_happened(edited=isinstance(decided, services.EditedMeanwhile))
        except services.LeadsOthers as leads:
            codes = ", ".join(other.display_code for other in leads.others)
            self.bound.add_error(
                None,
                _("These contributions are counted with this one: %(codes)s. Please decide on them first.")
                % {"codes": codes},
            )
            return self.render_to_response(self.get_context_data())
        except services.MergeRefused:
            self.bound.add_error("code", _("Only another published contribution of this process can be named."))
            return self.render_to_response(self.get_context_data())
        self._confirm(decision)
        return redirect(self._next_url() if was_pending else request.path)

    def _was_told(self, claim: Claim) -> bool:
        """Whether the person has read who is at work on it; sending the decision again then makes it count."""
        key = f"{claim.pk}:{claim.user_id}"
        told = self.request.session.get("told_of_claim") == key
        self.request.session["told_of_claim"] = key
        return told

    def _decide(self, form: DecisionForm):
        """Hand what was entered to the service."""
        data = form.cleaned_data
        common = {"actor": self.request.user, "message": data["message"], **form.expected}
        if form.verb in ("release", "shorten"):
            common["attachments"] = form.released_attachments
        match form.verb:
            case "shorten":
                return services.release(
                    self.contribution, remove=data["remove"], rule=data["rule"], reason=data.get("reason"), **common
                )
            case "reject":
                return services.reject(self.contribution, rule=data["rule"], reason=data.get("reason"), **common)
            case "merge":
                return services.merge(self.contribution, data["code"], **common)
        return services.release(self.contribution, **common)

    def _as_it_is(self) -> dict[str, Any]:
        return {
            "expected_state": self.contribution.state,
            "seen_decision": queries.latest_decision(self.contribution),
            "seen_revision": self.contribution.revisions.count(),
        }

    def _show_what_happened(self, *, edited: bool) -> HttpResponse:
        """Somebody decided or the author changed it meanwhile: show what, keep what was typed, let it be sent again."""
        del self.contribution
        verb = self.bound.verb
        data = self.request.POST.copy()
        for name, value in self._as_it_is().items():
            data[f"{verb}-{name}"] = "" if value is None else value
        self.bound = FORMS[verb](data, contribution=self.contribution)
        self.bound.is_valid()
        told = {"edited_meanwhile": True} if edited else {"decided_meanwhile": True}
        return self.render_to_response(self.get_context_data(**told), status=409)

    def _confirm(self, decision) -> None:
        text = _("Contribution %(code)s: %(decision)s.") % {
            "code": self.contribution.display_code,
            "decision": decision.get_decision_display(),
        }
        if self.contribution.author_address and not self.contribution.is_official_reply:
            text += " " + _("The author is told by e-mail.")
        messages.success(self.request, text, buttons=[messages.button(self.request.path, _("View"))])

    def _next_url(self) -> str:
        following = claims.claim_next(self.process, actor=self.request.user, after=self.contribution)
        if following is None:
            return reverse("moderation_admin:queue", kwargs={"process_slug": self.process.slug})
        return reverse("moderation_admin:contribution", kwargs={"process_slug": self.process.slug, "pk": following.pk})


class OfficialReplyView(OneContribution):
    """The ministry's public reply below a contribution."""

    actions = frozenset({Action.MODERATE, Action.ANSWER})
    template_name = "consultations/moderation/admin/reply.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OfficialReplyForm(process=self.process, initial={"office": self._office()}))
        can_reply = self.contribution.state == State.RELEASED and self.contribution.publication != Publication.INTERNAL
        return super().get_context_data(can_reply=can_reply, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = OfficialReplyForm(request.POST, process=self.process)
        if form.is_valid():
            data = form.cleaned_data
            try:
                reply_officially(self.contribution, text=data["text"], actor=request.user, office=data["office"])
            except ValidationError as refused:
                form.add_error(None, refused.messages)
            else:
                messages.success(request, _("The reply is published."))
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(form=form))

    def _office(self) -> str:
        member = (
            TeamMember.objects.holding().filter(process=self.process, user=self.request.user).exclude(office="").first()
        )
        return member.office if member else self.process.initiator_unit or self.process.initiator_name
