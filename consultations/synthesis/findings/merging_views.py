"""Screens that make one finding of two, or two of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.synthesis import admin_queries as queries
from consultations.synthesis.findings import merging_services as services
from consultations.synthesis.findings.admin_forms import MergeForm, SplitForm
from consultations.synthesis.findings.admin_views import OneFindingView
from consultations.synthesis.findings.services import Merged


class MergeView(OneFindingView):
    """Give a finding up for another one."""

    template_name = "consultations/synthesis/findings/merge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MergeForm(finding=self.finding))
        obstacles = services.obstacles_to_merging(self.finding)
        is_possible = not self.finding.merged_into_id and all(row.is_confirmable for row in obstacles)
        return super().get_context_data(
            obstacles=obstacles,
            is_possible=is_possible,
            cited_count=len(queries.cited_segments(self.finding)),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MergeForm(request.POST, finding=self.finding)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        try:
            target = services.merge_findings(
                self.finding,
                data["target"],
                reason=data["reason"],
                actor=request.user,
                is_confirmed=data["confirmed"],
            )
        except Merged:
            messages.error(request, _("One of the two was merged meanwhile. Nothing was changed."))
            return self.to_finding()
        except services.MergeRefused as refused:
            for obstacle in refused.obstacles:
                form.add_error("confirmed" if refused.is_confirmable else None, obstacle.text)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        text = _("Finding %(source)s went into finding %(target)s.")
        messages.success(request, text % {"source": self.finding.number, "target": target.number})
        return redirect(self.url("finding", number=target.number))


class SplitView(OneFindingView):
    """Move some passages of a finding to a new one."""

    template_name = "consultations/synthesis/findings/split.html"

    def _cited(self):
        return queries.segments(self.process, queries.Filters(finding=str(self.finding.pk)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SplitForm(cited=self._cited()))
        ticked = set(self.request.POST.getlist("segments"))
        cited = list(self._cited())
        for segment in cited:
            segment.is_marked = str(segment.pk) in ticked
        return super().get_context_data(cited=cited, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SplitForm(request.POST, cited=self._cited())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            new = services.split_finding(self.finding, actor=request.user, **form.cleaned_data)
        except ValueError:
            form.add_error(None, _("The passages of this finding changed meanwhile. Please look again."))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("Finding %(number)s is split off.") % {"number": new.number})
        return redirect(self.url("finding", number=new.number))
