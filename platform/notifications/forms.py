"""The settings: how often to be told of what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.enums import Frequency
from notifications.preferences import Choices, choose
from notifications.subjects import scopes_of, subjects

#: The choice for a consultation that has none of its own.
AS_ABOVE = "as_above"


class PreferencesForm(forms.Form):
    """One choice for each subject, and one for each consultation a person takes part in."""

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.scopes = dict(scopes_of(user))
        choices = Choices([user.pk])
        for row in subjects():
            self.fields[f"subject_{row.key}"] = forms.ChoiceField(
                label=row.label,
                help_text=row.hint,
                choices=Frequency.choices,
                initial=choices.frequency(user.pk, row.key),
            )
        own = [(AS_ABOVE, _("as chosen above")), *Frequency.choices]
        for scope, label in self.scopes.items():
            self.fields[f"scope_{scope}"] = forms.ChoiceField(
                label=label,
                choices=own,
                initial=choices.chosen(user.pk, "", scope) or AS_ABOVE,
            )

    def subject_fields(self) -> list[forms.BoundField]:
        """The fields of the subjects."""
        return [self[name] for name in self.fields if name.startswith("subject_")]

    def scope_fields(self) -> list[forms.BoundField]:
        """The fields of the consultations."""
        return [self[name] for name in self.fields if name.startswith("scope_")]

    def save(self) -> bool:
        """Keep what was changed; returns whether anything was. What stays at its default keeps following it."""
        changed = False
        for name in self.changed_data:
            kind, _separator, key = name.partition("_")
            value = self.cleaned_data[name]
            about = {"key": key} if kind == "subject" else {"scope": key}
            changed |= choose(self.user, **about, frequency=None if value == AS_ABOVE else value)
        return changed
