"""Staff screens: the conferences of a process, the home of one of them, its plan."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.conferences import queries
from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.conferences.extensions import conference_admin_panels
from consultations.conferences.models import Conference
from consultations.conferences.planning import services
from consultations.conferences.planning.changes import changes_between, is_told
from consultations.conferences.planning.forms import BESIDE, NoteForm, PlanForm
from consultations.conferences.planning.next_steps import next_step, url_of
from consultations.conferences.planning.rules import check_list, missing
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class IndexView(ProcessAdminMixin, TemplateView):
    """The conferences of a process, those that are being planned included: what is ahead first."""

    active_tab = "conferences"
    template_name = "consultations/conferences/planning/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.of_process(self.process, self.request.user)
        rows = rows.annotate(slots=Count("agenda", distinct=True), seats_at=Count("tables", distinct=True))
        conferences = list(rows)
        for row in conferences:
            row.process = self.process
            row.next = next_step(row, agenda=row.slots, tables=row.seats_at)
        return super().get_context_data(
            ahead=[row for row in conferences if not row.is_over],
            over=[row for row in reversed(conferences) if row.is_over],
            **kwargs,
        )


class OverviewView(ConferenceAdminMixin, TemplateView):
    """The home of one conference: where it stands and what is to be done next."""

    active_step = "overview"
    template_name = "consultations/conferences/planning/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conference = self.conference
        counts = {"agenda": conference.agenda.count(), "tables": conference.tables.count()}
        checks = check_list(conference, **counts)
        step = next_step(conference, **counts)
        return super().get_context_data(
            next=step,
            next_url=url_of(step.url_name, conference) if step.url_name else "",
            checks=[(check, url_of(check.step, conference)) for check in checks if not check.is_there],
            is_ready=not missing(checks),
            is_told=is_told(conference),
            change=queries.latest_change(conference),
            panels=conference_admin_panels.render(self.request, conference=conference),
            **counts,
            **kwargs,
        )


class CreateView(ProcessAdminMixin, TemplateView):
    """Begin to plan a conference; the public sees nothing of it yet."""

    action = Action.HOLD_CONFERENCES
    active_tab = "conferences"
    template_name = "consultations/conferences/planning/create.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PlanForm(process=self.process))
        return super().get_context_data(beside=BESIDE, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PlanForm(request.POST, instance=Conference(state="planned"), process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        conference = services.create_conference(form.save(commit=False), actor=request.user)
        messages.success(request, _("Saved. Nobody outside the team sees it until you announce it."))
        return redirect("conferences_admin:agenda", process_slug=self.process.slug, conference=conference.pk)


class PlanMixin(ConferenceAdminMixin):
    """A screen that changes the plan: parts of it beside each other, and what somebody else saved meanwhile."""

    action = Action.HOLD_CONFERENCES
    active_step = "plan"
    #: Name of the part of the plan this screen is.
    part = "edit"

    @property
    def seen(self) -> int:
        """The revision the person looked at when they sent the form; -1 for anything that is none."""
        text = self.request.POST.get("revision", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = (("edit", _("Particulars")), ("agenda", _("Agenda")), ("tables", _("Thematic tables")))
        sections = [
            {"label": label, "url": url_of(f"conferences_admin:{name}", self.conference), "active": name == self.part}
            for name, label in labels
        ]
        return super().get_context_data(sections=sections, **kwargs)

    def outdated(self, error: services.ConferenceOutdated, **context: Any) -> HttpResponse:
        """Somebody saved meanwhile: show how it is now beside what was typed, and let it be sent again knowingly."""
        if error.conference is None:
            messages.error(self.request, _("Somebody threw this plan away in the meantime."))
            return redirect("conferences_admin:index", process_slug=self.process.slug)
        self._conference = error.conference
        self._conference.process = self.process
        return self.render_to_response(self.get_context_data(is_outdated=True, **context), status=409)

    def home(self) -> HttpResponse:
        return redirect("conferences_admin:overview", process_slug=self.process.slug, conference=self.conference.pk)


class EditView(PlanMixin, TemplateView):
    """The particulars. What people have to know of is shown once more before it is saved and they are told."""

    template_name = "consultations/conferences/planning/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = PlanForm(instance=self.conference, process=self.process)
        return super().get_context_data(beside=BESIDE, is_told=is_told(self.conference), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # The form writes into its instance; the page shows what is stored.
        typed = Conference.objects.select_related("process", "region").get(pk=self.conference.pk)
        form, note = PlanForm(request.POST, instance=typed, process=self.process), NoteForm(request.POST)
        if not form.is_valid() or not note.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if "back" in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        lines = changes_between(self.conference, typed) if is_told(self.conference) else []
        if self.seen == self.conference.revision and lines and "confirmed" not in request.POST:
            return self.confirm(form, lines)
        return self.save(form, note.cleaned_data["note"])

    def confirm(self, form: PlanForm, lines: list) -> HttpResponse:
        """Who will be told of what, and a place for a sentence of one's own."""
        typed = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "note", "confirmed")
            for value in values
        ]
        context = self.get_context_data(form=form, note_form=NoteForm(), lines=lines, typed=typed)
        self.template_name = "consultations/conferences/planning/confirm.html"
        return self.render_to_response(context)

    def save(self, form: PlanForm, note: str) -> HttpResponse:
        try:
            lines = services.change_conference(
                self.conference, form.values(), seen=self.seen, actor=self.request.user, note=note
            )
        except services.ConferenceOutdated as error:
            return self.outdated(error, form=form, stored=_stored(form, error.conference))
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        told = self.conference.registered + self.conference.waiting
        if lines and told:
            messages.success(self.request, _("Saved. Everybody who registered is told of the change."))
        else:
            messages.success(self.request, _("Saved."))
        return self.home()


def _stored(form: PlanForm, conference: Conference | None) -> list[tuple[str, str]]:
    """What is stored where it differs from what was typed: label and value as people read it."""
    if conference is None:
        return []
    lines = []
    for name, value in form.values().items():
        now = getattr(conference, name)
        if now == value:
            continue
        shown = getattr(conference, f"get_{name}_display", None)
        if isinstance(now, bool):
            now = _("yes") if now else _("no")
        elif isinstance(now, list):
            now = ", ".join(queries.interpreting(conference))
        lines.append((str(form.fields[name].label), str(shown() if shown else now or _("empty"))))
    return lines
