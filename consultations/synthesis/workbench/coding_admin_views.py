"""What the coding screen sends: marks, joins, claims, notes, undo; and what it asks for while somebody reads."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.synthesis import admin_queries as queries
from consultations.synthesis import steps
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.models import Segment
from consultations.synthesis.workbench import claims, cutting, memos
from consultations.synthesis.workbench.admin_forms import seen_in
from consultations.synthesis.workbench.admin_views import claim_context
from consultations.synthesis.workbench.coding import containing, passages_of
from consultations.synthesis.workbench.undo import UndoRefused, undo


class CodingView(ProcessAdminMixin, View):
    """A door of the analysts without a page of its own."""

    action = Action.CODE
    active_tab = "synthesis"
    url = SynthesisView.url

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(queries.segments(self.process), pk=self.kwargs["pk"])

    def to_segment(self, segment: Segment | None) -> HttpResponse:
        """Back to a passage, or to the list when there is none."""
        return redirect(self.url("segment", pk=segment.pk) if segment else self.url("segments"))


class CutView(CodingView):
    """Mark a passage, read one in a second way, join two, or remove a second reading."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        segment = self.segment
        try:
            return self.to_segment(self._cut(segment))
        except cutting.CutRefused as error:
            messages.warning(request, str(error))
        except steps.SegmentsChanged:
            messages.warning(
                request,
                _("Somebody else worked on this contribution in the meantime. Nothing was cut; this is how it is now."),
            )
        return self.to_segment(segment)

    def _cut(self, segment: Segment) -> Segment | None:
        data = self.request.POST
        common = {"actor": self.request.user, "seen": seen_in(data)}
        match data.get("do", ""):
            case "mark":
                start, end = self._marked()
                found = containing(passages_of(segment.contribution, segment), start, end)
                return cutting.mark(found, start, end, **common)
            case "second":
                return cutting.second_reading(segment, **common)
            case "join":
                others = {one.segment.pk: one.segment for one in passages_of(segment.contribution, segment)}
                other = others.get(_number(data.get("other", "")))
                if other is None:
                    raise cutting.CutRefused(_("Only neighbouring passages can be joined."))
                return cutting.join(segment, other, **common)
            case "drop":
                cutting.drop(segment, **common)
                return cutting.segments_of(segment.contribution)[0]
        return segment

    def _marked(self) -> tuple[int, int]:
        """The marked stretch: of the script, or from the first to the last ticked sentence."""
        data = self.request.POST
        places = [data.get("start", ""), data.get("end", "")]
        if not all(places):
            ticked = [value.partition("-") for value in data.getlist("sentence")]
            numbers = [number for start, _dash, end in ticked for number in (_number(start), _number(end))]
            return (min(numbers), max(numbers)) if numbers else (0, 0)
        return _number(places[0]), _number(places[1])


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 0


class UndoView(CodingView):
    """Take one's own last step back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            step = undo(self.process, actor=request.user)
        except UndoRefused as error:
            messages.warning(request, str(error))
            return self.to_segment(self._here())
        messages.success(request, _("Undone: %(step)s.") % {"step": step.get_kind_display()})
        if len(step.before) > 1 and len({row["contribution_id"] for row in step.before}) > 1:
            return self.to_segment(None)
        rows = queries.segments(self.process).filter(contribution=step.before[0]["contribution_id"])
        changed = [row["pk"] for row in step.before if row not in step.after]
        return self.to_segment(rows.filter(pk__in=changed).first() or rows.first())

    def _here(self) -> Segment | None:
        here = _number(self.request.POST.get("here", ""))
        return queries.segments(self.process).filter(pk=here).first()


class NextView(CodingView):
    """Claim the next open contribution and open it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = _number(request.POST.get("here", ""))
        after = queries.segments(self.process).filter(pk=here).first()
        found = claims.claim_next(self.process, actor=request.user, after=after)
        if found is None:
            messages.success(request, _("Nothing is open that nobody is at work on."))
        return self.to_segment(found)


class ClaimView(CodingView):
    """Claim a contribution, take it over from a colleague, or give it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        do, contribution = request.POST.get("do", ""), self.segment.contribution
        if do == "give_back":
            claims.give_back(contribution, actor=request.user)
            if not request.htmx:
                return self.to_segment(None)
        else:
            try:
                claims.claim(contribution, actor=request.user, take_over=do == "take_over")
            except claims.ClaimedByOther as other:
                if not request.htmx:
                    sentence = _("%(who)s is at work on this contribution. You can take it over.")
                    messages.warning(request, sentence % {"who": other.claim.user})
        if request.htmx:
            return render(request, "consultations/synthesis/workbench/_claim.html", self.context())
        return self.to_segment(self.segment)

    def context(self) -> dict[str, Any]:
        contribution = self.segment.contribution
        return {
            "process": self.process,
            "segment": self.segment,
            "contribution": contribution,
            **claim_context(contribution, self.request.user),
        }


class StandView(ClaimView):
    """How things are while somebody reads: who is at work on it, and what the passages say by now."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.context()
        rows = cutting.segments_of(self.segment.contribution)
        for row in rows:
            row.contribution = self.segment.contribution
        html = render_to_string("consultations/synthesis/workbench/_claim.html", context, request=request)
        claim = context["claim"]
        return JsonResponse(
            {
                "markers": sorted(f"{row.pk}:{steps.marker(row)}" for row in rows),
                "claim": html,
                "claimed": f"{claim.user_id}:{claim.pk}" if claim else "",
            },
            headers={"Cache-Control": "no-store"},
        )


class WriteMemoView(CodingView):
    """A note about a passage."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.POST.get("text", "")[:4000]
        if text.strip():
            memos.write_memo(self.process, actor=request.user, text=text, segment=self.segment)
            messages.success(request, _("The note is stored."))
        else:
            messages.warning(request, _("The note was empty."))
        return self.to_segment(self.segment)
