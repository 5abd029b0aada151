"""Forms of the findings."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.synthesis import admin_queries as queries
from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.workbench.admin_forms import CodingForm

MOST_REASON = 1000


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

    @classmethod
    def of(cls, finding: Finding, working: FindingVersion, *, process: Process) -> "FindingForm":
        """The form with the text the team works on."""
        initial = {
            "title": working.title,
            "summary": working.summary,
            "action_field": working.action_field_id,
            "internal_note": finding.internal_note,
            "seen_at": finding.updated_at.isoformat(),
        }
        return cls(process=process, initial=initial)


class StanceForm(forms.Form):
    """The stance of one segment towards its finding."""

    stance = forms.ChoiceField(required=False, choices=CodingForm.base_fields["stance"].choices)


class MergeForm(forms.Form):
    """Into which finding another one goes, and why."""

    target = forms.ModelChoiceField(label=_("Merge into"), queryset=Finding.objects.none())
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, help_text=_("Stands in the history of both findings.")
    )
    confirmed = forms.BooleanField(label=_("I have read this; merge all the same"), required=False)

    def __init__(self, *args, finding: Finding, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = Finding.objects.standing().filter(process=finding.process_id).exclude(pk=finding.pk)
        self.fields["target"].queryset = others.order_by("number")


class SplitForm(forms.Form):
    """The finding that is split off: its text, its segments, and why."""

    title = forms.CharField(label=_("Title of the new finding"), max_length=200)
    summary = forms.CharField(label=_("Its summary"), widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, help_text=_("Stands in the history of both findings.")
    )
    segments = forms.ModelMultipleChoiceField(
        queryset=Segment.objects.none(),
        error_messages={
            "required": _("Please tick the passages that go to the new finding."),
            "invalid_choice": _("One of the passages does not belong to this finding any more. Please try again."),
        },
    )

    def __init__(self, *args, cited: Iterable[Segment], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].queryset = cited

    def clean_segments(self):
        chosen = self.cleaned_data["segments"]
        if len(chosen) == self.fields["segments"].queryset.count():
            raise forms.ValidationError(_("At least one passage stays in this finding."))
        return chosen
