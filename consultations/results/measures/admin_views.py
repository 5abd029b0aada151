"""Staff screens of measures: list, writing them down, taking them over from the draft, publishing."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.results.measures import adopting, queries, services
from consultations.results.measures.admin_forms import IndicatorFormSet, MeasureForm
from consultations.results.measures.models import Measure
from consultations.results.measures.rules import offices_of, reports_on_all


class MeasuresArea(ProcessAdminMixin, TemplateView):
    """A screen of the measures of a process."""

    active_tab = "measures"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this area."""
        return reverse(f"measures_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})

    @cached_property
    def measure(self) -> Measure:
        """The measure of this screen. Raises Http404."""
        rows = Measure.objects.filter(process=self.process).select_related("process", "action_field")
        return get_object_or_404(rows, number=self.kwargs["number"])


class MeasuresView(MeasuresArea):
    """All measures; those of one's own office are marked."""

    template_name = "consultations/results/measures/admin/measures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            measures=list(queries.staff_measures(self.process)),
            candidates=adopting.candidates(self.process),
            mine=offices_of(user, self.process),
            reports_on_all=reports_on_all(user, self.process),
            **kwargs,
        )


class CreateView(MeasuresArea):
    """Write down a measure; `?ergebnis=3` begins with a finding that inspired it."""

    action = Action.ANSWER
    template_name = "consultations/results/measures/admin/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MeasureForm(process=self.process, initial=self._begun()))
        return super().get_context_data(**kwargs)

    def _begun(self) -> dict[str, Any]:
        number = self.request.GET.get("ergebnis", "")
        known = number.isascii() and number.isdigit() and len(number) < 6
        finding = self.process.findings.filter(number=int(number)).first() if known else None
        if finding is None:
            return {}
        answer = getattr(finding, "answer", None)
        return {
            "title": finding.title,
            "action_field": finding.action_field_id,
            "findings": [finding.pk],
            "responsible": answer.responsible if answer else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MeasureForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        measure = services.create_measure(
            self.process, form.cleaned_data, findings=form.cleaned_data["findings"], actor=request.user
        )
        messages.success(request, _("Measure %(number)s is written down.") % {"number": measure.number})
        return redirect(self.url("edit", number=measure.number))


class EditView(MeasuresArea):
    """Change what is said about a measure, and its indicators."""

    action = Action.ANSWER
    template_name = "consultations/results/measures/admin/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        initial = {"seen_at": self.measure.updated_at.isoformat()}
        kwargs.setdefault("form", MeasureForm(instance=self.measure, process=self.process, initial=initial))
        kwargs.setdefault("indicators", IndicatorFormSet(instance=self.measure, prefix="indicators"))
        return super().get_context_data(measure=self.measure, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stored = self.measure
        copy = Measure.objects.get(pk=stored.pk)
        form = MeasureForm(request.POST, instance=copy, process=self.process)
        indicators = IndicatorFormSet(request.POST, instance=stored, prefix="indicators")
        if not (form.is_valid() and indicators.is_valid()):
            if _moment(request.POST.get("seen_at", "")) != stored.updated_at:
                if any("id" in one.errors for one in indicators.forms):
                    # Somebody deleted an indicator meanwhile: its row would be wrong for ever.
                    indicators = IndicatorFormSet(instance=Measure.objects.get(pk=stored.pk), prefix="indicators")
                return self._overtaken(request, indicators)
            return self.render_to_response(self.get_context_data(form=form, indicators=indicators))
        try:
            services.update_measure(
                stored,
                form.cleaned_data,
                findings=form.cleaned_data["findings"],
                indicators=[_row(one) for one in indicators.forms if one.has_changed()],
                seen_at=_moment(form.cleaned_data["seen_at"]),
                actor=request.user,
            )
        except services.ChangedMeanwhile:
            return self._overtaken(request, indicators)
        messages.success(request, _("Measure %(number)s is saved.") % {"number": stored.number})
        return redirect(self.url("measure", number=stored.number))

    def _overtaken(self, request: HttpRequest, indicators) -> HttpResponse:
        """What was typed, with a warning; sent once more, it replaces what somebody else wrote meanwhile."""
        now = Measure.objects.get(pk=self.measure.pk)
        typed = request.POST.copy()
        typed["seen_at"] = now.updated_at.isoformat()
        form = MeasureForm(typed, instance=now, process=self.process)
        context = self.get_context_data(form=form, indicators=indicators, changed_meanwhile=True)
        return self.render_to_response(context, status=409)


def _moment(text: str) -> datetime:
    """A moment as the hidden field carries it; for what no form of ours has written one that nothing was saved at."""
    try:
        return parse_datetime(text) or datetime.min
    except ValueError:
        return datetime.min


def _row(form) -> dict[str, Any]:
    return {**form.cleaned_data, "pk": form.instance.pk}


class PublishView(MeasuresArea):
    """Show a measure to everybody. POST only."""

    action = Action.PUBLISH_RESULTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.publish_measure(self.measure, actor=request.user)
        messages.success(request, _("Measure %(number)s is published.") % {"number": self.measure.number})
        return redirect(self.url("measure", number=self.measure.number))


class AdoptView(MeasuresArea):
    """Take over measures from the draft. POST only."""

    action = Action.ANSWER
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = adopting.adopt(self.process, request.POST.getlist("lineage"), actor=request.user)
        if made:
            text = ngettext("%(count)s measure taken over.", "%(count)s measures taken over.", len(made))
            messages.success(request, text % {"count": len(made)})
        else:
            messages.warning(request, _("No measure was chosen."))
        return redirect(self.url("index"))


class LinkView(MeasuresArea):
    """Say that a finding inspired a measure; from the screen of its answer. POST only."""

    action = Action.ANSWER
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        finding, measure = (self._one(rows, name) for rows, name in self._wanted())
        services.link_finding(measure, finding, actor=request.user)
        messages.success(request, _("Measure %(number)s is linked with this finding.") % {"number": measure.number})
        return redirect("results_admin:answer", process_slug=self.process.slug, number=finding.number)

    def _wanted(self):
        return (self.process.findings, "finding"), (self.process.measures.select_related("process"), "measure")

    def _one(self, rows, name: str):
        number = self.request.POST.get(name, "")
        if not (number.isascii() and number.isdigit() and len(number) < 6):
            raise Http404(name)
        return get_object_or_404(rows, number=int(number))
