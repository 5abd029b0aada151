"""Forms of the answering officers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer
from consultations.synthesis.models import Finding


class AnswerForm(forms.ModelForm):
    """The ministry's answer: decision, reason, who is responsible."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Answer
        fields = ["decision", "reason", "responsible"]
        widgets = {"decision": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "reason": _("Why it is decided like this, in plain words. Required unless still under examination."),
            "responsible": _("Unit or ministry that takes care of it."),
        }

    def __init__(self, *args, finding: Finding, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.finding = finding
        self.fields["decision"].choices = AnswerDecision.choices

    def clean(self) -> dict:
        data = super().clean()
        decision = data.get("decision")
        if decision and decision != AnswerDecision.OPEN and not data.get("reason", "").strip():
            self.add_error("reason", _("Every decision needs a reason. Without one choose “under examination”."))
        if decision == AnswerDecision.OPEN and self.finding.is_published:
            raise ValidationError(
                _("This answer is published already. It can be changed, but no longer taken back."), code="published"
            )
        return data

    def validate_constraints(self) -> None:
        """`clean` says it in words of people; the database keeps the rule."""
