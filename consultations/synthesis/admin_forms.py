"""Forms of the analysts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Channel, Kind
from consultations.process.models import Process
from consultations.synthesis import admin_queries as queries
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import ActionField, Finding, Segment

ALL = ("", _("all"))


class FilterForm(forms.Form):
    """What the list of segments is narrowed to; what cannot be read narrows nothing."""

    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("alle", _("all")),
            (queries.UNASSIGNED, _("not assigned yet")),
            (queries.ASSIGNED, _("assigned to a finding")),
            (queries.NO_ANSWER, _("needs no answer")),
        ],
    )
    action_field = forms.ChoiceField(label=_("Action field"), required=False)
    finding = forms.ChoiceField(label=_("Finding"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ALL, *Channel.choices])
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def __init__(self, data, *, process: Process) -> None:
        data = data.copy()
        data.setdefault("status", queries.UNASSIGNED)
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        fields = [(str(field.pk), field.title) for field in queries.fields_of(process)]
        self.fields["action_field"].choices = [ALL, (queries.NONE, _("none")), *fields]
        findings = Finding.objects.filter(process=process).order_by("number")
        self.fields["finding"].choices = [ALL, *[(str(finding.pk), str(finding)) for finding in findings]]

    @property
    def filters(self) -> queries.Filters:
        """The filters as far as they are valid."""
        self.is_valid()
        data = self.cleaned_data
        status = data.get("status", "")
        return queries.Filters(
            status="" if status == "alle" else status,
            action_field=data.get("action_field", ""),
            finding=data.get("finding", ""),
            kind=data.get("kind", ""),
            channel=data.get("channel", ""),
            text=data.get("q", ""),
        )


class CodingForm(forms.Form):
    """Where segments belong. `do` says which of its parts counts: assign, no_answer or take_out."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("assign", "no_answer", "take_out")])
    action_field = forms.ModelChoiceField(
        label=_("Action field"), required=False, queryset=ActionField.objects.none(), empty_label=_("leave as it is")
    )
    finding = forms.ModelChoiceField(
        label=_("Finding"), required=False, queryset=Finding.objects.none(), empty_label=_("leave as it is")
    )
    stance = forms.ChoiceField(label=_("Stance"), required=False, choices=[("", _("not determined")), *Stance.choices])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_field"].queryset = queries.fields_of(process)
        self.fields["finding"].queryset = Finding.objects.filter(process=process).order_by("number")

    def clean(self) -> dict:
        data = super().clean()
        match data.get("do"):
            case "assign":
                if not data.get("action_field") and not data.get("finding"):
                    raise ValidationError(_("Please choose an action field or a finding."), code="nothing_chosen")
                if data.get("stance") and not data.get("finding"):
                    self.add_error("stance", _("A stance refers to a finding. Please choose the finding as well."))
            case "no_answer" | "take_out":
                if not data.get("reason", "").strip():
                    self.add_error("reason", _("Please give a reason."))
        return data


class BulkForm(CodingForm):
    """The same for the ticked segments of a list."""

    segments = forms.ModelMultipleChoiceField(
        queryset=Segment.objects.none(),
        error_messages={
            "required": _("Please tick at least one contribution."),
            "invalid_choice": _("One of the contributions is not part of this evaluation any more. Please try again."),
        },
    )

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.fields["segments"].queryset = Segment.objects.admitted().filter(contribution__process=process)


class FindingForm(forms.ModelForm):
    """Title, summary, field and note of a finding."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Finding
        fields = ["title", "summary", "action_field", "internal_note"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 7}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "summary": _("What these contributions say together, in plain words. Published with the answer."),
            "internal_note": _("For the team only; it is never published."),
        }

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_field"].queryset = queries.fields_of(process)
        self.fields["action_field"].empty_label = _("Whole concept")


class StanceForm(forms.Form):
    """The stance of one segment towards its finding."""

    stance = forms.ChoiceField(required=False, choices=CodingForm.base_fields["stance"].choices)
