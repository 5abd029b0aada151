"""Forms of the answering officers and of the co-signing bodies."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import people_who_may
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.models import AnswerTextBlock
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer
from consultations.synthesis.models import Finding


def _day(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _not_over(day, text):
    if day is not None and day < today():
        raise ValidationError(text, code="over")
    return day


class AnswerForm(forms.ModelForm):
    """The ministry's answer: decision, reason, who is responsible, until when it is examined."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    #: Keys of the text blocks that went into the reason since it was opened; counted when the answer is saved.
    used_blocks = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    examined_until = _day(
        label=_("Decision until"),
        required=False,
        help_text=_("Only for “under examination”: the day by which you will decide. It is published."),
    )

    class Meta:
        model = Answer
        fields = ["decision", "examined_until", "reason", "responsible"]
        widgets = {"decision": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "reason": _("Why it is decided like this, in plain words. Required unless still under examination."),
            "responsible": _("Unit or ministry that takes care of it."),
        }

    def __init__(self, *args, finding: Finding, answer: Answer | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.finding, self.before = finding, answer
        self.fields["decision"].choices = AnswerDecision.choices

    def clean_used_blocks(self) -> list[int]:
        keys = self.cleaned_data["used_blocks"].split(",")
        return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]

    def clean_examined_until(self):
        day = self.cleaned_data["examined_until"]
        # Of no importance for a decision that stands, where the service leaves it out.
        if self.data.get("decision") != AnswerDecision.OPEN:
            return None
        return _not_over(day, _("This day is over. Please name a day that lies ahead."))

    def clean(self) -> dict:
        data = super().clean()
        decision, reason = data.get("decision"), data.get("reason", "").strip()
        if decision and decision != AnswerDecision.OPEN and not reason:
            self.add_error("reason", _("Every decision needs a reason. Without one choose “under examination”."))
        if decision == AnswerDecision.OPEN:
            self._clean_examination(reason)
        return data

    def _clean_examination(self, reason: str) -> None:
        missing = "examined_until" not in self.errors and not self.cleaned_data.get("examined_until")
        if reason and missing:
            text = _("Please say by when it is decided. Whoever asked reads: “is being examined until …”.")
            self.add_error("examined_until", text)
        began_open = self.before is not None and self.before.decision == AnswerDecision.OPEN
        if self.finding.is_published and not (began_open and reason):
            raise ValidationError(
                _("This answer is published already. It can be changed, but no longer taken back."), code="published"
            )

    def validate_constraints(self) -> None:
        """`clean` says it in words of people; the database keeps the rule."""


class TextBlockForm(forms.ModelForm):
    """A passage for several answers."""

    class Meta:
        model = AnswerTextBlock
        fields = ["title", "decision", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", _("every decision")), *AnswerDecision.choices]


class DeadlinesForm(forms.Form):
    """By when the ticked findings, or all without an answer, are to be answered."""

    TICKED, ALL, CLEAR = "ticked", "all", "clear"

    due_on = _day(label=_("To be answered by"), required=False)
    person = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=None, required=False, empty_label=_("everybody who may answer")
    )
    findings = forms.MultipleChoiceField(required=False)
    do = forms.ChoiceField(choices=[(TICKED, ""), (ALL, ""), (CLEAR, "")])

    def __init__(self, *args, process: Process, numbers: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_who_may(Action.ANSWER, process).order_by("display_name")
        self.fields["findings"].choices = [(str(number), "") for number in numbers]

    def clean_due_on(self):
        return _not_over(self.cleaned_data["due_on"], _("This day is over. Please name a day that lies ahead."))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("do") in (self.TICKED, self.CLEAR) and not data.get("findings"):
            raise ValidationError(_("Please tick at least one finding."))
        if data.get("do") != self.CLEAR and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Please name a day."))
        return data


class AskForm(forms.Form):
    """Which bodies are asked to co-sign, and by when."""

    bodies = forms.MultipleChoiceField(
        label=_("Ask these bodies"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one body.")},
    )
    due_on = _day(label=_("To be signed by"), required=False)

    def __init__(self, *args, bodies: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = [(body, body) for body in bodies]

    def clean_due_on(self):
        return _not_over(self.cleaned_data["due_on"], _("This day is over. Please name a day that lies ahead."))


class DemandForm(forms.Form):
    """Which bodies must sign: every answer of a process, or one answer."""

    bodies = forms.MultipleChoiceField(
        label=_("These bodies must sign"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, bodies: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = [(body, body) for body in bodies]


class WaiverForm(forms.Form):
    """Why a body that must sign need not sign this answer."""

    body = forms.CharField(max_length=120, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Needs no co-signature because"),
        max_length=2000,
        help_text=_("Holds until the decision is another one. Read by the team, not published."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UnreachableForm(forms.Form):
    """Why a body that objected can no longer be asked."""

    reason = forms.CharField(
        label=_("Can no longer be asked because"),
        max_length=2000,
        help_text=_("Holds for this version only. The objection stays beside it; both are read by the team."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CosignForm(forms.Form):
    """What a body says to a version."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(CosignOutcome.SIGNED, _("We co-sign")), (CosignOutcome.OBJECTED, _("We object"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose whether you co-sign or object.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        help_text=_("Required for an objection: what would have to be different. Read by the team, not published."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") == CosignOutcome.OBJECTED and not data.get("reason", "").strip():
            self.add_error("reason", _("An objection needs a reason, so that the answer can be changed."))
        return data


class WithdrawForm(forms.Form):
    """Why a version that waits for its publication is given up. It stands beside the form of the answer."""

    prefix = "withdraw"

    reason = forms.CharField(
        label=_("Why it is given up"),
        max_length=2000,
        help_text=_("Stays in the log; it is not published."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TranslationForm(forms.Form):
    """The reason of an answer in another language."""

    text = forms.CharField(label=_("Translation"), widget=forms.Textarea(attrs={"rows": 12}))
    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, language: str, direction: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction}
