"""Staff screens of the synthesis: coding segments, one by one or many at once, and writing findings."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.contributions.attachments.queries import attachments_for
from consultations.contributions.wording import with_redlines
from consultations.moderation.queries import place_of, replies_of_the_ministry
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.synthesis import admin_queries as queries
from consultations.synthesis import services
from consultations.synthesis.admin_forms import BulkForm, CodingForm, FilterForm, FindingForm, StanceForm
from consultations.synthesis.enums import Stance
from consultations.synthesis.extensions import findings_context
from consultations.synthesis.models import Finding, Segment

PER_PAGE = 50


class SynthesisView(ProcessAdminMixin, TemplateView):
    """A screen of the analysts."""

    action = Action.CODE
    active_tab = "synthesis"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})


def code_segments(view: SynthesisView, form: CodingForm, segments: list[Segment]) -> int:
    """Carry out what a valid coding form asks for; returns how many segments changed."""
    data, common = form.cleaned_data, {"actor": view.request.user}
    match data["do"]:
        case "no_answer":
            return services.needs_no_answer(view.process, segments, reason=data["reason"], **common)
        case "take_out":
            return services.unassign(view.process, segments, reason=data["reason"], **common)
    return services.assign(
        view.process,
        segments,
        action_field=data["action_field"],
        finding=data["finding"],
        stance=data["stance"],
        **common,
    )


def _moment(text: str) -> datetime | None:
    """A moment as a hidden field carries it; None for what no form of ours has written."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class SegmentsView(SynthesisView):
    """All that was admitted, to be assigned to action fields and findings."""

    template_name = "consultations/synthesis/admin/segments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filter_form = FilterForm(self.request.GET, process=self.process)
        rows = queries.segments(self.process, filter_form.filters)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        form = kwargs.pop("form", None) or BulkForm(process=self.process)
        marked = set(form.data.getlist("segments")) if isinstance(form.data, QueryDict) else set()
        if self.request.GET.get("mark") == "alle":
            marked |= {str(segment.pk) for segment in page}
        for segment in page:
            segment.is_marked = str(segment.pk) in marked
        return super().get_context_data(
            page=page,
            filter_form=filter_form,
            form=form,
            progress=queries.progress(self.process),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BulkForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        count = code_segments(self, form, list(form.cleaned_data["segments"]))
        text = ngettext("%(count)s contribution changed.", "%(count)s contributions changed.", count)
        messages.success(request, text % {"count": count})
        query = request.GET.copy()
        query.pop("mark", None)
        return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


class SegmentView(SynthesisView):
    """One segment in its place, to be assigned."""

    template_name = "consultations/synthesis/admin/segment.html"

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(queries.segments(self.process), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        segment = self.segment
        initial = {"action_field": segment.action_field_id, "finding": segment.finding_id, "stance": segment.stance}
        kwargs.setdefault("form", CodingForm(process=self.process, initial=initial))
        contribution = segment.contribution
        with_redlines([contribution])
        return super().get_context_data(
            segment=segment,
            contribution=contribution,
            place=place_of(contribution),
            attachments=attachments_for(self.request.user, contribution),
            replies=replies_of_the_ministry(contribution),
            progress=queries.progress(self.process),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CodingForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        code_segments(self, form, [self.segment])
        text = _("Contribution %(code)s is changed.") % {"code": self.segment.contribution.display_code}
        messages.success(request, text, buttons=[messages.button(request.path, _("View"))])
        following = (
            None if form.cleaned_data["do"] == "take_out" else queries.next_unassigned(self.process, self.segment)
        )
        return redirect(self.url("segment", pk=following.pk) if following else self.url("segments"))


class FindingsView(SynthesisView):
    """All findings, whatever their state."""

    template_name = "consultations/synthesis/admin/findings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = list(queries.findings(self.process))
        more = findings_context.collect(self.request, findings=findings)
        return super().get_context_data(findings=findings, **more, **kwargs)


class CreateFindingView(SynthesisView):
    """A new finding, optionally resting on the segment it was begun from (`?segment=`)."""

    template_name = "consultations/synthesis/admin/finding.html"

    @cached_property
    def segment(self) -> Segment | None:
        pk = self.request.GET.get("segment", "")
        return queries.segments(self.process).filter(pk=int(pk)).first() if pk.isdecimal() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        initial = {"action_field": self.segment.action_field_id} if self.segment else {}
        kwargs.setdefault("form", FindingForm(process=self.process, initial=initial))
        return super().get_context_data(segment=self.segment, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FindingForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in services.CHANGEABLE}
        finding = services.create_finding(self.process, actor=request.user, **data)
        if self.segment:
            services.assign(self.process, [self.segment], actor=request.user, finding=finding)
        messages.success(request, _("Finding %(number)s is created.") % {"number": finding.number})
        return redirect(self.url("finding", number=finding.number))


class FindingView(SynthesisView):
    """A finding with the contributions it rests on beside it."""

    template_name = "consultations/synthesis/admin/finding.html"

    @cached_property
    def finding(self) -> Finding:
        rows = Finding.objects.filter(process=self.process).select_related("action_field", "process")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen_at = self.finding.updated_at.isoformat()
        if "form" not in kwargs:
            kwargs["form"] = FindingForm(instance=self.finding, process=self.process, initial={"seen_at": seen_at})
        more = findings_context.collect(self.request, findings=[self.finding])
        cited = list(queries.cited_segments(self.finding))
        with_redlines(segment.contribution for segment in cited)
        return super().get_context_data(
            finding=self.finding,
            cited=cited,
            withdrawn_sources=queries.withdrawn_sources(self.finding),
            stances=Stance.choices,
            **more,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The form works on a row of its own: validating would already change the one shown beside it.
        form = FindingForm(request.POST, instance=Finding(process=self.process), process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in services.CHANGEABLE}
        seen_at = _moment(form.cleaned_data["seen_at"])
        try:
            services.update_finding(self.finding, actor=request.user, seen_at=seen_at, **data)
        except services.ChangedMeanwhile as changed:
            data = request.POST.copy()
            data["seen_at"] = changed.finding.updated_at.isoformat()
            form = FindingForm(data, instance=Finding(process=self.process), process=self.process)
            form.is_valid()
            return self.render_to_response(self.get_context_data(form=form, stored=changed.finding), status=409)
        messages.success(request, _("Finding %(number)s is saved.") % {"number": self.finding.number})
        return redirect(request.path)


class CitedSegmentView(SynthesisView):
    """Change the stance of a cited segment, or take it out with a reason. POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        finding = get_object_or_404(Finding, process=self.process, number=kwargs["number"])
        segment = get_object_or_404(queries.segments(self.process), pk=kwargs["pk"], finding=finding)
        if request.POST.get("do") == "take_out":
            reason = request.POST.get("reason", "").strip()
            if reason:
                services.unassign(self.process, [segment], actor=request.user, reason=reason)
                messages.success(request, _("The contribution no longer belongs to this finding."))
            else:
                messages.error(request, _("Please say why the contribution does not belong to this finding."))
        else:
            form = StanceForm(request.POST)
            if form.is_valid():
                stance = form.cleaned_data["stance"]
                field = segment.action_field
                services.assign(
                    self.process, [segment], actor=request.user, finding=finding, action_field=field, stance=stance
                )
                messages.success(request, _("The stance is saved."))
        return redirect(self.url("finding", number=finding.number) + f"#segment-{segment.pk}")
