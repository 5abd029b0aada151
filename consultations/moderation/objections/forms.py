"""Forms of objections: the author's, and the second person's."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from frontend.texts import TOO_LONG, cleaned, shows_nothing

LIMIT = 5000


class ObjectionForm(forms.Form):
    """What the author says against the decision; `decision` is the key of the one they read."""

    text = forms.CharField(
        label=_("Why do you disagree?"),
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say in your own words what should be looked at again."),
        error_messages={"required": _("Please write why you disagree."), **TOO_LONG},
    )
    decision = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if shows_nothing(text):
            raise ValidationError(_("Please write why you disagree."), code="empty")
        return text


class DismissForm(forms.Form):
    """Why the decision stays."""

    verb = "dismiss"
    reply = forms.CharField(
        label=_("Reply to the author"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Goes to the author by e-mail. Say why the decision stays as it is."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix=self.verb, **kwargs)

    def clean_reply(self) -> str:
        reply = cleaned(self.cleaned_data["reply"])
        if shows_nothing(reply):
            raise ValidationError(_("Please give the reason."), code="empty")
        return reply
