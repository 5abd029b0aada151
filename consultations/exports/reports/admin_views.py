"""Staff screens of reports: ask, see how far it is, fetch, publish, delete; and the Word template."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from consultations.exports.admin_base import ExportsView
from consultations.exports.reports import queries, services, templates
from consultations.exports.reports.admin_forms import AskForm, TemplateForm
from consultations.exports.reports.docx import FILTERS
from consultations.exports.reports.docx_default import default_template
from consultations.exports.reports.docx_fields import documented
from consultations.exports.reports.enums import MEDIA_TYPES, ReportKind
from consultations.exports.reports.models import KEPT_FOR, ReportFile
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from frontend.files.serving import file_response

PER_PAGE = 30


class ReportsView(ExportsView):
    """All reports the person may fetch, and the form to ask for another one."""

    template_name = "consultations/exports/reports/admin/index.html"

    def get_form(self, data: Any = None) -> AskForm:
        return AskForm(data, user=self.request.user, process=self.process)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        rows = queries.reports_for(self.request.user, self.process)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        reports = queries.with_rights(self.request.user, list(page.object_list))
        page.object_list = queries.with_changes(self.process, queries.with_reasons(self.process, reports))
        busy = any(report.is_in_preparation for report in page.object_list)
        return super().get_context_data(page=page, is_busy=busy, kept_days=KEPT_FOR.days, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        services.ask_for(self.process, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The report is being made. You can leave this page; it will be here."))
        return redirect(self.url("reports"))


class OneReport(ProcessAdminMixin):
    """A view about one report the person may fetch; for all others it does not exist."""

    active_tab = "exports"

    @cached_property
    def report(self) -> ReportFile:
        return get_object_or_404(queries.reports_for(self.request.user, self.process), key=self.kwargs["key"])


class StateView(OneReport, View):
    """How far a report is: the row of the list, which asks for itself as long as it is in preparation."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reports = queries.with_reasons(self.process, queries.with_rights(request.user, [self.report]))
        (report,) = queries.with_changes(self.process, reports)
        context = {"process": self.process, "report": report, "is_renewed": True}
        response = render(request, "consultations/exports/reports/admin/_report.html", context)
        response.headers["Cache-Control"] = "private, no-store"
        return response


def _say_outdated(request: HttpRequest) -> None:
    messages.error(
        request,
        _("Something this report says was taken back since it was made. It is given to nobody; please make it anew."),
    )


class DownloadView(OneReport, View):
    """The file; whether the person may have it, and whether it may still say what it says, is asked each time."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.report
        if not report.file:
            raise Http404
        if report.is_outdated:
            _say_outdated(request)
            return redirect("exports_admin:reports", process_slug=self.process.slug)
        media_type = MEDIA_TYPES[ReportKind(report.kind)]
        return file_response(
            report.file, media_type=media_type, name=report.download_name, is_inline=False, is_public=False
        )


class ChangeView(OneReport, View):
    """Publishes, takes back or deletes a report. POST only."""

    http_method_names = ["post", "options"]
    change = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        functions = {"publish": services.publish, "withdraw": services.withdraw, "delete": services.delete}
        try:
            functions[self.change](self.report, actor=request.user)
        except services.Outdated:
            _say_outdated(request)
        except services.NotPossible:
            messages.error(request, _("Only a finished report can be published."))
        else:
            done = {
                "publish": _("The report is published with the results."),
                "withdraw": _("The report is no longer public."),
                "delete": _("The report is deleted."),
            }
            messages.success(request, done[self.change])
        return redirect("exports_admin:reports", process_slug=self.process.slug)


class PublicationView(ChangeView):
    """Publishing and taking back need the right to publish results."""

    action = Action.PUBLISH_RESULTS


class TemplateView(ExportsView):
    """The Word template: which is in use, which were, what it can name, and an own one."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/exports/reports/admin/template.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TemplateForm())
        rows = list(queries.templates_of(self.process))
        current = next((row for row in rows if row.is_current), None)
        hint = _(
            "Loops and conditions stand in a paragraph of their own with {%%p … %%}, in tables in a row of their own "
            "with {%%tr … %%}. Filters: %(filters)s."
        ) % {"filters": ", ".join(FILTERS)}
        fields = list(documented())
        return super().get_context_data(templates=rows, current=current, fields=fields, hint=hint, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TemplateForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        templates.use_template(
            self.process, data=form.data_of_file, name=form.cleaned_data["file"].name, actor=request.user
        )
        messages.success(request, _("The template is in use from now on."))
        return redirect(self.url("report_template"))


class DefaultTemplateView(ProcessAdminMixin, View):
    """GET: our template as a file, the best start for an own one. POST: use it again."""

    action = Action.EDIT_PROCESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        headers = {"Content-Disposition": 'attachment; filename="berichtsvorlage.docx"'}
        return HttpResponse(default_template(), content_type=MEDIA_TYPES[ReportKind.DOCX], headers=headers)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        templates.back_to_default(self.process, actor=request.user)
        messages.success(request, _("Reports are filled into the default template again."))
        return redirect("exports_admin:report_template", process_slug=self.process.slug)


class OldTemplateView(ProcessAdminMixin, View):
    """A template of the history as a file."""

    action = Action.EDIT_PROCESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(queries.templates_of(self.process), pk=kwargs["pk"])
        media_type = MEDIA_TYPES[ReportKind.DOCX]
        return file_response(row.file, media_type=media_type, name=row.name, is_inline=False, is_public=False)
