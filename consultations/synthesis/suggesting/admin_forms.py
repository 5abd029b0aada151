"""Forms of the help that learns."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.synthesis import admin_queries as queries
from consultations.synthesis.learning.limits import MOST_THEMES
from consultations.synthesis.models import ActionField
from consultations.synthesis.suggesting.enums import Scope
from consultations.synthesis.workbench.admin_forms import PlaceForm, SegmentsField


class ThemesForm(forms.Form):
    """What themes are looked for in, and how many."""

    scope = forms.ChoiceField(label=_("Look in contributions"), choices=Scope.choices, initial=Scope.UNASSIGNED)
    action_field = forms.ModelChoiceField(
        label=_("Action field"), required=False, queryset=ActionField.objects.none(), empty_label=_("none")
    )
    wanted = forms.IntegerField(
        label=_("Number of themes"),
        required=False,
        min_value=2,
        max_value=MOST_THEMES,
        help_text=_("Fewer are coarser, more are finer. Empty: chosen by the number of contributions."),
    )

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_field"].queryset = queries.fields_of(process)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("scope") == Scope.FIELD and not data.get("action_field"):
            self.add_error("action_field", _("Please choose the action field to look in."))
        return data


class TicksForm(PlaceForm):
    """Where the ticked segments belong: a field, one of its topics, a new topic, or a finding."""

    segments = SegmentsField()

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.fields["segments"].of(process)

    def clean(self) -> dict:
        data = super().clean()
        chosen = [data.get(name) for name in ("action_field", "topic", "finding")]
        if not any(chosen) and not data.get("new_topic"):
            raise ValidationError(_("Please choose an action field, a topic or a finding."), code="nothing_chosen")
        field, topic = data.get("action_field"), data.get("topic")
        if field and topic and topic.action_field_id != field.pk:
            self.add_error("topic", _("This topic belongs to another action field."))
        return data


class ThemeTicksForm(TicksForm):
    """The same for a theme, which can become a topic."""

    new_topic = forms.CharField(
        label=_("New topic"),
        required=False,
        max_length=160,
        help_text=_("Makes a topic of this name in the chosen action field."),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("new_topic"):
            if not data.get("action_field"):
                self.add_error("action_field", _("A new topic needs its action field."))
            if data.get("topic"):
                self.add_error("topic", _("Please choose either a topic or a new one."))
        return data
