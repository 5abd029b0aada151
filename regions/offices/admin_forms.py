"""Forms of the staff screens of the directory."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontend.texts import cleaned
from regions.offices.entries import STAFF_FIELDS, Entry
from regions.offices.enums import DoubleFunction
from regions.offices.forms import EntryForm, PartialDateInput, without_limits
from regions.offices.history import check_period
from regions.offices.models import Office, OfficeVersion
from regions.places.models import Region


def district_choices(current: int | None) -> Iterator[tuple]:
    """Districts by state; a region of another level stays choosable where it is chosen already."""
    yield "", _("Please choose")
    states: dict[str, list[tuple[int, str]]] = {}
    listed = False
    for row in Region.objects.districts().select_related("parent").order_by("parent__name", "name"):
        label = f"{row.name} ({row.kind})" if row.kind and row.kind not in row.name else row.name
        states.setdefault(str(row.parent or ""), []).append((row.pk, label))
        listed = listed or row.pk == current
    if current and not listed:
        yield current, str(Region.objects.get(pk=current))
    yield from states.items()


class StaffEntryForm(EntryForm):
    """An entry with what staff alone decide."""

    is_correction = forms.BooleanField(
        label=_("Only a mistake is corrected"),
        required=False,
        help_text=_("Then the state before is not kept in the history."),
    )

    field_order = ["seen", "region", "kind"]

    class Meta(EntryForm.Meta):
        fields = ["region", *EntryForm.Meta.fields, *STAFF_FIELDS]
        help_texts = EntryForm.Meta.help_texts | {
            "source": _("Where it is from: name or address of a public source."),
            "is_fact": _("Otherwise the entry is marked as a demonstration value."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].widget.choices = list(district_choices(self.instance.region_id))
        if self.instance.pk is None:
            del self.fields["is_correction"]

    @property
    def values(self) -> Entry:
        return {name: value for name, value in super().values.items() if name != "region"}


class ReasonForm(forms.Form):
    """Why something is refused."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person who asked reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_limits(self)

    def clean_reason(self) -> str:
        return cleaned(self.cleaned_data["reason"])


class GiveUpForm(ReasonForm):
    """From which day an office does not exist any more."""

    day = forms.DateField(label=_("Given up on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ["day", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"day": timezone.localdate()}, **kwargs})
        self.fields["reason"].help_text = _("For the log of the staff.")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come."))
        return day


class HolderForm(forms.Form):
    """Who shall keep the entry."""

    email = forms.EmailField(
        label=_("E-mail address of the account"),
        help_text=_("The office needs an account with this confirmed address. It is told by e-mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class VersionForm(forms.ModelForm):
    """An earlier state of an office."""

    valid_from = PartialDateInput(
        label=_("From"), required=False, max_length=20, help_text=_("A year, a month or a day; empty if not known.")
    )
    valid_until = PartialDateInput(label=_("Until"), max_length=20, help_text=_("A year, a month or a day."))
    double_functions = forms.MultipleChoiceField(
        label=_("Double functions"),
        choices=DoubleFunction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OfficeVersion
        fields = ["valid_from", "valid_until", "title", "unit", "employment", "double_functions", "source", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.office = office
            self.initial = {"title": office.title, "unit": office.unit, **self.initial}
        without_limits(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = cleaned(value) if name == "note" else " ".join(cleaned(value).split())
        try:
            check_period(data.get("valid_from", ""), data.get("valid_until", ""))
        except forms.ValidationError as error:
            self.add_error("valid_until", error)
        return data
