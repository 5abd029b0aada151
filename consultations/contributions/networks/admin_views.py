"""Staff screen: which networks a process has invited."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.contributions.networks import queries, services
from consultations.contributions.networks.forms import InviteForm
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class IndexView(ProcessAdminMixin, TemplateView):
    """Networks with what they were told, and the form that invites one as a whole."""

    action = Action.EDIT_PROCESS
    active_tab = "networks"
    template_name = "consultations/contributions/networks/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", InviteForm(process=self.process))
        meetings = queries.meetings_about(self.request.user, self.process)
        return super().get_context_data(networks=queries.networks_to_invite(self.process), meetings=meetings, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = InviteForm(request.POST, process=self.process)
        if form.is_valid():
            values = form.cleaned_data
            try:
                invitation = services.invite_network(
                    self.process, values["network"], text=values["text"], actor=request.user, phase=values.get("phase")
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                text = _("%(network)s is invited; members written to: %(number)s.")
                messages.success(request, text % {"network": invitation.network, "number": invitation.told})
                return redirect("networks_admin:index", process_slug=self.process.slug)
        return self.render_to_response(self.get_context_data(form=form), status=422)
