"""Staff screens for what people ask: a new entry, a change, keeping an entry."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.organisations.refusals import Refused
from regions.admin_base import KeeperView, seen_revision
from regions.offices import changes, holding, services
from regions.offices.admin_forms import ReasonForm
from regions.offices.admin_views import OfficeView
from regions.offices.entries import FIELDS, comparison, entry_of
from regions.offices.models import Office, OfficeChange, OfficeClaim

TEMPLATES = "regions/offices/admin"


class ConfirmView(OfficeView):
    """A new entry somebody proposed."""

    template_name = f"{TEMPLATES}/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReasonForm())
        entry = entry_of(self.office)
        filled = [name for name in FIELDS if entry[name]]
        others = Office.objects.filter(region=self.office.region, is_confirmed=True).exclude(pk=self.office.pk)
        rows = comparison({}, entry, filled)
        return super().get_context_data(rows=rows, others=list(others.select_related("region")), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, seen = ReasonForm(request.POST), seen_revision(request)
        try:
            if request.POST.get("action") == "confirm":
                services.confirm_office(self.office, seen=seen, actor=request.user)
                messages.success(request, _("Confirmed. The entry is public, the person was told by e-mail."))
            elif form.is_valid() and form.cleaned_data["reason"]:
                reason = form.cleaned_data["reason"]
                services.refuse_office(self.office, reason=reason, seen=seen, actor=request.user)
                messages.success(request, _("Refused. The person was told by e-mail."))
            else:
                if form.is_valid():
                    form.add_error("reason", _("Please give a reason. The person reads it."))
                return self.render_to_response(self.get_context_data(form=form))
        except Refused as refusal:
            return self.again(refusal)
        return redirect("offices_admin:index")


class ChangeView(KeeperView):
    """A proposed change beside the entry as it is: accept all, some fields, or nothing."""

    template_name = f"{TEMPLATES}/change.html"

    @cached_property
    def change(self) -> OfficeChange:
        rows = OfficeChange.objects.select_related("office__region__parent", "proposed_by", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReasonForm())
        change = self.change
        # What waits is compared with the entry of now; what was decided with the entry of then.
        before = entry_of(change.office) if change.is_waiting else change.before
        rows = comparison(before, change.fields, [name for name in FIELDS if name in change.fields])
        posted = self.request.POST
        ticked = posted.getlist("accept") if posted else list(change.fields)
        for row in rows:
            row["is_accepted"] = row["name"] in change.accepted_fields
            row["is_ticked"] = row["name"] in ticked
        kwargs["is_correction"] = "is_correction" in posted
        return super().get_context_data(change=change, office=change.office, rows=rows, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        match request.POST.get("action"):
            case "all":
                accepted = list(self.change.fields)
            case "some":
                accepted = request.POST.getlist("accept")
            case _:
                accepted = []
        try:
            changes.decide(
                self.change,
                accepted,
                reason=form.cleaned_data["reason"],
                seen=(seen_revision(request), seen_revision(request, "seen_office")),
                actor=request.user,
                is_correction="is_correction" in request.POST,
            )
        except Refused as refusal:
            form.add_error("reason", refusal.sentence)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Decided. The office was told by e-mail."))
        return redirect("offices_admin:index")


class ClaimView(KeeperView):
    """Somebody says that an office is theirs."""

    template_name = f"{TEMPLATES}/claim.html"

    @cached_property
    def claim(self) -> OfficeClaim:
        rows = OfficeClaim.objects.select_related("office__region__parent", "office__holder", "user", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(claim=self.claim, office=self.claim.office, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if form.is_valid():
            accept = request.POST.get("action") == "accept"
            try:
                holding.decide_claim(self.claim, accept=accept, reason=form.cleaned_data["reason"], actor=request.user)
            except Refused as refusal:
                form.add_error("reason", refusal.sentence)
            else:
                messages.success(request, _("Decided. The person was told by e-mail."))
                return redirect("offices_admin:index")
        return self.render_to_response(self.get_context_data(form=form))
