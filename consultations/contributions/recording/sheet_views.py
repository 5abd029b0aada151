"""Staff screens for importing many contributions from a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import slugify
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from consultations.contributions.enums import Channel, Kind, Publication
from consultations.contributions.recording import queries, sheet_services, template
from consultations.contributions.recording.admin_views import RecordingMixin
from consultations.contributions.recording.columns import COLUMNS
from consultations.contributions.recording.forms import ConfirmSheetForm, SheetForm
from consultations.contributions.recording.models import SheetImport, SheetState
from consultations.contributions.recording.rows import SheetRefused
from consultations.process.enums import TargetKind

ERRORS_PER_PAGE = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _download(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class SheetUploadView(RecordingMixin, TemplateView):
    """Takes a spreadsheet and checks it."""

    template_name = "consultations/contributions/recording/sheet_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SheetForm())
        return super().get_context_data(sheets=queries.recent_sheets(self.process), columns=COLUMNS, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            sheet = sheet_services.upload_sheet(self.process, upload=form.cleaned_data["file"], actor=request.user)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        return redirect(sheet)


class TemplateDownloadView(RecordingMixin, View):
    """The empty spreadsheet."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = f"beitraege-{self.process.slug}"
        if self.kwargs["ending"] == "csv":
            return _download(template.csv_template(), "text/csv; charset=utf-8", f"{name}.csv")
        return _download(template.xlsx_template(self.process), _XLSX, f"{name}.xlsx")


class SheetMixin(RecordingMixin):
    """A screen about one uploaded spreadsheet."""

    @cached_property
    def sheet(self) -> SheetImport:
        rows = SheetImport.objects.filter(process=self.process).select_related("process", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class SheetView(SheetMixin, TemplateView):
    """What the check found, how far the import is, or what came of it; and the button that imports."""

    template_name = "consultations/contributions/recording/sheet.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        if self.sheet.is_working:
            # The browser asks again by itself, without any script.
            response.headers["Refresh"] = "3"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet
        report = sheet.report
        if sheet.state == SheetState.CHECKED:
            kwargs.setdefault("form", ConfirmSheetForm(is_late=bool(report.get("late"))))
        errors = Paginator(report.get("errors", []), ERRORS_PER_PAGE).get_page(self.request.GET.get("page"))
        written = cache.get(sheet_services.progress_key(sheet.pk)) if sheet.state == SheetState.CONFIRMED else None
        return super().get_context_data(
            sheet=sheet,
            report=report,
            page=errors,
            not_told=max(report.get("errors_total", 0) - len(report.get("errors", [])), 0),
            preview=[_readable(row) for row in report.get("preview", [])],
            written=written,
            before=queries.imported_before(sheet),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ConfirmSheetForm(request.POST, is_late=bool(self.sheet.report.get("late")))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.sheet = sheet_services.confirm_sheet(self.sheet, actor=request.user, **form.cleaned_data)
        except (sheet_services.NotReadyToImport, sheet_services.LateReasonMissing):
            messages.warning(request, _("Somebody imported or changed this in the meantime. This is how it is now."))
        return redirect(self.sheet)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the preview with words instead of values."""
    return {
        **row,
        "received_on": parse_date(row["received_on"]),
        "channel": Channel(row["channel"]).label,
        "publication": Publication(row["publication"]).label,
        "kind": Kind(row["kind"]).label,
        "target_kind": TargetKind(row["target_kind"]).label,
    }


class SheetDiscardView(SheetMixin, View):
    """Forgets an uploaded file."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sheet_services.discard_sheet(self.sheet, actor=request.user)
        return redirect("recording_admin:sheets", process_slug=self.process.slug)


class SheetCodesView(SheetMixin, View):
    """The codes of everything an import stored, for answers by post."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.sheet.state != SheetState.DONE:
            raise Http404
        rows = queries.imported_contributions(self.sheet).iterator(chunk_size=500)
        name = slugify(self.sheet.file_name.rpartition(".")[0]) or "import"
        return _download(template.codes_xlsx(rows), _XLSX, f"codes-{name}.xlsx")
