"""Staff screens of the findings: writing them, the contributions they rest on, and the release of the text."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.contributions.wording import with_redlines
from consultations.synthesis import admin_queries as queries
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.enums import OPPOSING, Stance
from consultations.synthesis.extensions import finding_admin_panels, findings_context
from consultations.synthesis.findings import admin_queries as finding_queries
from consultations.synthesis.findings import services
from consultations.synthesis.findings.admin_forms import FindingForm
from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.findings.positions import matrices, narrowed
from consultations.synthesis.findings.versions import is_pending, waits_for_release, working_text
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import ReasonMissing, assign

#: Segments on a page beside the text, and rows of the list of what left the finding.
PER_PAGE = 25
#: Values of the list's filter.
WAITING, MERGED = "freigabe", "aufgegangen"


def _moment(text: str) -> datetime | None:
    """A moment as a hidden field carries it; None for what no form of ours has written."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class FindingsView(SynthesisView):
    """All findings, or those that wait for their release, or those that went into others."""

    template_name = "consultations/synthesis/findings/list.html"
    subtab = "findings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.request.GET.get("status", "")
        waiting = {finding.pk: finding for finding in finding_queries.waiting(self.process)}
        if status == WAITING:
            findings = list(waiting.values())
        elif status == MERGED:
            merged = Finding.objects.filter(process=self.process, merged_into__isnull=False)
            findings = list(merged.select_related("action_field", "merged_into").order_by("number"))
        else:
            findings = list(queries.findings(self.process))
        for finding in findings:
            finding.waits = finding.pk in waiting
        user = self.request.user
        may_release = sum(finding.working_by is None or finding.working_by != user.pk for finding in waiting.values())
        more = findings_context.collect(self.request, findings=findings)
        statuses = [("", _("all")), (WAITING, _("waiting for release")), (MERGED, _("merged into others"))]
        return super().get_context_data(
            findings=findings, status=status, statuses=statuses, may_release=may_release, **more, **kwargs
        )


class TopicsView(SynthesisView):
    """Topics with what no finding covers; `?offen=` lists the open segments of one."""

    template_name = "consultations/synthesis/findings/topics.html"
    subtab = "findings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = finding_queries.topics(self.process)
        key = self.request.GET.get("offen", "")
        chosen = next((row for row in rows if row.key == key), None)
        page = None
        if chosen:
            page = Paginator(finding_queries.uncovered_of(self.process, key), PER_PAGE).get_page(
                self.request.GET.get("page")
            )
        return super().get_context_data(rows=rows, chosen=chosen, page=page, **kwargs)


class CreateFindingView(SynthesisView):
    """A new finding, optionally resting on the segment it was begun from (`?segment=`)."""

    template_name = "consultations/synthesis/findings/create.html"
    subtab = "findings"

    @cached_property
    def segment(self) -> Segment | None:
        pk = self.request.GET.get("segment", "")
        return queries.segments(self.process).filter(pk=int(pk)).first() if pk.isdecimal() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        initial = {"action_field": self.segment.action_field_id} if self.segment else {}
        kwargs.setdefault("form", FindingForm(process=self.process, initial=initial))
        reason = self.request.POST.get("reason", "")
        return super().get_context_data(segment=self.segment, reason=reason, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FindingForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in services.CHANGEABLE}
        reason = request.POST.get("reason", "")
        try:
            with transaction.atomic():
                finding = services.create_finding(self.process, actor=request.user, **data)
                if self.segment:
                    assign(self.process, [self.segment], actor=request.user, finding=finding, reason=reason)
        except ReasonMissing:
            form.add_error(None, _("The contribution belongs to another finding. Please say why it leaves that one."))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Finding %(number)s is created.") % {"number": finding.number})
        return redirect(self.url("finding", number=finding.number))


class OneFindingView(SynthesisView):
    """A screen about one finding of the process."""

    subtab = "findings"

    @cached_property
    def finding(self) -> Finding:
        rows = Finding.objects.filter(process=self.process).select_related("action_field", "process", "merged_into")
        return get_object_or_404(rows, number=self.kwargs["number"])

    @cached_property
    def working(self) -> FindingVersion:
        return working_text(self.finding)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(finding=self.finding, working=self.working, **kwargs)

    def to_finding(self, fragment: str = "", query: str = "") -> HttpResponse:
        """Back to the screen of the finding."""
        return redirect(self.url("finding", number=self.finding.number) + query + fragment)


class FindingView(OneFindingView):
    """A finding: its text and release, who stands where, what it rests on, what left it, and what it leaves out."""

    template_name = "consultations/synthesis/findings/finding.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding, working = self.finding, self.working
        kwargs.setdefault("form", FindingForm.of(finding, working, process=self.process))
        removals = finding_queries.removals(finding)
        return super().get_context_data(
            is_pending=is_pending(finding, working),
            waits=waits_for_release(finding, working),
            is_own=working.written_by_id is not None and working.written_by_id == self.request.user.pk,
            release_token=services.release_token(finding, working),
            since_release=finding_queries.since_release(finding, working),
            matrices=matrices(finding),
            removals=list(removals[:PER_PAGE]),
            removals_count=removals.count(),
            events=finding_queries.events(finding),
            finding_admin_panels=finding_admin_panels,
            withdrawn_sources=queries.withdrawn_sources(finding),
            **self._sources(),
            **findings_context.collect(self.request, findings=[finding]),
            **kwargs,
        )

    def _sources(self) -> dict[str, Any]:
        """What the finding rests on, narrowed to a cell of the tables, and open segments it leaves out."""
        wanted = self.request.GET
        cited = queries.segments(self.process, queries.Filters(finding=str(self.finding.pk)))
        page = Paginator(narrowed(cited, wanted), PER_PAGE).get_page(wanted.get("page"))
        refused = wanted.get("passage", "")
        for segment in page:
            segment.wanted_stance = segment.stance
            segment.is_refused = str(segment.pk) == refused
            if segment.is_refused and wanted.get("neu", "") in ("", *Stance.values):
                segment.wanted_stance = wanted.get("neu", "")
            segment.opposes = segment.stance in OPPOSING
        with_redlines(segment.contribution for segment in page)
        uncovered = finding_queries.uncovered(self.finding)
        return {
            "page": page,
            "cited_count": cited.count(),
            "is_narrowed": any(wanted.get(key) for key in ("haltung", "gruppe", "kreis")),
            "stances": Stance.choices,
            "uncovered": list(uncovered[: finding_queries.SHOWN_UNCOVERED]),
            "uncovered_count": uncovered.count(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The form works on a row of its own: validating would already change the one shown beside it.
        form = FindingForm(request.POST, instance=Finding(process=self.process), process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in services.CHANGEABLE}
        seen_at = _moment(form.cleaned_data["seen_at"])
        try:
            services.update_finding(self.finding, actor=request.user, seen_at=seen_at, **data)
        except services.Merged:
            messages.error(request, _("This finding was merged into another one. Its text is kept as it was."))
            return self.to_finding()
        except services.ChangedMeanwhile as changed:
            data = request.POST.copy()
            data["seen_at"] = changed.finding.updated_at.isoformat()
            form = FindingForm(data, instance=Finding(process=self.process), process=self.process)
            form.is_valid()
            stored = working_text(changed.finding)
            return self.render_to_response(self.get_context_data(form=form, stored=stored), status=409)
        messages.success(request, _("Finding %(number)s is saved.") % {"number": self.finding.number})
        return redirect(request.path)


class HistoryView(OneFindingView):
    """All texts of a finding, each compared with the one before."""

    template_name = "consultations/synthesis/findings/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            changes=finding_queries.text_history(self.finding), events=finding_queries.events(self.finding), **kwargs
        )


class ReleaseView(OneFindingView):
    """Release the text of a finding as a second person. POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.release_finding(self.finding, actor=request.user, seen=request.POST.get("seen", ""))
        except services.OwnText:
            messages.error(request, _("You wrote this text yourself. Somebody else has to release it."))
        except services.Merged:
            messages.error(request, _("This finding was merged into another one. Its text is kept as it was."))
        except services.ChangedMeanwhile:
            messages.error(
                request, _("Text or opposing passages changed since you opened the page. Please read it again.")
            )
        else:
            messages.success(
                request, _("The text of finding %(number)s is released.") % {"number": self.finding.number}
            )
        return self.to_finding("#kw-release")
