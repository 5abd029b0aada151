"""The gate against floods of registrations by people without an account. No limit counts IP addresses.

The mailed link is the gate proper: a seat nobody confirms is given to others. Besides it, an address is written to a
few times a day only, and a conference takes so many unconfirmed registrations an hour. Both are counted under the lock
of the conference.
"""

import time
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference
from consultations.conferences.registration.mails import BY_FORM
from notifications.models import OutboxMessage

#: Programs send a form at once.
SHORTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600


class TooMany(Exception):
    """Too many registrations; `seconds` says after how long it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def let_in(conference: Conference, email: str) -> None:
    """Refuse what exceeds the limits. Says the same of addresses that are registered and of those that are not."""
    now = timezone.now()
    mails = OutboxMessage.objects.filter(kind__in=BY_FORM, address=email, created_at__gt=now - timedelta(days=1))
    if mails.count() >= settings.CONFERENCE_MAILS_PER_DAY:
        raise TooMany(24 * 3600)
    rows = conference.registrations.answering().filter(confirm_until__isnull=False)
    if rows.filter(created_at__gt=now - timedelta(hours=1)).count() >= settings.CONFERENCE_UNCONFIRMED_PER_HOUR:
        raise TooMany(3600)


class HumanForm(forms.Form):
    """A form of people without an account: an empty field, and the moment at which the form was opened."""

    website = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    begun = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    #: Set by the form: people with an account, and those with a personal link, are no strangers.
    is_stranger = True
    salt = "consultations.conferences.registration.begun"

    def prepare(self, *, is_stranger: bool) -> None:
        """Take the two fields away where they are not needed, else note the moment."""
        self.is_stranger = is_stranger
        if not is_stranger:
            del self.fields["website"], self.fields["begun"]
        else:
            self.fields["begun"].initial = self._now()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty."), code="filled")
        return ""

    def refuse_programs(self) -> None:
        """Raises ValidationError for a form that was sent at once, or again after a day."""
        if not self.is_stranger:
            return
        try:
            begun = signing.loads(self.cleaned_data.get("begun") or "", salt=self.salt, max_age=LONGEST_SECONDS)
        except signing.BadSignature:
            self.data = self.data.copy()
            self.data["begun"] = self._now()
            raise ValidationError(_("This form was open for too long. Please send it again."), code="old") from None
        if time.time() - begun < SHORTEST_SECONDS:
            raise ValidationError(
                _("That was very quick. Please check your entries and send them again."), code="quick"
            )

    def _now(self) -> str:
        return signing.dumps(time.time(), salt=self.salt)
