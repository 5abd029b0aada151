"""The staff screen for merging two organisations: choose the other one, look at what moves, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.organisations import merging, queries
from accounts.organisations.admin_base import StaffOrganisationView
from accounts.organisations.models import Organisation
from accounts.organisations.refusals import Refused
from accounts.organisations.similar import Subject, similar_to


class MergeView(StaffOrganisationView):
    """`?mit=<key>` names the organisation that stays."""

    template_name = "accounts/organisations/admin/merge.html"

    @cached_property
    def target(self) -> Organisation | None:
        key = self.request.GET.get("mit", "")
        if not (key.isascii() and key.isdigit() and len(key) < 18):
            return None
        return Organisation.objects.select_related("category", "region").filter(pk=key).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation, typed = self.organisation, self.request.GET.get("q", "")[:200]
        if self.target is not None:
            try:
                kwargs["preview"] = merging.preview(organisation, self.target)
                kwargs["transfers"] = merging.Transfer.choices
            except Refused as refusal:
                kwargs["refusal"] = refusal.sentence
        found = [row for row in queries.search(typed) if row.pk != organisation.pk]
        similar = similar_to(Subject.of(organisation), leave_out=organisation.pk) if "preview" not in kwargs else []
        return super().get_context_data(typed=typed, found=found, similar=similar, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        transfer = request.POST.get("transfer", "")
        if self.target is None or transfer not in merging.Transfer.values:
            return redirect(request.get_full_path())
        try:
            target = merging.merge(
                self.organisation,
                self.target,
                transfer=transfer,
                seen=request.POST.get("seen", ""),
                actor=request.user,
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(request.get_full_path())
        messages.success(request, _("Merged into “%(name)s”. The members were told by e-mail.") % {"name": target.name})
        return redirect("accounts_organisations:members", pk=target.pk)
