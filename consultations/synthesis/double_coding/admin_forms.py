"""Forms of the double coding."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Kind
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import people_who_may
from consultations.synthesis.admin_queries import fields_of
from consultations.synthesis.double_coding import queries
from consultations.synthesis.double_coding.services import LARGEST
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import ActionField, Topic


class PersonField(forms.ModelChoiceField):
    """Somebody of the team, with the address beside the name: names repeat."""

    def label_from_instance(self, person) -> str:
        return f"{person} ({person.email})"


class TopicField(forms.ModelChoiceField):
    """A topic with its action field in front."""

    def label_from_instance(self, topic: Topic) -> str:
        return f"{topic.action_field}: {topic.title}"


class DrawForm(forms.Form):
    """How large a sample is, what it is drawn from, and who codes it."""

    amount = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST, initial=30)
    unit = forms.ChoiceField(
        label=_("Counted as"),
        choices=[("size", _("passages")), ("percent", _("per cent of all passages"))],
        initial="size",
    )
    action_field = forms.ModelChoiceField(
        label=_("Only this action field"),
        required=False,
        queryset=ActionField.objects.none(),
        empty_label=_("all"),
        help_text=_("The two do not see it while they are coding."),
    )
    kind = forms.ChoiceField(label=_("Only this kind"), required=False, choices=[("", _("all")), *Kind.choices])
    first = PersonField(label=_("First person"), queryset=None)
    second = PersonField(label=_("Second person"), queryset=None)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.process = process
        self.fields["action_field"].queryset = fields_of(process)
        for name in ("first", "second"):
            self.fields[name].queryset = people_who_may(Action.CODE, process).order_by("display_name", "email")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", _("Please choose two different people."))
        if data.get("unit") == "percent" and data.get("amount", 0) > 100:
            self.add_error("amount", _("More than 100 per cent is not possible."))
        if not self.errors and not queries.population(self.process, data["action_field"], data["kind"]).exists():
            raise ValidationError(_("There is no passage like this in the evaluation."), code="empty")
        return data

    def values(self) -> dict[str, Any]:
        """What the service needs."""
        data = self.cleaned_data
        is_percent = data["unit"] == "percent"
        return {
            "first": data["first"],
            "second": data["second"],
            "size": 0 if is_percent else data["amount"],
            "percent": data["amount"] if is_percent else None,
            "action_field": data["action_field"],
            "kind": data["kind"],
        }


class CodeForm(forms.Form):
    """What one person chooses for a passage."""

    action_field = forms.ModelChoiceField(
        label=_("Action field"),
        required=False,
        queryset=ActionField.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    topic = TopicField(label=_("Topic"), required=False, queryset=Topic.objects.none(), empty_label=_("none"))
    stance = forms.ChoiceField(label=_("Stance"), required=False, choices=[("", _("not determined")), *Stance.choices])
    no_answer = forms.BooleanField(label=_("No answer needed"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["action_field"].queryset = fields_of(process)
        topics = Topic.objects.filter(action_field__process=process).select_related("action_field")
        self.fields["topic"].queryset = topics.order_by("action_field__order", "order", "title")

    @property
    def is_asked(self) -> bool:
        """Whether what stands in the fields counts."""
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.is_asked or data.get("no_answer"):
            return data
        topic = data.get("topic")
        if topic and not data.get("action_field"):
            data["action_field"] = topic.action_field
        if not data.get("action_field"):
            raise ValidationError(_("Please choose an action field, or that no answer is needed."), code="nothing")
        if topic and topic.action_field_id != data["action_field"].pk:
            self.add_error("topic", _("This topic belongs to another action field."))
        return data

    def choice(self) -> dict[str, Any]:
        """What the service stores."""
        return {name: self.cleaned_data[name] for name in ("action_field", "topic", "stance", "no_answer", "note")}


class SettleForm(CodeForm):
    """What two people agreed on: one of their codings, or another one; always with the reason."""

    which = forms.ChoiceField(
        label=_("What holds"),
        choices=[("first", _("the first coding")), ("second", _("the second coding")), ("other", _("another one"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 2}), help_text=_("Goes to the log.")
    )

    @property
    def is_asked(self) -> bool:
        return self.cleaned_data.get("which") == "other"
