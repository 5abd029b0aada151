"""Staff screens for lists of organisations: download, check an upload, import it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.organisations import importing, sheets
from accounts.organisations.admin_base import StaffView
from accounts.organisations.models import Organisation, StakeholderCategory
from frontend.tables import csv_lines

_SALT = "accounts.organisations.import"
#: How long a checked file can be imported; it travels with the form, nothing of it is stored before.
_MAX_AGE = 3600


class UploadForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))


def _download(rows, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class ExportView(StaffView):
    """All organisations but merged ones, as a list that can be read in again."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Organisation.objects.exclude(state="merged").select_related("category", "region").order_by("name", "pk")
        return _download(sheets.export_rows(rows.iterator(chunk_size=500)), "organisationen.csv")


class TemplateView(StaffView):
    """The header of a list."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _download([list(sheets.HEADERS)], "organisationen-vorlage.csv")


class ImportView(StaffView):
    """Upload, report, confirm."""

    template_name = "accounts/organisations/admin/import.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("accounts.add_organisation"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        categories = StakeholderCategory.objects.filter(is_individual=False)
        return super().get_context_data(
            headers=list(sheets.HEADERS), categories=categories, max_rows=sheets.MAX_ROWS, **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "checked" in request.POST:
            return self.store(request)
        form = UploadForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            try:
                # One byte more than is allowed tells that a file is too large.
                text = sheets.decoded(form.cleaned_data["file"].read(sheets.MAX_BYTES + 1))
                context["report"] = importing.check(text)
                context["checked"] = signing.dumps({"text": text, "by": request.user.pk}, salt=_SALT, compress=True)
            except sheets.FileRefused as refusal:
                form.add_error("file", str(refusal))
        return self.render_to_response(self.get_context_data(**context))

    def store(self, request: HttpRequest) -> HttpResponse:
        try:
            checked = signing.loads(request.POST["checked"], salt=_SALT, max_age=_MAX_AGE)
            if checked["by"] != request.user.pk:
                raise signing.BadSignature
            report = importing.store(checked["text"], actor=request.user)
        except signing.BadSignature:
            messages.error(request, _("The check was too long ago. Please upload the file again; nothing was stored."))
            return redirect(request.path)
        except sheets.FileRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        if report.errors:
            return self.render_to_response(self.get_context_data(report=report))
        stored = len(report.new)
        text = ngettext("%(count)s organisation was stored.", "%(count)s organisations were stored.", stored)
        nothing = _("Nothing was new: all organisations of this list are there already.")
        messages.success(request, text % {"count": stored} if stored else nothing)
        return redirect("accounts_organisations:index")
