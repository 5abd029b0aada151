"""The screen of one measure, and how its office reports: state, values, the report of a year."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.results.measures import queries, services
from consultations.results.measures.admin_forms import ReportForm, StateForm, ValueForm, seen_of
from consultations.results.measures.admin_views import MeasuresArea
from consultations.results.measures.rules import may_report


class MeasureView(MeasuresArea):
    """Everything about a measure; whoever reports on it does so here."""

    template_name = "consultations/results/measures/admin/measure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.measure
        if may_report(self.request.user, measure):
            seen = services.digest_of_state(measure)
            state = {"state": measure.state, "reason": measure.state_reason, "seen": seen}
            kwargs.setdefault("state_form", StateForm(initial=state))
            kwargs.setdefault("value_form", ValueForm(measure=measure, initial={"on": today()}))
            kwargs.setdefault("report_form", ReportForm.beginning(measure))
        return super().get_context_data(
            measure=measure,
            may_report=may_report(self.request.user, measure),
            findings=list(measure.findings.order_by("number")),
            changes=list(measure.changes.all())[::-1],
            indicators=queries.indicators_of(measure),
            reports=list(measure.reports.all()),
            refused_form=kwargs.pop("refused_form", None),
            **kwargs,
        )


class Reporting(MeasureView):
    """One form of the screen: for the office of the measure and the lead; others of the team get 403."""

    action = Action.REPORT_MEASURES
    http_method_names = ["post", "options"]
    #: Under which name the screen knows the form.
    name = ""

    def form(self, data) -> forms.BaseForm:
        """The form with what was sent."""
        raise NotImplementedError

    def save(self, data: dict[str, Any]) -> str:
        """Store it; returns what is said about it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_report(request.user, self.measure):
            return self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{self.name: form, "refused_form": form}))
        try:
            text = self.save(form.cleaned_data)
        except (services.ChangedMeanwhile, services.ValueThere) as error:
            return self.overtaken(request, error)
        messages.success(request, text)
        return redirect(self.url("measure", number=self.measure.number))

    def overtaken(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """What was typed, beside what somebody else wrote meanwhile; sent once more, it replaces that."""
        self.__dict__.pop("measure", None)
        typed = request.POST.copy()
        typed["seen"] = self.seen_now(error)
        form = self.form(typed)
        form.add_error(None, self.said_meanwhile(error))
        context = self.get_context_data(**{self.name: form, "refused_form": form})
        return self.render_to_response(context, status=409)

    def seen_now(self, error: Exception) -> str:
        """What the form is compared with when it is sent again."""
        return ""

    def said_meanwhile(self, error: Exception) -> str:
        """What somebody else did, in a sentence."""
        return _("Somebody else changed this measure in the meantime.")


class StateView(Reporting):
    """Say how far the measure is."""

    name = "state_form"

    def form(self, data) -> StateForm:
        return StateForm(data)

    def save(self, data: dict[str, Any]) -> str:
        given = {"reason": data["reason"], "seen": data["seen"], "actor": self.request.user}
        services.set_state(self.measure, data["state"], **given)
        return _("The state is saved.")

    def seen_now(self, error: Exception) -> str:
        return services.digest_of_state(self.measure)

    def said_meanwhile(self, error: Exception) -> str:
        now = {"state": self.measure.get_state_display(), "reason": self.measure.state_reason or "–"}
        text = _("Somebody else saved the state in the meantime: %(state)s (%(reason)s). Saving again replaces it.")
        return text % now


class ValueView(Reporting):
    """Write down the value of an indicator."""

    name = "value_form"

    def form(self, data) -> ValueForm:
        return ValueForm(data, measure=self.measure)

    def save(self, data: dict[str, Any]) -> str:
        given = {"note": data["note"], "seen": data["seen"], "actor": self.request.user}
        services.set_value(data["indicator"], data["on"], data["value"], **given)
        return _("The value is saved.")

    def seen_now(self, error: Exception) -> str:
        return services.digest_of_value(error.value) if isinstance(error, services.ValueThere) else ""

    def said_meanwhile(self, error: Exception) -> str:
        if not isinstance(error, services.ValueThere):
            return super().said_meanwhile(error)
        now = {"value": error.value.value, "note": error.value.note or "–"}
        return _("There is a value of this day already: %(value)s (%(note)s). Saving again replaces it.") % now


class ReportView(Reporting):
    """Write the report of a year."""

    name = "report_form"

    def form(self, data) -> ReportForm:
        return ReportForm(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except services.ReportChanged as changed:
            typed = request.POST.copy()
            year = changed.report.year if changed.report else typed["year"]
            typed["seen"] = seen_of(year, changed.report.text if changed.report else "")
            form = self.form(typed)
            form.add_error("year", _("There is another report of this year; it stands on this page. Please compare."))
            context = self.get_context_data(report_form=form, refused_form=form)
            return self.render_to_response(context, status=409)

    def save(self, data: dict[str, Any]) -> str:
        year, _colon, digest = data["seen"].partition(":")
        # For another year than the form began with there was nothing to be seen.
        seen = digest if year == str(data["year"]) else services.digest_of("")
        report = services.save_report(
            self.measure, data["year"], data["text"], publish=data["publish"], seen=seen, actor=self.request.user
        )
        return _("The report is published.") if report.published_at else _("The report is saved.")
