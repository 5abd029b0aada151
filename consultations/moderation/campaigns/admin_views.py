"""The page of a group of near-identical contributions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.moderation import claims
from consultations.moderation.admin_queue import ModerationView
from consultations.moderation.campaigns import queries, services
from consultations.moderation.campaigns.admin_forms import GroupForm
from consultations.moderation.campaigns.models import Campaign, CampaignState
from consultations.moderation.models import Claim
from consultations.moderation.queries import offices_of, place_of
from consultations.moderation.services import AlreadyDecided


class GroupView(ModerationView, TemplateView):
    """What the members say otherwise than the leading text, and one decision for all of them."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "consultations/moderation/admin/group.html"

    @cached_property
    def campaign(self) -> Campaign:
        found = Campaign.objects.filter(process=self.process).select_related("process", "leading", "decided_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def leading(self):
        return queries.choose_leading(self.campaign)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = queries.group_page(self.campaign, self.leading, self.request.GET.get("page"))
        kwargs.setdefault("form", GroupForm(process=self.process))
        on_page = [member.contribution.pk for member in group.members]
        leading_waits = self.leading is not None and self.leading.pk in group.waiting
        return super().get_context_data(
            campaign=self.campaign,
            group=group,
            page=group.page,
            leading=self.leading,
            leading_waits=leading_waits,
            place=place_of(self.leading) if self.leading else None,
            shown=",".join(map(str, group.waiting)),
            on_page=",".join(map(str, on_page)),
            # The leading one is decided on with the others, and has no box.
            elsewhere=len(group.waiting) - len(on_page) - leading_waits,
            is_decided=self.campaign.state != CampaignState.PROPOSED,
            is_dissolved=self.campaign.state == CampaignState.DISSOLVED,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = GroupForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        colleagues = [] if form.cleaned_data["despite_claims"] else self._colleagues(form)
        if colleagues:
            return self.render_to_response(self.get_context_data(form=form, colleagues=colleagues), status=409)
        try:
            text = self._decide(form)
        except (services.GroupChanged, AlreadyDecided):
            messages.warning(request, _("The group has changed in the meantime. Please look at it again."))
            return redirect(request.path)
        except services.CannotLead:
            text = _("The leading text shall not be published, but others of the group shall. Please untick those.")
            form.add_error(None, text)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, text)
        following = claims.claim_next(self.process, actor=request.user)
        return redirect(self.place_of(following) if following else self.url("queue"))

    def _colleagues(self, form: GroupForm) -> list[dict[str, Any]]:
        """Who else is at work on one of them."""
        found = Claim.objects.live().filter(contribution__in=form.cleaned_data["shown"])
        offices = offices_of(self.process)
        return [
            {"who": claim.user, "office": offices.get(claim.user_id, ""), "minutes": claim.minutes_left}
            for claim in found.exclude(user=self.request.user).select_related("user")[:5]
        ]

    def _decide(self, form: GroupForm) -> str:
        """Hand what was entered to the services; returns what to tell."""
        data, campaign, actor = form.cleaned_data, self.campaign, self.request.user
        if data["do"] == "dissolve":
            services.dissolve(campaign, actor=actor)
            return _("No campaign: each of these contributions stands for itself in the list again.")
        common = {"ticked": form.ticked(), "shown": data["shown"], "actor": actor, "message": data["message"]}
        if data["do"] == "reject":
            number = services.reject_together(campaign, rule=data["rule"], **common)
            text = ngettext("%(n)s contribution is not published.", "%(n)s contributions are not published.", number)
            return text % {"n": number} + " " + _("Each author is told by e-mail.")
        if self.leading is None or self.leading.pk != data["leading"]:
            raise services.GroupChanged
        number = services.confirm(campaign, leading=self.leading, **common)
        text = ngettext(
            "Campaign confirmed: %(n)s contribution is counted with %(code)s.",
            "Campaign confirmed: %(n)s contributions are counted with %(code)s.",
            number,
        )
        return text % {"n": number, "code": self.leading.display_code} + " " + _("Each author is told by e-mail.")
