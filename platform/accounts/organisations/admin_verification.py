"""The queue of new organisations, and the screen on which staff decide about one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.organisations import queries, verification
from accounts.organisations.admin_base import StaffOrganisationView, StaffView
from accounts.organisations.forms import ReasonForm
from accounts.organisations.refusals import Refused
from accounts.organisations.similar import Subject, similar_to
from audit.labels import label_of
from audit.models import AuditEntry


class QueueView(StaffView):
    """Organisations that wait, the oldest first."""

    template_name = "accounts/organisations/admin/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = queries.waiting_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class ReviewView(StaffOrganisationView):
    """One organisation with what is similar beside it; verify, refuse, or go on to merging."""

    template_name = "accounts/organisations/admin/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.organisation
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(
            similar=similar_to(Subject.of(organisation), leave_out=organisation.pk),
            members=queries.members(organisation),
            history=_labelled(AuditEntry.objects.about(organisation)[:20]),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("seen", "")
        seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
        try:
            if request.POST.get("action") == "verify":
                verification.verify(self.organisation, seen=seen, actor=request.user)
                messages.success(request, _("Verified. Its members were told by e-mail."))
            else:
                form = ReasonForm(request.POST)
                if not form.is_valid():
                    return self.render_to_response(self.get_context_data(form=form))
                reason = form.cleaned_data["reason"]
                verification.refuse(self.organisation, reason=reason, seen=seen, actor=request.user)
                messages.success(request, _("Refused. Its members were told by e-mail and can correct it."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(request.path)
        return redirect("accounts_organisations:queue")


def _labelled(entries) -> list[AuditEntry]:
    """Entries of the log with their names in words."""
    rows = list(entries)
    for row in rows:
        row.label = label_of(row.action)
    return rows
