"""The forms around a booking request."""

import time
from datetime import timedelta

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.texts import TOO_LONG, cleaned
from regions.demand.codes import name_of
from regions.demand.enums import Mode
from regions.demand.forms import date_field
from regions.demand.models import BookingRequest, Entry

#: Programs send at once; people need longer for this form.
_SECONDS = 3
#: Requests reach at most so far ahead.
_FURTHEST = timedelta(days=366)


class BookingForm(forms.ModelForm):
    """A request for an interpreter. Guests also show that they are people: an empty field, a moment of time."""

    date = date_field(_("Day"), error_messages={"required": _("Please give the day of the talk.")})
    time = forms.TimeField(
        label=_("Beginning"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Please give the time."), "invalid": _("Please give a time such as 14:30.")},
    )
    minutes = forms.IntegerField(label=_("Duration in minutes"), min_value=10, max_value=600, initial=60)
    language = forms.ChoiceField(label=_("Language"), error_messages={"required": _("Please choose a language.")})
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, widget=forms.RadioSelect)
    agrees = forms.BooleanField(
        label=_("The entries are sent to the pool and deleted 90 days after the day of the talk."),
        error_messages={"required": _("Without this we cannot hand your request over.")},
    )
    surname = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    begun = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    class Meta:
        model = BookingRequest
        fields = ("language", "date", "time", "minutes", "mode", "place", "subject", "name", "organisation", "email",
                  "phone")  # fmt: skip
        labels = {
            "place": _("Place of the talk"),
            "subject": _("What the talk is about"),
            "name": _("Your name"),
            "organisation": _("Organisation or authority"),
            "email": _("Your e-mail address"),
            "phone": _("Telephone for questions"),
        }
        help_texts = {
            "subject": _(
                "In a few words, for example: enrolment at school. Please do not name the people you need "
                "interpreting for, and nothing about their health or their case."
            ),
            "email": _("The answer is sent there."),
        }

    def __init__(self, *args, entry: Entry, user, **kwargs) -> None:
        self.salt = f"booking:{entry.pk}"
        initial = {"begun": self._now()}
        if user.is_authenticated:
            initial |= {"name": user.real_name, "email": user.email}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("Please choose")), *((c, name_of(c)) for c in entry.languages)]
        modes = [choice for choice in Mode.choices if choice[0] in entry.modes]
        self.fields["mode"].choices = modes or Mode.choices
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.error_messages.update(TOO_LONG)
                field.widget.attrs.pop("maxlength", None)
        for name, kind in (("name", "name"), ("organisation", "organization"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = kind
        if user.is_authenticated:
            del self.fields["surname"], self.fields["begun"]

    def clean_date(self):
        day, today = self.cleaned_data["date"], timezone.localdate()
        if day < today:
            raise ValidationError(gettext("This day has passed."))
        if day > today + _FURTHEST:
            raise ValidationError(gettext("Requests are possible for one year ahead."))
        return day

    def clean_subject(self) -> str:
        return " ".join(cleaned(self.cleaned_data["subject"]).split())

    def clean_name(self) -> str:
        return " ".join(cleaned(self.cleaned_data["name"]).split())

    def clean_surname(self) -> str:
        if self.cleaned_data["surname"]:
            raise ValidationError(gettext("Please leave this field empty."), code="filled")
        return ""

    def clean(self) -> dict:
        data = super().clean()
        if data.get("mode") == Mode.ON_SITE and not data.get("place"):
            self.add_error("place", gettext("Please say where the interpreter shall come."))
        if "begun" in self.fields:
            self._refuse_programs()
        return data

    def _refuse_programs(self) -> None:
        """The form was open for some seconds, and for a day at most."""
        try:
            begun = signing.loads(self.cleaned_data.get("begun", ""), salt=self.salt, max_age=24 * 3600)
        except signing.BadSignature:
            self.data = self.data.copy()
            self.data["begun"] = self._now()
            raise ValidationError(
                gettext("This form was open for too long. Please send it again."), code="old"
            ) from None
        if time.time() - begun < _SECONDS:
            raise ValidationError(gettext("That was very quick. Please check your request and send it again."))

    def _now(self) -> str:
        return signing.dumps(time.time(), salt=self.salt)

    def values(self) -> dict:
        """What the service stores."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(forms.Form):
    """The answer of a pool."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We accept the request")), ("no", _("We decline the request"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer.")},
    )
    text = forms.CharField(
        label=_("Message to the person who asked"),
        required=False,
        max_length=2000,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("For example who comes, or when it would be possible instead."),
    )

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean(self) -> dict:
        data = super().clean()
        if data.get("decision") == "no" and data.get("text") == "":
            self.add_error("text", gettext("Please say in a sentence why not, or what would be possible."))
        return data
