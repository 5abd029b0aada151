"""What a finding rests on, changed from its screen: stance, taking out, taking in. All by POST."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.synthesis import admin_queries as queries
from consultations.synthesis.findings.admin_forms import MOST_REASON, StanceForm
from consultations.synthesis.findings.admin_views import OneFindingView
from consultations.synthesis.models import Segment
from consultations.synthesis.services import ReasonMissing, assign, needs_no_answer, unassign


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:MOST_REASON]


class SourceView(OneFindingView):
    """A change of what the finding rests on. POST only."""

    http_method_names = ["post", "options"]

    def cite(self, segment: Segment, stance: str, reason: str = "") -> None:
        """Let the finding rest on a segment with a stance; the segment keeps its action field."""
        assign(
            self.process,
            [segment],
            actor=self.request.user,
            finding=self.finding,
            action_field=segment.action_field,
            stance=stance,
            reason=reason,
        )


class CitedSegmentView(SourceView):
    """Change the stance of a cited segment, or take it out with a reason."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        segment = get_object_or_404(queries.segments(self.process), pk=kwargs["pk"], finding=self.finding)
        here = f"#segment-{segment.pk}"
        if request.POST.get("do") == "take_out":
            return self._take_out(segment, here)
        form = StanceForm(request.POST)
        if not form.is_valid():
            return self.to_finding(here)
        stance = form.cleaned_data["stance"]
        try:
            self.cite(segment, stance, _reason(request))
        except ReasonMissing:
            messages.error(request, _("Please say why the passage no longer speaks against the finding."))
            # What was chosen stands there again, with the place for the reason open.
            return self.to_finding(here, "?" + urlencode({"passage": segment.pk, "neu": stance}))
        except ValueError:
            messages.error(request, _("This finding was merged into another one. Its text is kept as it was."))
        else:
            messages.success(request, _("The stance is saved."))
        return self.to_finding(here)

    def _take_out(self, segment: Segment, here: str) -> HttpResponse:
        try:
            unassign(self.process, [segment], actor=self.request.user, reason=_reason(self.request))
        except ReasonMissing:
            messages.error(self.request, _("Please say why the contribution does not belong to this finding."))
            return self.to_finding(here)
        messages.success(self.request, _("The contribution no longer belongs to this finding."))
        return self.to_finding("#kw-removed")


class UncoveredSegmentView(SourceView):
    """Take an open segment into the finding, or say why it needs no answer."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        segment = get_object_or_404(queries.segments(self.process).unassigned(), pk=kwargs["pk"])
        if request.POST.get("do") == "no_answer":
            try:
                needs_no_answer(self.process, [segment], actor=request.user, reason=_reason(request))
            except ReasonMissing:
                messages.error(request, _("Please say why the contribution needs no answer."))
            else:
                messages.success(request, _("It is noted why the contribution needs no answer."))
            return self.to_finding("#kw-uncovered")
        form = StanceForm(request.POST)
        stance = form.cleaned_data["stance"] if form.is_valid() else ""
        try:
            self.cite(segment, stance)
        except ValueError:
            messages.error(request, _("Somebody else assigned the contribution, or merged the finding, meanwhile."))
        else:
            messages.success(request, _("The contribution belongs to this finding now."))
        return self.to_finding("#kw-uncovered")
