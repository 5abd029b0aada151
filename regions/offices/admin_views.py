"""Staff screens of entries: the list, entering and changing, giving up, who keeps an entry, its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.organisations.refusals import Refused
from audit.labels import label_of
from audit.models import AuditEntry
from regions.admin_base import KeeperView, seen_revision
from regions.offices import admin_queries, history, holding, services
from regions.offices.admin_forms import GiveUpForm, HolderForm, StaffEntryForm, VersionForm
from regions.offices.enums import OfficeKind
from regions.offices.forms import EntryInput
from regions.offices.models import Office, OfficeVersion

TEMPLATES = "regions/offices/admin"


def labelled(entries) -> list[AuditEntry]:
    """Entries of the log with their names in words."""
    rows = list(entries)
    for row in rows:
        row.label = label_of(row.action)
    return rows


class IndexView(KeeperView):
    """What waits, then all entries."""

    template_name = f"{TEMPLATES}/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = admin_queries.StaffFilters.of(self.request.GET)
        return super().get_context_data(
            waiting=admin_queries.waiting(),
            page=admin_queries.staff_page(filters, self.request.GET.get("page")),
            filters=filters,
            states=admin_queries.states_to_choose(),
            kinds=OfficeKind.choices,
            **kwargs,
        )


class OfficeView(KeeperView):
    """A screen about one office."""

    @cached_property
    def office(self) -> Office:
        return get_object_or_404(Office.objects.select_related("region__parent", "holder"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(office=self.office, **kwargs)

    def again(self, refusal: Refused) -> HttpResponse:
        """Say why nothing was done, and show how it is now."""
        messages.error(self.request, refusal.sentence)
        return redirect(self.request.path)


class CreateView(KeeperView):
    """Enter an office."""

    template_name = f"{TEMPLATES}/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "entry" not in kwargs:
            kwargs["entry"] = EntryInput(None, form_class=StaffEntryForm)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entry = EntryInput(request.POST, form_class=StaffEntryForm)
        if entry.is_valid():
            try:
                office = services.create_office(entry.form.cleaned_data["region"], entry.values, actor=request.user)
            except Refused as refusal:
                entry.form.add_error("region", refusal.sentence)
            else:
                messages.success(request, _("The office is in the directory."))
                return redirect("offices_admin:edit", pk=office.pk)
        return self.render_to_response(self.get_context_data(entry=entry))


class EditView(OfficeView):
    """Change an entry; what was typed stays when somebody else was faster."""

    template_name = f"{TEMPLATES}/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "entry" not in kwargs:
            kwargs["entry"] = EntryInput(None, office=self.office, form_class=StaffEntryForm)
        return super().get_context_data(
            waiting=self.office.changes.waiting().first(),
            claims=list(self.office.claims.waiting()),
            log=labelled(AuditEntry.objects.about(self.office)[:20]),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entry = EntryInput(request.POST, office=self.office, form_class=StaffEntryForm)
        if entry.is_valid():
            data = entry.form.cleaned_data
            try:
                services.update_office(
                    self.office,
                    data["region"],
                    entry.values,
                    seen=entry.seen,
                    actor=request.user,
                    is_correction=data["is_correction"],
                )
            except Refused as refusal:
                entry.form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(entry=entry))


class GiveUpView(OfficeView):
    """Take an office out of the directory, or put it back."""

    template_name = f"{TEMPLATES}/give_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", GiveUpForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, seen = GiveUpForm(request.POST), seen_revision(request)
        try:
            if "restore" in request.POST:
                services.restore(self.office, seen=seen, actor=request.user)
                messages.success(request, _("The office is in the directory again."))
            elif form.is_valid():
                data = form.cleaned_data
                services.give_up(self.office, day=data["day"], reason=data["reason"], seen=seen, actor=request.user)
                messages.success(request, _("The office is not in the directory any more. You can restore it."))
            else:
                return self.render_to_response(self.get_context_data(form=form))
        except Refused as refusal:
            return self.again(refusal)
        return redirect("offices_admin:edit", pk=self.office.pk)


class HolderView(OfficeView):
    """Who keeps the entry."""

    template_name = f"{TEMPLATES}/holder.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", HolderForm())
        claims = self.office.claims.waiting().select_related("user")
        return super().get_context_data(claims=list(claims), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "dismiss" in request.POST:
            try:
                holding.dismiss(self.office, actor=request.user)
                messages.success(request, _("Nobody keeps this entry any more. The person was told by e-mail."))
            except Refused as refusal:
                return self.again(refusal)
            return redirect(request.path)
        form = HolderForm(request.POST)
        if form.is_valid():
            try:
                holding.appoint(self.office, form.cleaned_data["email"], actor=request.user)
            except Refused as refusal:
                form.add_error("email", refusal.sentence)
            else:
                messages.success(request, _("The person can keep the entry now and was told by e-mail."))
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(form=form))


class HistoryView(OfficeView):
    """The states of an office; add one of the past, change or delete one."""

    template_name = f"{TEMPLATES}/history.html"

    @cached_property
    def version(self) -> OfficeVersion | None:
        if "version" not in self.kwargs:
            return None
        return get_object_or_404(OfficeVersion, pk=self.kwargs["version"], office=self.office)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", VersionForm(office=self.office, instance=self.version))
        # Beside the form there are the parts of the address, the key of the version among them.
        kwargs |= {"versions": list(self.office.versions.all()), "version": self.version}
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.version is not None and "delete" in request.POST:
            history.delete_version(self.version, actor=request.user)
            messages.success(request, _("The earlier state is deleted."))
            return redirect("offices_admin:history", pk=self.office.pk)
        form = VersionForm(request.POST, office=self.office, instance=self.version)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        history.save_version(form.save(commit=False), actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("offices_admin:history", pk=self.office.pk)
