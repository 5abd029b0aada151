"""Looking up a contribution by its code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.contributions import codes


class LookupForm(forms.Form):
    """Takes a public code or a receipt code, however it was typed; `cleaned_data["code"]` is in groups of four."""

    code = forms.CharField(
        label=_("Code of the contribution"),
        help_text=_("8 or 20 characters, with or without hyphens. You find it on the contribution and in our e-mail."),
        max_length=60,
        error_messages={"required": _("Please enter the code of a contribution.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return codes.grouped(codes.normalise(self.cleaned_data["code"]))
