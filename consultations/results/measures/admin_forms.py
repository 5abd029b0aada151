"""Forms about measures: what is promised (answering officers), how far it is (the responsible office)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.process.dates import today
from consultations.process.models import Process
from consultations.results.measures.enums import NEEDS_REASON, MeasureState
from consultations.results.measures.models import Indicator, IndicatorValue, Measure, MeasureReport
from consultations.results.measures.rules import offices_in
from consultations.results.measures.services import FIELDS, digest_of


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MeasureForm(forms.ModelForm):
    """What is promised, by whom, and which findings inspired it."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Measure
        fields = [*FIELDS, "findings"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "starts_on": DayInput,
            "ends_on": DayInput,
            "report_due_on": DayInput,
            "findings": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "responsible": _("As the public reads it, e.g. a ministry or an authority."),
            "office": _("Only people of this office report on the measure; the lead may always."),
            "findings": _("The public sees only those that are published."),
        }

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.process = process
        offices = offices_in(process)
        if self.instance.office and self.instance.office not in offices:
            offices.append(self.instance.office)
        self.fields["office"] = forms.ChoiceField(
            label=self.fields["office"].label,
            help_text=self.fields["office"].help_text,
            required=False,
            choices=[("", _("none: only the lead reports")), *((name, name) for name in offices)],
        )
        self.fields["action_field"].queryset = process.action_fields.all()
        # One that was merged while the form was open is replaced when it is stored (`standing_of`).
        known = process.findings.all() if self.is_bound else process.findings.standing()
        self.fields["findings"].queryset = known.order_by("number")

    def validate_constraints(self) -> None:
        """`Measure.clean` says it in words of people; the database keeps the rules."""


class IndicatorForm(forms.ModelForm):
    """What a measure is measured by."""

    class Meta:
        model = Indicator
        fields = ["name", "unit", "target"]


IndicatorFormSet = forms.inlineformset_factory(
    Measure, Indicator, form=IndicatorForm, fields=["name", "unit", "target"], extra=1, can_delete=True
)


class StateForm(forms.Form):
    """How far the measure is."""

    state = forms.ChoiceField(label=_("State"), choices=MeasureState.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it. Needed where a measure is delayed or given up."),
    )
    #: The state the person started from.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("state") in NEEDS_REASON and not data.get("reason", "").strip():
            self.add_error("reason", _("Please say why: the public would ask."))
        return data


class ValueForm(forms.ModelForm):
    """The value of an indicator on a day."""

    #: The value of that day the person wants to correct, empty for none.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    class Meta:
        model = IndicatorValue
        fields = ["indicator", "on", "value", "note"]
        widgets = {"on": DayInput}

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = measure.indicators.all()
        self.fields["indicator"].empty_label = None

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def _get_validation_exclusions(self) -> set[str]:
        """A value of the same day is corrected: the model must not refuse it as there already."""
        return super()._get_validation_exclusions() | {"on"}


def seen_of(year: int, text: str) -> str:
    """Stands for the report of a year in a form."""
    return f"{year}:{digest_of(text)}"


class ReportForm(forms.Form):
    """The report of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    text = forms.CharField(
        label=_("Report"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was done in this year, what was achieved, what comes next."),
    )
    publish = forms.BooleanField(
        label=_("Publish this report"),
        required=False,
        help_text=_("Without it the report is kept for the team only. A published report can be corrected."),
    )
    #: The year and the words the person started from.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @classmethod
    def beginning(cls, measure: Measure) -> "ReportForm":
        """The form with the report of this year, if one was begun."""
        year = today().year
        known = MeasureReport.objects.filter(measure=measure, year=year).first()
        text = known.text if known else ""
        return cls(initial={"year": year, "text": text, "seen": seen_of(year, text)})
