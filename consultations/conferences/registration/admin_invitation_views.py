"""Staff screens of the list of a conference by invitation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from consultations.conferences.registration import invitations
from consultations.conferences.registration.admin_base import RegistrationsMixin
from consultations.conferences.registration.admin_forms import InviteForm
from frontend.sheets import SheetRefused

PER_PAGE = 100


class InvitationsView(RegistrationsMixin, TemplateView):
    """Who is invited, and the form for more."""

    template_name = "consultations/conferences/registration/admin/invitations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.conference.invitations.select_related("registration").order_by("email")
        kwargs.setdefault("form", InviteForm())
        return super().get_context_data(
            page=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page")),
            total=rows.count(),
            not_sent=rows.filter(sent_at__isnull=True).count(),
            registered=rows.filter(registration__isnull=False).count(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = InviteForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                number = self._add(form)
            except SheetRefused as refused:
                form.add_error("file", str(refused))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                text = ngettext(
                    "%(number)s address is new on the list. Nobody was written to yet.",
                    "%(number)s addresses are new on the list. Nobody was written to yet.",
                    number,
                )
                messages.success(request, text % {"number": number})
                return redirect(self.url("invitations"))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _add(self, form: InviteForm) -> int:
        guests = invitations.read_pasted(form.cleaned_data["addresses"])
        if form.cleaned_data["file"]:
            guests += invitations.read_table(form.cleaned_data["file"])
        guests = list({guest.email: guest for guest in reversed(guests)}.values())
        return invitations.add_to_list(self.conference, guests, actor=self.request.user)


class SendInvitationsView(RegistrationsMixin, View):
    """Write to everybody who was not written to."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = invitations.send_invitations(self.conference, actor=request.user)
        if number:
            messages.success(request, _("Invitations are on their way: %(number)s.") % {"number": number})
        else:
            messages.info(request, _("Everybody on the list is invited already."))
        return redirect(self.url("invitations"))


class RemoveInvitationView(RegistrationsMixin, View):
    """Take an address off the list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(self.conference.invitations, pk=self.kwargs["pk"])
        invitations.remove_invitation(row, actor=request.user)
        messages.success(request, _("Taken off the list. The link is good no more."))
        return redirect(self.url("invitations"))
