"""Staff screens for tables: download, check an upload, store it; offices and municipalities."""

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.sheets import SheetRefused
from frontend.tables import csv_lines
from regions.admin_base import KeeperView
from regions.offices import importing, sheets
from regions.offices.entries import label_of_field
from regions.offices.models import Office
from regions.offices.queries import for_display
from regions.offices.views import download
from regions.places import municipalities, municipality_sheets
from regions.places.models import Region, RegionLevel

TEMPLATES = "regions/offices/admin"
_SALT = "regions.import"
#: How long a checked file can be stored; it travels with the form, nothing of it is kept before.
_MAX_AGE = 3600
#: The file travels as text in a form, which may hold 2.5 MB.
MAX_BYTES = 1_500_000


class UploadForm(forms.Form):
    """A table."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"})
    )

    def clean_file(self) -> bytes:
        data = self.cleaned_data["file"].read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": "1,5"})
        return data


class TableView(KeeperView):
    """Upload, report, confirm: the file is checked twice, and stored as a whole or not at all."""

    def check(self, data: bytes) -> Any:
        """What storing the file would do. Raises SheetRefused."""
        raise NotImplementedError

    def store(self, data: bytes) -> HttpResponse:
        """Store the file and say so. Raises SheetRefused."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "checked" in request.POST:
            return self._store_checked(request)
        form = UploadForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            data = form.cleaned_data["file"]
            try:
                context["report"] = self.check(data)
                context["checked"] = self._signed(data)
            except SheetRefused as refusal:
                form.add_error("file", str(refusal))
        return self.render_to_response(self.get_context_data(**context))

    def _signed(self, data: bytes) -> str:
        content = {"file": base64.b85encode(data).decode(), "by": self.request.user.pk, "for": self.request.path}
        return signing.dumps(content, salt=_SALT, compress=True)

    def _store_checked(self, request: HttpRequest) -> HttpResponse:
        try:
            checked = signing.loads(request.POST["checked"], salt=_SALT, max_age=_MAX_AGE)
            if (checked["by"], checked["for"]) != (request.user.pk, request.path):
                raise signing.BadSignature
            return self.store(base64.b85decode(checked["file"]))
        except signing.BadSignature:
            messages.error(request, _("The check was too long ago. Please upload the file again; nothing was stored."))
        except SheetRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)


class ImportView(TableView):
    """Read the directory in."""

    template_name = f"{TEMPLATES}/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(columns=sheets.COLUMNS, max_rows=sheets.MAX_ROWS, **kwargs)

    def check(self, data: bytes) -> importing.Report:
        report = importing.check(data)
        labels = {"reference": _("Reference"), "region": _("District")}
        for office, _row, names in report.changed:
            office.changing = ", ".join(labels.get(name) or label_of_field(name) for name in names)
        return report

    def store(self, data: bytes) -> HttpResponse:
        report = importing.store(data, actor=self.request.user)
        if report.parsed.errors:
            return self.render_to_response(self.get_context_data(report=report))
        text = ngettext("%(count)s entry was stored.", "%(count)s entries were stored.", report.changes)
        messages.success(self.request, text % {"count": report.changes})
        return redirect("offices_admin:index")


class MunicipalitiesView(TableView):
    """Municipalities: how many there are by district, and reading a list in."""

    template_name = f"{TEMPLATES}/municipalities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = Region.objects.filter(level=RegionLevel.MUNICIPALITY).count()
        return super().get_context_data(count=count, max_rows=municipality_sheets.MAX_ROWS, **kwargs)

    def check(self, data: bytes) -> dict[str, Any]:
        parsed = municipality_sheets.parse(data)
        return {"parsed": parsed, "outcome": municipalities.compare(parsed.rows)}

    def store(self, data: bytes) -> HttpResponse:
        parsed = municipality_sheets.parse(data)
        if parsed.errors:
            report = {"parsed": parsed, "outcome": municipalities.compare(parsed.rows)}
            return self.render_to_response(self.get_context_data(report=report))
        changes = municipalities.store_municipalities(parsed.rows, actor=self.request.user).changes
        text = ngettext("%(count)s municipality was stored.", "%(count)s municipalities were stored.", changes)
        messages.success(self.request, text % {"count": changes})
        return redirect(self.request.path)


class DownloadView(KeeperView):
    """A table to save."""

    http_method_names = ["get", "head"]
    name = ""

    def rows(self) -> Any:
        """The lines, header first."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return download(csv_lines(self.rows()), self.name)


class ExportView(DownloadView):
    """All confirmed entries, given up ones included, as a table that can be read in again."""

    name = "stellen-alle.csv"

    def rows(self) -> Any:
        return sheets.rows_to_read_in(
            for_display(Office.objects.filter(is_confirmed=True)).order_by("region__ags", "pk")
        )


class TemplateView(DownloadView):
    """The header of a table."""

    name = "stellen-vorlage.csv"

    def rows(self) -> Any:
        return [sheets.header()]


class MunicipalitiesExportView(DownloadView):
    """All municipalities."""

    name = "gemeinden.csv"

    def rows(self) -> Any:
        rows = Region.objects.filter(level=RegionLevel.MUNICIPALITY).order_by("ags")
        return municipality_sheets.rows_to_read_in(rows.iterator(chunk_size=1000))
