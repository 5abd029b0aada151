"""The form in which people check their receipt."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.contributions import codes


class ReceiptForm(forms.Form):
    """Takes a receipt code, however it was typed."""

    code = forms.CharField(
        label=_("Your receipt code"),
        help_text=_("20 characters, with or without hyphens. You find it in our e-mail or letter to you."),
        max_length=60,
        error_messages={"required": _("Please enter your receipt code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = codes.normalise(self.cleaned_data["code"])
        if len(code) == codes.PUBLIC_LENGTH:
            raise forms.ValidationError(
                _(
                    "This is the public number of a contribution. The register knows the secret receipt code with 20 "
                    "characters only."
                ),
                code="public",
            )
        return code
