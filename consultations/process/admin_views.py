"""Staff screens of a process: list, dashboard, editing, publication, team and log."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from audit.queries import log_page
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.admin_forms import (
    AnnouncementFormSet,
    DeputyForm,
    PhaseFormSet,
    ProcessForm,
    RuleFormSet,
    TeamMemberForm,
    TranslationFormSet,
)
from consultations.process.admin_formsets import RowsView, sections_for
from consultations.process.dates import deputy_state, today
from consultations.process.deputies import appoint_deputy, manages_team_in_own_right
from consultations.process.enums import Action, TeamRole
from consultations.process.extensions import dashboard_panels
from consultations.process.hearing.phase_form import deadline_notes
from consultations.process.rules import current_phase, processes_where, role_table, roles_of
from consultations.process.services import (
    LastLead,
    add_team_member,
    create_process,
    remove_team_member,
    set_published,
    update_process,
)


class ProcessListView(LoginRequiredMixin, TemplateView):
    """The processes a person works in."""

    template_name = "consultations/process/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        processes = processes_where(self.request.user, Action.VIEW_INTERNAL).prefetch_related("phases", "team")
        rows = []
        for process in processes:
            mine = [row for row in process.team.all() if row.user_id == self.request.user.pk and row.holds_on(today())]
            rows.append({"process": process, "phase": current_phase(process), "roles": mine})
        return super().get_context_data(rows=rows, **kwargs)


class DashboardView(ProcessAdminMixin, TemplateView):
    """What is to do today, and how far the process has come."""

    template_name = "consultations/process/admin/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = dashboard_panels.render(self.request, process=self.process)
        return super().get_context_data(panels=panels, **kwargs)


class ProcessCreateView(LoginRequiredMixin, UserPassesTestMixin, TemplateView):
    """A new process; only site administrators begin one."""

    template_name = "consultations/process/admin/create.html"
    raise_exception = False

    def test_func(self) -> bool:
        return self.request.user.is_superuser

    def handle_no_permission(self) -> HttpResponse:
        if self.request.user.is_authenticated:
            raise Http404
        return super().handle_no_permission()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ProcessForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProcessForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(form=form))
        process = create_process(form.save(commit=False), actor=request.user)
        messages.success(request, _("The process was created. The overview shows what it still needs."))
        return redirect("process_admin:dashboard", process_slug=process.slug)


class ProcessEditView(ProcessAdminMixin, TemplateView):
    """The description of a process."""

    action = Action.EDIT_PROCESS
    active_tab = "edit"
    template_name = "consultations/process/admin/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ProcessForm(instance=self.process))
        return super().get_context_data(sections=sections_for(self.process, "process_admin:edit"), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ProcessForm(request.POST, instance=self.process)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            # The frame shows what is stored, not what was typed.
            self.process.refresh_from_db()
            return self.render_to_response(self.get_context_data(form=form))
        update_process(form.save(commit=False), changed=form.changed_data, actor=request.user)
        messages.success(request, _("Saved.") if form.changed_data else _("Nothing had changed."))
        return redirect(request.path)


class ProcessPublishView(ProcessAdminMixin, TemplateView):
    """Shows a process to the public, or takes it back, after a look at what that means."""

    action = Action.EDIT_PROCESS
    active_tab = "edit"
    template_name = "consultations/process/admin/publish.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        publish = request.POST.get("published") == "1"
        reason = request.POST.get("reason", "").strip()[:2000]
        if not publish and not reason:
            context = self.get_context_data(error=_("Please give a reason. It is kept in the log."))
            return self.render_to_response(context)
        set_published(self.process, publish, actor=request.user, reason=reason)
        messages.success(
            request, _("The process is public now.") if publish else _("The public cannot see the process any more.")
        )
        return redirect("process_admin:dashboard", process_slug=self.process.slug)


class PhasesView(RowsView):
    """The dated stages; they say what participants can do when."""

    formset_class = PhaseFormSet
    url_name = "process_admin:phases"
    audit_action = "process.edit_phases"
    heading = gettext_lazy("Phases")
    intro = gettext_lazy(
        "The kind of a phase decides what participants can do in it. Days are whole days in German time; the last day "
        "belongs to the phase."
    )

    def notes(self, formset) -> list[str]:
        return deadline_notes(formset)


class RulesView(RowsView):
    """The published rules of participation."""

    formset_class = RuleFormSet
    url_name = "process_admin:rules"
    audit_action = "process.edit_rules"
    heading = gettext_lazy("Rules of participation")
    intro = gettext_lazy("Everybody can read these rules. Whoever does not publish a contribution names one of them.")


class AnnouncementsView(RowsView):
    """News of the process."""

    formset_class = AnnouncementFormSet
    url_name = "process_admin:announcements"
    audit_action = "process.edit_announcements"
    heading = gettext_lazy("Announcements")
    intro = gettext_lazy("Announcements appear on the page of the process, the newest first.")


class TranslationsView(RowsView):
    """Title and summary in other languages."""

    formset_class = TranslationFormSet
    url_name = "process_admin:translations"
    audit_action = "process.edit_translations"
    heading = gettext_lazy("Translations")
    intro = gettext_lazy(
        "Title and summary in other languages. The language is its short code, for example en, ar or uk."
    )


class TeamView(ProcessAdminMixin, TemplateView):
    """Who works on a process, and in which role."""

    action = Action.MANAGE_TEAM
    active_tab = "team"
    template_name = "consultations/process/admin/team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TeamMemberForm())
        kwargs.setdefault("deputy_form", DeputyForm(process=self.process))
        team = self.process.team.select_related("user", "deputises_for__user")
        deputies = team.filter(deputises_for__isnull=False).order_by("-ends_on", "pk")
        return super().get_context_data(
            may_change_team=manages_team_in_own_right(self.request.user, self.process),
            members=team.permanent().order_by("role", "user__display_name"),
            deputies=[{"member": row, "state": deputy_state(row)} for row in deputies],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not manages_team_in_own_right(request.user, self.process):
            return self.refuse()
        if "deputy" in request.POST:
            return self.appoint()
        form = TeamMemberForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        member = add_team_member(
            self.process,
            form.user,
            form.cleaned_data["role"],
            office=form.cleaned_data["office"],
            actor=request.user,
        )
        messages.success(request, _("Added to the team: %(member)s") % {"member": member})
        return redirect(request.path)

    def appoint(self) -> HttpResponse:
        """A deputy for somebody of the team."""
        form = DeputyForm(self.request.POST, process=self.process)
        if form.is_valid():
            data = form.cleaned_data
            try:
                deputy = appoint_deputy(
                    data["member"],
                    form.user,
                    starts_on=data["starts_on"],
                    ends_on=data["ends_on"],
                    office=data["office"],
                    actor=self.request.user,
                )
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                messages.success(self.request, _("Appointed as deputy: %(member)s") % {"member": deputy})
                return redirect(self.request.path)
        return self.render_to_response(self.get_context_data(deputy_form=form))


class TeamRemoveView(ProcessAdminMixin, TemplateView):
    """Takes a role away after confirmation."""

    action = Action.MANAGE_TEAM
    active_tab = "team"
    template_name = "consultations/process/admin/team_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = get_object_or_404(self.process.team.select_related("user"), pk=self.kwargs["pk"])
        return super().get_context_data(member=member, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not manages_team_in_own_right(request.user, self.process):
            return self.refuse()
        member = get_object_or_404(self.process.team.select_related("user"), pk=self.kwargs["pk"])
        try:
            remove_team_member(member, actor=request.user)
        except LastLead:
            messages.error(request, _("A process needs a lead. Please add another one first."))
        else:
            messages.success(request, _("Removed from the team: %(member)s") % {"member": member})
        if not request.user.is_superuser and not roles_of(request.user, self.process):
            return redirect("wagtailadmin_home")
        return redirect("process_admin:team", process_slug=self.process.slug)


class RolesView(ProcessAdminMixin, TemplateView):
    """Which role may do what; everybody in the team may know it."""

    active_tab = "team"
    template_name = "consultations/process/admin/roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = roles_of(self.request.user, self.process)
        return super().get_context_data(
            table=role_table(),
            roles=[{"role": role, "is_mine": role in mine} for role in TeamRole],
            has_roles=bool(mine),
            **kwargs,
        )


class LogView(ProcessAdminMixin, TemplateView):
    """Who did what in the process, newest first."""

    active_tab = "log"
    template_name = "consultations/process/admin/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        log = log_page(
            scope=self.process.slug, action=self.request.GET.get("action", ""), page=self.request.GET.get("page", "")
        )
        return super().get_context_data(log=log, **kwargs)
