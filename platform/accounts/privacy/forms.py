"""The form to close one's account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    """Nobody closes an account by one wrong click."""

    sure = forms.BooleanField(
        label=_("Yes, close my account. This cannot be undone."),
        error_messages={"required": _("Please tick this if you want to close your account.")},
    )
