"""What moderators do about reports without deciding anew."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from consultations.contributions.models import Contribution
from consultations.moderation.items import settle_items
from consultations.moderation.reports.forms import SettleForm
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class SettleReportsView(ProcessAdminMixin, View):
    """The contribution is in order: everything open about it is settled with a note; it stays as it is."""

    action = Action.MODERATE
    active_tab = "moderation"

    @cached_property
    def contribution(self) -> Contribution:
        rows = Contribution.objects.received().filter(process=self.process).select_related("process")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing to see here: the reports stand beside the contribution."""
        return self._back()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        back = self._back()
        form = SettleForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was stored: please say why the contribution is in order."))
        elif settle_items(self.contribution, actor=request.user, note=form.cleaned_data["note"]):
            messages.success(request, _("The contribution stays as it is. Reporters with an account are told."))
        else:
            messages.info(request, _("Nothing was open about this contribution any more."))
        return back

    def _back(self) -> HttpResponse:
        return redirect("moderation_admin:contribution", process_slug=self.process.slug, pk=self.contribution.pk)
