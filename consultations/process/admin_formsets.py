"""One screen for all rows of a kind that belong to a process: phases, rules, action fields, ..."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.process.services import save_rows

#: The parts of "edit process" in reading order. The action fields belong to a feature above, known by name only.
SECTIONS = (
    ("process_admin:edit", gettext_lazy("Description")),
    ("process_admin:phases", gettext_lazy("Phases")),
    ("process_admin:rules", gettext_lazy("Rules of participation")),
    ("fields_admin:index", gettext_lazy("Action fields")),
    ("process_admin:announcements", gettext_lazy("Announcements")),
    ("process_admin:translations", gettext_lazy("Translations")),
)


def sections_for(process, active: str) -> list[dict[str, Any]]:
    """The parts of "edit process" as dicts of `label`, `url` and `active`."""
    sections = []
    for url_name, label in SECTIONS:
        try:
            url = reverse(url_name, kwargs={"process_slug": process.slug})
        except NoReverseMatch:
            continue
        sections.append({"label": label, "url": url, "active": url_name == active})
    return sections


class RowsView(ProcessAdminMixin, TemplateView):
    """Edit, add and remove rows of a process without JavaScript: an empty row is there, saving brings the next."""

    action = Action.EDIT_PROCESS
    active_tab = "edit"
    template_name = "consultations/process/admin/rows.html"
    formset_class: type[BaseInlineFormSet]
    #: URL name of the view itself.
    url_name = ""
    #: Action written to the log.
    audit_action = ""
    heading: str | Promise = ""
    intro: str | Promise = ""
    #: Names of fields that take the whole width.
    wide_fields: frozenset[str] = frozenset({"text", "summary", "deadline_note", "short_deadline_reason"})

    def get_queryset(self):
        """The rows in the order people read them."""
        return self.formset_class.model._default_manager.all()

    def get_formset(self, data: Any = None) -> BaseInlineFormSet:
        return self.formset_class(data, instance=self.process, queryset=self.get_queryset(), prefix="rows")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("formset", self.get_formset())
        return super().get_context_data(
            sections=sections_for(self.process, self.url_name),
            rows_heading=self.heading,
            intro=self.intro,
            wide_fields=self.wide_fields,
            **kwargs,
        )

    def notes(self, formset: BaseInlineFormSet) -> list[str]:
        """What is possible but worth a second look; said after saving."""
        return []

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        formset = self.get_formset(request.POST)
        if not formset.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(formset=formset))
        try:
            changed = save_rows(self.process, formset, action=self.audit_action, actor=request.user, right=self.action)
        except ProtectedError:
            messages.error(request, _("Nothing was saved: an entry to be removed is still in use."))
            return self.render_to_response(self.get_context_data(formset=formset))
        messages.success(request, _("Saved.") if changed else _("Nothing had changed."))
        for text in self.notes(formset):
            messages.warning(request, text)
        return HttpResponseRedirect(request.path)
