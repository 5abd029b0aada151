"""Forms of the staff screens of registrations."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from consultations.conferences.models import ThematicTable
from consultations.conferences.registration.forms import ChangeForm, RegistrationForm
from consultations.conferences.registration.models import Registration, RegistrationState
from consultations.conferences.registration.particulars import Particulars
from frontend.texts import TOO_LONG, cleaned, shows_nothing


def _for_staff(form: RegistrationForm) -> None:
    """Staff write about somebody else, who may have no address, and connect any verified organisation."""
    fields = form.fields
    fields["name"].label = _("Name")
    fields["email"].label = _("E-mail address")
    fields["email"].required = False
    fields["email"].help_text = _("Without an address nobody is written to.")
    fields["category"].label = _("Category")
    fields["party"].help_text = _("One name a line, at most ten. Each takes a seat.")
    if "organisation" in fields:
        del fields["organisation"]
    fields["organisation_name"].label = _("Organisation")
    fields["organisation_name"].help_text = _("Connected with its entry here if a verified one has exactly this name.")


class StaffParticulars:
    """Finds the organisation by its name."""

    def particulars(self) -> Particulars:
        found = super().particulars()
        name = found.organisation_name
        rows = list(Organisation.objects.verified().filter(name=name)[:2]) if name else []
        return replace(found, organisation=rows[0] if len(rows) == 1 else None)


class StaffRegistrationForm(StaffParticulars, RegistrationForm):
    """Somebody who called or wrote."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _for_staff(self)


class StaffChangeForm(StaffParticulars, ChangeForm):
    """What is known of a registration."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {"organisation_name": registration.organisation_name}
        super().__init__(*args, registration=registration, address="", **kwargs)
        _for_staff(self)


class CancelForm(forms.Form):
    """Why a registration is cancelled; the person reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Please give the reason: the person reads it in the mail."),
            **TOO_LONG,
        },
        help_text=gettext_lazy("The person reads it in the mail."),
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_reason(self) -> str:
        return cleaned(self.cleaned_data["reason"])


class TableForm(forms.Form):
    """The table somebody sits at."""

    table = forms.ModelChoiceField(
        label=gettext_lazy("Thematic table"),
        queryset=ThematicTable.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {"table": registration.table_id, "revision": registration.revision}
        super().__init__(*args, **kwargs)
        self.fields["table"].queryset = registration.conference.tables.order_by("number")
        self.fields["table"].label_from_instance = lambda table: f"{table.number}: {table.title}"


class MessageForm(forms.Form):
    """A mail to participants."""

    states = forms.MultipleChoiceField(
        label=gettext_lazy("To whom?"),
        choices=[
            (RegistrationState.REGISTERED, gettext_lazy("who is registered")),
            (RegistrationState.OFFERED, gettext_lazy("who is offered a seat")),
            (RegistrationState.WAITING, gettext_lazy("who is on the waiting list")),
        ],
        initial=[RegistrationState.REGISTERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose to whom the mail goes.")},
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150, error_messages=TOO_LONG)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        error_messages=TOO_LONG,
        help_text=gettext_lazy("Salutation, day, place and the personal link are added."),
        widget=forms.Textarea({"rows": 12}),
    )
    #: Made with the form: the same message is written once, however often its button is pressed.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_subject(self) -> str:
        return " ".join(cleaned(self.cleaned_data["subject"]).split())

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if shows_nothing(text):
            raise ValidationError(_("Something has to stand here."))
        return text


class InviteForm(forms.Form):
    """Addresses to invite: pasted, or as a table."""

    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        required=False,
        max_length=200_000,
        help_text=gettext_lazy("One a line: name@example.org, or: Name <name@example.org>"),
        widget=forms.Textarea({"rows": 8}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a table"),
        required=False,
        help_text=gettext_lazy("CSV or XLSX with the columns “E-Mail” and “Name”, at most 5,000 rows and 10 MB."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("addresses", "").strip() and not data.get("file"):
            raise ValidationError(_("Please paste addresses, or choose a file."))
        return data
