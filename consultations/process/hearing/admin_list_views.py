"""Staff screens that fill the list of a hearing: one organisation, a table, verified organisations."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView as PageView
from django.views.generic import View

from consultations.process.enums import Action
from consultations.process.hearing import importing, queries, services
from consultations.process.hearing.admin_views import HearingMixin
from consultations.process.hearing.forms import AddresseeForm, PickForm, TableForm
from consultations.process.hearing.models import AddresseeImport
from frontend.sheets import SheetRefused

ERRORS_PER_PAGE = 100
PREVIEW_ROWS = 10
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AddView(HearingMixin, PageView):
    """One more organisation."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AddresseeForm(phase=self.phase))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AddresseeForm(request.POST, phase=self.phase)
        if form.is_valid():
            addressee = form.save(commit=False)
            addressee.organisation = form.cleaned_data["connected_name"]
            try:
                services.add_addressee(addressee, actor=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Added to the list: %(name)s") % {"name": addressee.name})
                return self.to_list()
        return self.render_to_response(self.get_context_data(form=form))


class ImportView(HearingMixin, PageView):
    """Takes a table and checks it; nothing is stored on the list yet."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TableForm())
        return super().get_context_data(columns=importing.COLUMNS, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TableForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                read = importing.read_upload(self.phase, upload=form.cleaned_data["file"], actor=request.user)
            except SheetRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect(
                    "hearing_admin:imported", process_slug=self.process.slug, phase=self.phase.pk, pk=read.pk
                )
        return self.render_to_response(self.get_context_data(form=form))


class TemplateView(HearingMixin, View):
    """The empty table."""

    action = Action.EDIT_PROCESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        is_csv = self.kwargs["ending"] == "csv"
        data = importing.csv_template() if is_csv else importing.xlsx_template()
        response = HttpResponse(data, content_type="text/csv; charset=utf-8" if is_csv else _XLSX)
        name = f"adressaten.{self.kwargs['ending']}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ImportedView(HearingMixin, PageView):
    """What a table would add, or what is wrong with it by line; and the button that adds it."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/imported.html"

    @cached_property
    def read(self) -> AddresseeImport:
        return get_object_or_404(AddresseeImport.objects.filter(phase=self.phase), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.read.report
        errors = Paginator(report["errors"], ERRORS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            read=self.read,
            report=report,
            page=errors,
            not_told=report["errors_total"] - len(report["errors"]),
            preview=self.read.rows[:PREVIEW_ROWS],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "discard" in request.POST:
            importing.discard_import(self.read, actor=request.user)
            return redirect("hearing_admin:import", process_slug=self.process.slug, phase=self.phase.pk)
        try:
            number = importing.confirm_import(self.read, actor=request.user)
        except importing.NotReadyToImport:
            messages.warning(request, _("Somebody imported or changed this in the meantime. This is how it is now."))
            return redirect(request.path)
        messages.success(request, _("Added to the list: %(number)s. Nobody is invited yet.") % {"number": number})
        return self.to_list()


class PickView(HearingMixin, PageView):
    """Verified organisations by category and region, with the address of who coordinates them."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/pick.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "suchen" in self.request.GET
        form = PickForm(self.request.GET if asked else None, process=self.process)
        found, total = [], 0
        if asked and form.is_valid():
            data = form.cleaned_data
            found, total = queries.candidates(
                self.phase, data["categories"], data["regions"], statewide=data["statewide"]
            )
        return super().get_context_data(form=form, found=found, total=total, is_asked=asked, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        keys = {int(key) for key in request.POST.getlist("organisation")[:1000] if key.isdecimal() and len(key) < 19}
        try:
            number = services.invite_verified(self.phase, keys, actor=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return self.to_list()
        if number:
            messages.success(request, _("Added to the list: %(number)s. Nobody is invited yet.") % {"number": number})
        else:
            messages.info(request, _("Nothing was added: nobody was chosen who is not on the list already."))
        return self.to_list()
