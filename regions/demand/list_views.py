"""Importing lists, and the list of fields."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.sheets import SheetRefused
from regions.demand import importing, services
from regions.demand.forms import FieldForm
from regions.demand.models import DemandField
from regions.demand.sheets import COLUMNS, MAX_ROWS, template
from regions.demand.views import TEMPLATES
from regions.demand.workspace_views import XLSX, writers_only
from regions.rules import keeps_regions


@require_safe
@writers_only
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty table with explanations."""
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="bedarfe-angebote-vorlage.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def import_list(request: HttpRequest) -> HttpResponse:
    """Check a list; it is stored in a second step, when it has no errors."""
    context: dict = {"columns": COLUMNS, "max_rows": MAX_ROWS}
    status = 200
    if request.method == "POST":
        try:
            if "token" in request.POST:
                return _store(request)
            if "file" not in request.FILES:
                raise SheetRefused(_("Please choose a file."))
            report = importing.check(request.FILES["file"], actor=request.user)
            context["report"] = report
            if report.errors:
                status = 422
            else:
                context["token"] = importing.sealed(report, actor=request.user)
        except SheetRefused as refusal:
            context["refusal"], status = str(refusal), 422
    return render(request, f"{TEMPLATES}/import.html", context, status=status)


def _store(request: HttpRequest) -> HttpResponse:
    rows = importing.unsealed(request.POST["token"], actor=request.user)
    report = importing.store(rows, actor=request.user, publish="publish" in request.POST)
    text = ngettext(
        "%(count)s new entry, %(changed)s changed.", "%(count)s new entries, %(changed)s changed.", report.new
    )
    messages.success(request, text % {"count": report.new, "changed": report.changed})
    return redirect("demand:own")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fields(request: HttpRequest) -> HttpResponse:
    """The list of fields, for keepers: add one, change one."""
    if not keeps_regions(request.user):
        raise Http404
    key = request.POST.get("field", "")
    current = get_object_or_404(DemandField, pk=int(key)) if key.isdecimal() else None
    bound = (
        FieldForm(request.POST, instance=current, auto_id=f"id_{key or 'neu'}_%s") if request.method == "POST" else None
    )
    if bound is not None and bound.is_valid():
        services.save_field(bound.instance, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("demand:fields")
    rows = []
    for row in DemandField.objects.all():
        is_bound = bound is not None and current is not None and row.pk == current.pk
        rows.append((row, bound if is_bound else FieldForm(instance=row, auto_id=f"id_{row.pk}_%s")))
    new = bound if bound is not None and current is None else FieldForm(auto_id="id_neu_%s")
    context = {"rows": rows, "new": new, "refused": bound}
    return render(request, f"{TEMPLATES}/fields.html", context, status=422 if bound is not None else 200)


@require_POST
@login_required
def delete_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a field nobody uses."""
    if not keeps_regions(request.user):
        raise Http404
    try:
        services.delete_field(get_object_or_404(DemandField, pk=pk), actor=request.user)
        messages.success(request, _("Deleted."))
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("demand:fields")
