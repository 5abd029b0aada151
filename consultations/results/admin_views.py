"""Staff screens of the results: answers to findings, and their publication."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.results import admin_queries as queries
from consultations.results import services
from consultations.results.admin_forms import AnswerForm
from consultations.results.gate import GateClosed, GateReport, inspect
from consultations.results.models import Answer, ResultsPublication
from consultations.synthesis.admin_queries import bereft_findings, cited_segments
from consultations.synthesis.models import Finding


class ResultsView(ProcessAdminMixin, TemplateView):
    """A screen of the results."""

    active_tab = "results"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"results_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})


class FindingsView(ResultsView):
    """All findings with the state of their answers."""

    actions = frozenset({Action.CODE, Action.ANSWER, Action.PUBLISH_RESULTS})
    template_name = "consultations/results/admin/findings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.request.GET.get("status", "")
        statuses = [
            ("", _("all")),
            (queries.UNANSWERED, _("not answered yet")),
            (queries.ANSWERED, _("answered")),
            (queries.PUBLISHED, _("published")),
        ]
        return super().get_context_data(
            findings=list(queries.findings(self.process, status)),
            status=status,
            statuses=statuses,
            unanswered=queries.unanswered_findings(self.process),
            **kwargs,
        )


class OneFinding(ResultsView):
    """A screen about one finding of the process."""

    @cached_property
    def finding(self) -> Finding:
        rows = Finding.objects.filter(process=self.process).select_related("action_field", "process")
        return get_object_or_404(rows, number=self.kwargs["number"])


class AnswerView(OneFinding):
    """A finding with what it rests on, beside the ministry's answer. Readable for the team, writable with ANSWER."""

    actions = frozenset({Action.CODE, Action.ANSWER, Action.PUBLISH_RESULTS})
    template_name = "consultations/results/admin/answer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            self.actions = frozenset({Action.ANSWER})
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def answer(self) -> Answer | None:
        return Answer.objects.filter(finding=self.finding).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = AnswerForm(instance=self.answer, finding=self.finding, initial={"seen_at": self._seen()})
        following = queries.findings(self.process, queries.UNANSWERED).exclude(pk=self.finding.pk)
        return super().get_context_data(
            finding=self.finding,
            answer=self.answer,
            cited=cited_segments(self.finding),
            history=queries.history(self.finding),
            following=following.filter(number__gt=self.finding.number).first() or following.first(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST, instance=Answer(finding=self.finding), finding=self.finding)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in ("decision", "reason", "responsible")}
        try:
            services.answer_finding(
                self.finding, actor=request.user, seen_at=_moment(form.cleaned_data["seen_at"]), **data
            )
        except services.AnsweredMeanwhile:
            self.__dict__.pop("answer", None)
            typed = request.POST.copy()
            typed["seen_at"] = self._seen()
            form = AnswerForm(typed, instance=Answer(finding=self.finding), finding=self.finding)
            form.is_valid()
            return self.render_to_response(self.get_context_data(form=form, answered_meanwhile=True), status=409)
        messages.success(request, _("The answer to finding %(number)s is saved.") % {"number": self.finding.number})
        return redirect(request.path)

    def _seen(self) -> str:
        return self.answer.updated_at.isoformat() if self.answer else services.NO_ANSWER


class PublishInterimView(OneFinding):
    """Publish one answered finding ahead of the whole. POST only."""

    action = Action.PUBLISH_RESULTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.publish_interim(self.finding, actor=request.user)
        except ValueError:
            messages.error(request, _("Only an answered finding can be published."))
        else:
            messages.success(request, _("Finding %(number)s is published.") % {"number": self.finding.number})
        return redirect(self.url("answer", number=self.finding.number))


class PublishView(ResultsView):
    """The publication gate: what is still missing, and the button that refuses while it is."""

    action = Action.PUBLISH_RESULTS
    template_name = "consultations/results/admin/publish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: GateReport = kwargs.pop("report", None) or inspect(self.process)
        unassigned, unanswered = queries.gaps(report)
        return super().get_context_data(
            report=report,
            unassigned=unassigned,
            unanswered=unanswered,
            bereft=bereft_findings(self.process),
            publications=self._publications(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            publication = services.publish_results(self.process, actor=request.user)
        except GateClosed as closed:
            return self.render_to_response(self.get_context_data(report=closed.report, refused=True), status=409)
        text = _("The results are published: %(findings)s findings, %(contributions)s contributions.")
        messages.success(
            request,
            text % {"findings": publication.findings_count, "contributions": publication.contributions_count},
        )
        return redirect(request.path)

    def _publications(self) -> QuerySet[ResultsPublication]:
        return self.process.publications.select_related("published_by")


def _moment(text: str) -> datetime | str | None:
    """A moment as a hidden field carries it; None for what no form of ours has written."""
    if text == services.NO_ANSWER:
        return text
    try:
        return parse_datetime(text)
    except ValueError:
        return None
