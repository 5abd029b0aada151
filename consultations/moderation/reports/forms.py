"""The reader's form of a report."""

import time

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.moderation.reports.models import ReportReason
from frontend.texts import TOO_LONG, cleaned


class ReportForm(forms.Form):
    """What is wrong with a contribution. Guests also show that they are people: an empty field, a moment of time."""

    reason = forms.ChoiceField(
        label=_("What is wrong with this contribution?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    text = forms.CharField(
        label=_("What should the moderation look at?"),
        required=False,
        max_length=1000,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the moderation reads it. The author is not told who reported the contribution."),
    )
    website = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    begun = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, contribution: Contribution, user, **kwargs) -> None:
        self.salt = f"report:{contribution.pk}"
        kwargs["initial"] = {"begun": self._now(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.is_guest = not user.is_authenticated
        if not self.is_guest:
            del self.fields["website"], self.fields["begun"]

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty."), code="filled")
        return ""

    def clean(self) -> None:
        """Guests: the form was open for some seconds, and for a day at most; programs send at once or replay."""
        if not self.is_guest:
            return
        try:
            begun = signing.loads(self.cleaned_data.get("begun", ""), salt=self.salt, max_age=24 * 3600)
        except signing.BadSignature:
            self.data = self.data.copy()
            self.data["begun"] = self._now()
            raise ValidationError(_("This form was open for too long. Please send it again."), code="old") from None
        if time.time() - begun < settings.REPORT_SECONDS_OF_GUESTS:
            raise ValidationError(_("That was very quick. Please check your report and send it again."), code="quick")

    def _now(self) -> str:
        return signing.dumps(time.time(), salt=self.salt)
