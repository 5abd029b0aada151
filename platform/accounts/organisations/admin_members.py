"""The staff screen of an organisation's members; requests to join are answered here where nobody coordinates."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import MembershipRole
from accounts.organisations import joining, members, queries, rules
from accounts.organisations.admin_base import StaffOrganisationView
from accounts.organisations.forms import ReasonForm
from accounts.organisations.models import JoinRequest, Membership
from accounts.organisations.refusals import Refused
from accounts.people.forms import NameField
from accounts.people.models import User


class MembershipForm(forms.Form):
    """A person by address, with role and position."""

    email = forms.EmailField(label=gettext_lazy("e-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("role"), choices=MembershipRole.choices, initial=MembershipRole.MEMBER)
    position = NameField(label=gettext_lazy("position"), max_length=120, required=False)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        self.person = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise ValidationError(_("No active account has this address. Please ask the person to register first."))
        return email


def _key(value: str) -> int:
    """A number typed into a form, 0 for what no row can have."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0


class MembersView(StaffOrganisationView):
    """Who may speak for an organisation."""

    template_name = "accounts/organisations/admin/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MembershipForm())
        return super().get_context_data(
            memberships=queries.members(self.organisation),
            requests=queries.open_requests(self.organisation),
            may_answer=rules.may_answer_requests(self.request.user, self.organisation),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions = {"remove": self.remove, "promote": self.promote, "accept": self.answer, "refuse": self.answer}
        action = next((name for name in actions if name in request.POST), "")
        try:
            return actions[action](request, action) if action else self.add(request)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(request.path)

    def add(self, request: HttpRequest) -> HttpResponse:
        form = MembershipForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        members.set_membership(
            self.organisation, form.person, role=data["role"], position=data["position"], actor=request.user
        )
        messages.success(request, _("Saved."))
        return redirect(request.path)

    def _membership(self, value: str) -> Membership:
        rows = Membership.objects.select_related("organisation", "user")
        return get_object_or_404(rows, organisation=self.organisation, pk=_key(value))

    def remove(self, request: HttpRequest, action: str) -> HttpResponse:
        members.end_membership(self._membership(request.POST[action]), actor=request.user)
        messages.success(request, _("The membership has ended."))
        return redirect(request.path)

    def promote(self, request: HttpRequest, action: str) -> HttpResponse:
        membership = self._membership(request.POST[action])
        role = MembershipRole.MEMBER if membership.coordinates else MembershipRole.COORDINATOR
        members.change_role(membership, role, actor=request.user)
        messages.success(request, _("The role is changed."))
        return redirect(request.path)

    def answer(self, request: HttpRequest, action: str) -> HttpResponse:
        if not rules.may_answer_requests(request.user, self.organisation):
            raise Http404
        rows = JoinRequest.objects.select_related("organisation", "user")
        row = get_object_or_404(rows, organisation=self.organisation, pk=_key(request.POST[action]))
        if action == "accept":
            joining.accept_request(row, actor=request.user)
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                raise Refused(_("Please give a reason. The person reads it."))
            joining.refuse_request(row, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("The person was told by e-mail."))
        return redirect(request.path)
