"""Staff screens of required co-signatures: of a process, of one answer, and where one is not needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.process.enums import Action
from consultations.process.rules import can
from consultations.results.admin_views import OneFinding, ResultsView, refuse_typed
from consultations.results.answers import demanding, queries
from consultations.results.answers.admin_forms import DemandForm, WaiverForm
from consultations.results.answers.cosigning import bodies_of


class DemandsView(ResultsView):
    """Which bodies must sign every answer of the process; what is lacking, and where one is not needed."""

    actions = frozenset({Action.ANSWER, Action.PUBLISH_RESULTS})
    subtab = "cosign_demands"
    template_name = "consultations/results/answers/admin/demands.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_demand = can(self.request.user, Action.PUBLISH_RESULTS, self.process)
        return super().get_context_data(
            form=self._form(initial={"bodies": self._demanded}) if may_demand else None,
            demanded=self._demanded,
            lacking=demanding.lacking(self.process),
            waivers=queries.waivers_of(self.process),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "ask" in request.POST:
            return self._ask(request)
        if not can(request.user, Action.PUBLISH_RESULTS, self.process):
            return self.refuse()
        form = self._form(request.POST)
        if form.is_valid():
            demanding.demand_of_process(self.process, form.cleaned_data["bodies"], actor=request.user)
            messages.success(request, _("Stored which bodies must sign."))
        else:
            messages.error(request, _("Only bodies of this process can be chosen."))
        return redirect(request.path)

    def _ask(self, request: HttpRequest) -> HttpResponse:
        if not can(request.user, Action.ANSWER, self.process):
            return self.refuse()
        count = demanding.ask_lacking(self.process, actor=request.user)
        if count:
            text = ngettext("Asked about %(count)s answer.", "Asked about %(count)s answers.", count)
            messages.success(request, text % {"count": count})
        else:
            messages.error(request, _("Nobody was asked: all were asked meanwhile, or nobody signs for these bodies."))
        return redirect(request.path)

    @property
    def _demanded(self) -> list[str]:
        return demanding.demanded_of(self.process)

    def _form(self, data=None, **kwargs: Any) -> DemandForm:
        return DemandForm(data, bodies=sorted({*bodies_of(self.process), *self._demanded}), **kwargs)


class OneDemandView(OneFinding):
    """A step from the screen of an answer. POST only."""

    action = Action.ANSWER
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act(request)
        except ValueError:
            refuse_typed(request, _("That was not possible: the body was asked meanwhile, or need not sign anyway."))
        return redirect(self.url("answer", number=self.finding.number) + "#mitzeichnung")

    def act(self, request: HttpRequest) -> None:
        """Do the step; a ValueError means that it is not possible any more."""
        raise NotImplementedError


class DemandView(OneDemandView):
    """Say which bodies must sign this answer."""

    def act(self, request: HttpRequest) -> None:
        demanding.demand_for(self.finding, request.POST.getlist("bodies"), actor=request.user)
        messages.success(request, _("Stored which bodies must sign."))


class WaiveView(OneDemandView):
    """Record why a body need not sign this answer."""

    def act(self, request: HttpRequest) -> None:
        form = WaiverForm(request.POST, prefix=request.POST.get("prefix", "")[:20])
        if not form.is_valid():
            refuse_typed(request, _("Please say why no co-signature is needed."))
            return
        demanding.waive(self.finding, form.cleaned_data["body"], reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("Recorded why no co-signature is needed."))


class EndWaiverView(OneDemandView):
    """Have a body sign after all."""

    def act(self, request: HttpRequest) -> None:
        if demanding.end_waiver(self.finding, request.POST.get("body", "")[:120], actor=request.user):
            messages.success(request, _("The body must sign after all."))
