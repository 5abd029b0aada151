"""Staff screens of the results: answers to findings, and their publication."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.process.admin_base import ProcessAdminMixin, shown_tabs
from consultations.process.enums import Action
from consultations.results import admin_queries as queries
from consultations.results import services
from consultations.results.admin_forms import OverrideForm
from consultations.results.extensions import gate_admin_panels, results_tabs
from consultations.results.gate import GateClosed, GateReport, inspect
from consultations.results.models import ResultsPublication
from consultations.synthesis.admin_queries import bereft_findings
from consultations.synthesis.models import Finding

#: Who reads findings with their answers.
READERS = frozenset({Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS})


def refuse_typed(request: HttpRequest, text: str) -> None:
    """Say why something was not stored, with the reason somebody typed: the next page begins with an empty form."""
    typed = next((v.strip() for name, v in request.POST.items() if name.rsplit("-", 1)[-1] == "reason"), "")
    if typed:
        text = f"{text} {_('You had written: “%(text)s”') % {'text': typed}}"
    messages.error(request, text)


class ResultsView(ProcessAdminMixin, TemplateView):
    """A screen of the results. `subtab` names its entry in `results_tabs`."""

    active_tab = "results"
    subtab = "answers"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"results_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("subtabs", shown_tabs(results_tabs, self.request.user, self.process, self.subtab))
        return super().get_context_data(**kwargs)


class FindingsView(ResultsView):
    """All findings with the state of their answers."""

    actions = READERS
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
        rows = Finding.objects.filter(process=self.process).select_related("action_field", "process", "merged_into")
        return get_object_or_404(rows, number=self.kwargs["number"])


class PublishInterimView(OneFinding):
    """Publish one answered finding ahead of the whole. POST only."""

    action = Action.PUBLISH_RESULTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.publish_interim(self.finding, actor=request.user)
        except ValueError:
            text = _("Only an answered finding can be published, and only when nothing stands against it any more.")
            messages.error(request, text)
        else:
            messages.success(request, _("Finding %(number)s is published.") % {"number": self.finding.number})
        return redirect(self.url("answer", number=self.finding.number))


class PublishView(ResultsView):
    """The publication gate: what is still missing, and the button that refuses while it is."""

    action = Action.PUBLISH_RESULTS
    subtab = "publish"
    template_name = "consultations/results/admin/publish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: GateReport = kwargs.pop("report", None) or inspect(self.process)
        unassigned, unanswered = queries.gaps(report)
        if self.request.user.is_superuser and report.has_contributions and not report.is_open:
            kwargs.setdefault("override_form", OverrideForm())
        return super().get_context_data(
            report=report,
            unassigned=unassigned,
            unanswered=unanswered,
            bereft=bereft_findings(self.process),
            gate_admin_panels=gate_admin_panels,
            publications=self._publications(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        override_reason, form = "", None
        if "override" in request.POST and request.user.is_superuser:
            form = OverrideForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(override_form=form), status=400)
            override_reason = form.cleaned_data["reason"]
        try:
            publication = services.publish_results(self.process, actor=request.user, override_reason=override_reason)
        except GateClosed as closed:
            return self.render_to_response(self.get_context_data(report=closed.report, refused=True), status=409)
        except services.NothingToOverride:
            # What was typed stays in the form: it stands nowhere else.
            text = _("Nothing was published and your reason is not stored: there is nothing new, or nothing is open.")
            form.add_error("reason", text)
            return self.render_to_response(self.get_context_data(override_form=form), status=409)
        text = _("The results are published: %(findings)s findings, %(contributions)s contributions.")
        messages.success(
            request,
            text % {"findings": publication.findings_count, "contributions": publication.contributions_count},
        )
        return redirect(request.path)

    def _publications(self) -> QuerySet[ResultsPublication]:
        return self.process.publications.select_related("published_by")
