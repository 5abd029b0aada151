"""The staff screen of the register: which phase is sealed, sealing by hand, and recomputing a seal."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.process.enums import Action
from consultations.process.models import Phase
from consultations.results.admin_views import ResultsView
from consultations.results.register import queries, services
from consultations.results.register.models import RegisterCheck, RegisterSeal
from consultations.results.register.phases import is_closed, phases_with_register


@dataclass(frozen=True)
class PhaseRow:
    """A phase with its seals."""

    phase: Phase
    seals: list[RegisterSeal]
    is_closed: bool

    @property
    def may_be_sealed(self) -> bool:
        return self.is_closed and not self.seals


class RegisterView(ResultsView):
    """The seals of a process; POST seals a phase that is over, or what was recorded since."""

    action = Action.PUBLISH_RESULTS
    subtab = "register"
    template_name = "consultations/results/register/admin/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seals = list(queries.seals_of(self.process))
        checks = RegisterCheck.objects.filter(seal__in=seals).order_by("started_at", "pk")
        latest = {check.seal_id: check for check in checks}
        for seal in seals:
            seal.latest_check = latest.get(seal.pk)
        rows = [
            PhaseRow(phase, [seal for seal in seals if seal.phase_key == phase.key], is_closed(phase))
            for phase in phases_with_register(self.process)
        ]
        return super().get_context_data(
            rows=rows,
            seals=seals,
            balance=queries.balance(seals) if seals else None,
            not_sealed=queries.not_sealed_yet(self.process),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        phase = get_object_or_404(self.process.phases, key=request.POST.get("phase", ""))
        try:
            seal = services.seal_now(phase, actor=request.user)
        except services.NotClosed:
            messages.error(request, _("The phase is not over yet. Its register is sealed when it is."))
        except services.NothingToSeal:
            messages.warning(request, _("Nothing new: everything received in this phase is sealed already."))
        else:
            text = ngettext("Sealed: %(count)s contribution.", "Sealed: %(count)s contributions.", seal.count)
            messages.success(request, text % {"count": seal.count})
        return redirect(self.url("register"))


class CheckView(ResultsView):
    """Recompute a seal from the database. POST only."""

    action = Action.PUBLISH_RESULTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = RegisterSeal.objects.filter(process=self.process).select_related("process")
        check = services.begin_check(get_object_or_404(rows, pk=kwargs["seal"]), actor=request.user)
        if check.finished_at is None:
            messages.success(request, _("The register is large: it is being recomputed in the background."))
        elif check.is_clean:
            messages.success(request, _("Recomputed: the register is unchanged, and so is what is stored."))
        else:
            messages.error(request, _("Recomputed: something differs. See below."))
        return redirect(self.url("register"))
