"""Staff screens of the coding: the list of segments, and one contribution with its passages."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.contributions.attachments.queries import attachments_for
from consultations.contributions.wording import with_redlines
from consultations.moderation.queries import place_of, replies_of_the_ministry
from consultations.synthesis import admin_queries as queries
from consultations.synthesis import services, steps
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.extensions import coding_panels
from consultations.synthesis.models import Segment
from consultations.synthesis.workbench import claims
from consultations.synthesis.workbench.admin_forms import (
    BulkForm,
    CodingForm,
    FilterForm,
    SegmentForm,
    seen_in,
    shown_marker,
)
from consultations.synthesis.workbench.coding import passages_of, sentences_of
from consultations.synthesis.workbench.queries import reasons_used, thread_before

PER_PAGE = 50


def code_segments(
    view: SynthesisView, form: CodingForm, segments: list[Segment], seen: Mapping[int, str] | None = None
) -> int:
    """Carry out what a valid coding form asks for; returns how many segments changed. Raises SegmentsChanged."""
    data, common = form.cleaned_data, {"actor": view.request.user, "seen": seen}
    match data["do"]:
        case "no_answer":
            return services.needs_no_answer(view.process, segments, reason=data["reason"], **common)
        case "take_out":
            return services.unassign(view.process, segments, reason=data["reason"], **common)
    return services.assign(
        view.process,
        segments,
        action_field=data["action_field"],
        topic=data["topic"],
        clear_topic=form.clears_topic,
        finding=data["finding"],
        stance=form.wanted_stance,
        reason=data["reason"],
        **common,
    )


class SegmentsView(SynthesisView):
    """All that was admitted, to be assigned to action fields and findings."""

    template_name = "consultations/synthesis/admin/segments.html"
    subtab = "segments"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filter_form = FilterForm(self.request.GET, process=self.process)
        rows = queries.segments(self.process, filter_form.filters)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        form = kwargs.pop("form", None) or BulkForm(process=self.process)
        marked = set(form.data.getlist("segments")) if isinstance(form.data, QueryDict) else set()
        if self.request.GET.get("mark") == "alle":
            marked |= {str(segment.pk) for segment in page}
        changed = {segment.pk for segment in kwargs.get("changed", ())}
        for segment in page:
            segment.is_marked = str(segment.pk) in marked
            segment.is_changed = segment.pk in changed
            segment.marker = shown_marker(segment, form, self.request.POST, kwargs.get("changed"))
        return super().get_context_data(
            page=page,
            filter_form=filter_form,
            form=form,
            progress=queries.progress(self.process),
            reasons=reasons_used(self.process),
            last_step=steps.latest(self.process, self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BulkForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            count = code_segments(self, form, list(form.cleaned_data["segments"]), seen_in(request.POST))
        except services.ReasonMissing as missing:
            form.needs_reason(missing.segments)
            return self.render_to_response(self.get_context_data(form=form))
        except steps.SegmentsChanged as error:
            return self.render_to_response(self.get_context_data(form=form, changed=error.segments), status=409)
        text = ngettext("%(count)s contribution changed.", "%(count)s contributions changed.", count)
        messages.success(request, text % {"count": count})
        query = request.GET.copy()
        query.pop("mark", None)
        return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


class SegmentView(SynthesisView):
    """One contribution in its place, one of its passages to be assigned."""

    template_name = "consultations/synthesis/workbench/coding.html"
    subtab = "segments"

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(queries.segments(self.process), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        segment = self.segment
        names = ("action_field", "topic", "finding")
        initial = {name: getattr(segment, f"{name}_id") for name in names} | {"stance": segment.stance}
        kwargs.setdefault("form", SegmentForm(process=self.process, initial=initial))
        contribution = segment.contribution
        with_redlines([contribution])
        passages = passages_of(contribution, segment)
        for passage in passages:
            passage.marker = shown_marker(passage.segment, kwargs["form"], self.request.POST, kwargs.get("changed"))
        return super().get_context_data(
            segment=segment,
            contribution=contribution,
            passages=passages,
            current=next(one for one in passages if one.is_current),
            sentences=sentences_of(contribution.published_text, passages),
            place=place_of(contribution),
            thread=thread_before(contribution),
            attachments=attachments_for(self.request.user, contribution),
            replies=replies_of_the_ministry(contribution),
            memos=contribution.coding_memos.select_related("author"),
            progress=queries.progress(self.process),
            reasons=reasons_used(self.process),
            last_step=steps.latest(self.process, self.request.user),
            coding_panels=coding_panels,
            **claim_context(contribution, self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SegmentForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            code_segments(self, form, [self.segment], seen_in(request.POST))
        except services.ReasonMissing as missing:
            form.needs_reason(missing.segments)
            return self.render_to_response(self.get_context_data(form=form))
        except steps.SegmentsChanged as error:
            return self.render_to_response(self.get_context_data(form=form, changed=error.segments), status=409)
        text = _("Contribution %(code)s is changed.") % {"code": self.segment.contribution.display_code}
        messages.success(request, text, buttons=[messages.button(request.path, _("View"))])
        if form.cleaned_data["do"] == "take_out":
            return redirect(self.url("segments"))
        following = claims.claim_next(self.process, actor=request.user, after=self.segment)
        return redirect(self.url("segment", pk=following.pk) if following else self.url("segments"))


def claim_context(contribution, user) -> dict[str, Any]:
    """Who is coding it: `claim`, and whether it is oneself."""
    claim = claims.live_claim(contribution)
    return {"claim": claim, "claim_is_mine": claim is not None and claim.user_id == user.pk}
