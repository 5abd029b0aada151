"""Forms about entries of the directory."""

import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from frontend.texts import TOO_LONG, cleaned, shows_nothing
from regions.offices.entries import HOLDER_FIELDS, SITE_TEXTS, Entry, entry_of, written_decimal
from regions.offices.enums import DoubleFunction
from regions.offices.models import Office
from regions.offices.partial_dates import parse_partial, typed_partial
from regions.places.models import Region
from regions.places.municipalities import MunicipalityFinder, MunicipalityUnknown

_POSITIONS = ("planned_positions", "filled_positions")
_SEVERAL_LINES = ("postal_address", "tasks", "related_services", "note")
#: What stands between the values of a site in tables; in a text it would part one value into two.
SITE_SEPARATOR = "|"
#: Fields that only coordination offices need.
COORDINATION_FIELDS = ("steered_by", "planned_positions", "filled_positions", "funding", "related_services")
MOST_SITES = 30
#: Of a text of several lines.
_LONGEST = 5_000


class PartialDateInput(forms.CharField):
    """A year, a month or a day."""

    def prepare_value(self, value: Any) -> Any:
        return typed_partial(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return parse_partial(super().clean(value))


def without_limits(form: forms.BaseForm) -> None:
    """No browser cuts what is pasted; what is too long is said in words."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)
        field.error_messages |= TOO_LONG


class EntryForm(forms.ModelForm):
    """What is said about an office; `values` gives it to the services, nothing is saved here."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)
    started = PartialDateInput(
        label=_("Exists since"),
        required=False,
        max_length=20,
        help_text=_("A year, a month or a day, for example 2011, 4.2012 or 1.2.2017."),
    )
    double_functions = forms.MultipleChoiceField(
        label=_("Double functions"),
        choices=DoubleFunction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the same person is responsible for as well."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": _("Please enter an address like www.beispielkreis.de.")},
    )

    class Meta:
        model = Office
        fields = [name for name in HOLDER_FIELDS if name != "sites"]
        localized_fields = _POSITIONS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in _SEVERAL_LINES}
        help_texts = {
            "title": _("As the office is called with you, for example “Migrationsbeauftragte”."),
            "unit": _("For example: staff unit of the district administrator, social services."),
            "area": _("Only where the office is responsible for a part of the district."),
            "contact_name": _("Is shown to everybody. Leave it empty if only the office shall be named."),
            "phone": _("With area code, for example 0345 123456."),
            "steered_by": _("The unit that directs the work of the coordinators."),
            "funding": _("For example the funding guideline."),
            "related_services": _("For example a pool of interpreters or education coordinators; one per line."),
            "note": _("Is shown below the entry."),
        }
        error_messages = {"title": {"required": _("Please enter what the office is called.")}}

    def __init__(self, *args: Any, values: Entry | None = None, instance: Office | None = None, **kwargs: Any) -> None:
        instance = copy.copy(instance) if instance is not None else Office()
        initial = {key: value for key, value in (values or {}).items() if key != "sites"}
        for name in _POSITIONS:
            # As a number, so that it is shown with the comma of the language.
            initial |= {name: Decimal(initial[name])} if initial.get(name) else {}
        super().__init__(*args, instance=instance, initial={"seen": instance.revision, **initial}, **kwargs)
        for name in _SEVERAL_LINES:
            self.fields[name].validators.append(MaxLengthValidator(_LONGEST))
        without_limits(self)

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.startswith(("http://", "https://")):
            raise ValidationError(_("Please enter an address like www.beispielkreis.de."))
        return website

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                text = cleaned(value)
                data[name] = text if name in _SEVERAL_LINES else " ".join(text.split())
        if "title" in data and shows_nothing(data["title"]):
            self.add_error("title", _("Please enter what the office is called."))
        return data

    @property
    def values(self) -> Entry:
        """What was entered, as values of an entry without its sites."""
        names = [name for name in self._meta.fields if name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names}
        for name in _POSITIONS:
            values[name] = written_decimal(values[name])
        values["double_functions"] = sorted(values["double_functions"])
        return values


class SiteForm(forms.Form):
    """One site of an office."""

    town = forms.CharField(label=_("Town"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    hours = forms.CharField(
        label=_("Office hours"), max_length=250, required=False, help_text=_("For example: Tue 9–12 and 14–18.")
    )
    serves = forms.CharField(
        label=_("Responsible for"), max_length=250, required=False, help_text=_("In words, if it is not a list.")
    )
    municipalities = forms.CharField(
        label=_("Municipalities served"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Names or official keys, parted by commas."),
    )

    def __init__(self, *args: Any, finder: "LazyFinder", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finder = finder
        without_limits(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in SITE_TEXTS:
            if name in data:
                data[name] = " ".join(cleaned(data[name]).split()).replace(SITE_SEPARATOR, "/")
        if data.get("town") is not None and shows_nothing(data["town"]):
            self.add_error("town", _("Please enter the town."))
        return data

    def clean_municipalities(self) -> list[str]:
        try:
            return sorted(row.ags for row in self.finder.find_all(self.cleaned_data["municipalities"]))
        except MunicipalityUnknown as unknown:
            raise ValidationError(str(unknown)) from unknown


class LazyFinder:
    """Reads the municipalities once for all sites of a form, and only when one is named."""

    def __init__(self, district: Region | None) -> None:
        self.district = district

    @cached_property
    def _finder(self) -> MunicipalityFinder:
        return MunicipalityFinder(self.district)

    def find_all(self, written: str) -> list[Region]:
        return self._finder.find_all(written) if written.strip() else []


class SitesFormSet(forms.BaseFormSet):
    """The sites of an office, in their order."""

    def get_deletion_widget(self) -> forms.Widget:
        return forms.CheckboxInput()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this site")

    @property
    def values(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("town")]
        return [{name: row[name] for name in (*SITE_TEXTS, "municipalities")} for row in rows if not row["DELETE"]]


_Sites = forms.formset_factory(
    SiteForm, formset=SitesFormSet, extra=1, can_delete=True, max_num=MOST_SITES, validate_max=True
)


class EntryInput:
    """The form of an entry with the forms of its sites, asked and valid together."""

    def __init__(
        self,
        data: Any,
        *,
        office: Office | None = None,
        values: Entry | None = None,
        district: Region | None = None,
        form_class: type[EntryForm] = EntryForm,
    ) -> None:
        current = entry_of(office) if office is not None else {}
        current |= values or {}
        self.form = form_class(data, instance=office, values=values)
        rows = [{**row, "municipalities": self._names(row["municipalities"])} for row in current.get("sites", [])]
        finder = LazyFinder(district or (office.region if office is not None else None))
        self.sites = _Sites(data, initial=rows, prefix="sites", form_kwargs={"finder": finder})

    @staticmethod
    def _names(keys: list[str]) -> str:
        if not keys:
            return ""
        names = list(Region.objects.filter(ags__in=keys).values_list("ags", "name"))
        # Names that are there twice stay keys.
        count: dict[str, int] = {}
        for name in Region.objects.filter(name__in=[name for _ags, name in names]).values_list("name", flat=True):
            count[name] = count.get(name, 0) + 1
        return ", ".join(sorted(name if count[name] == 1 else ags for ags, name in names))

    def is_valid(self) -> bool:
        # Both, so that everything that is wrong is said at once.
        return all([self.form.is_valid(), self.sites.is_valid()])

    @property
    def has_coordination(self) -> bool:
        """Whether something stands in the fields for coordination offices, or is wrong with them."""
        return any(self.form[name].value() or self.form[name].errors for name in COORDINATION_FIELDS)

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors or self.sites.total_error_count())

    @property
    def values(self) -> Entry:
        return self.form.values | {"sites": self.sites.values}

    @property
    def seen(self) -> int:
        seen = self.form.cleaned_data.get("seen")
        return -1 if seen is None else seen


class MessageForm(forms.Form):
    """A word to the staff."""

    message = forms.CharField(
        label=_("Message to the staff"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example since when it is so. It is not published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_limits(self)

    def clean_message(self) -> str:
        return cleaned(self.cleaned_data["message"])


class ClaimForm(MessageForm):
    """Who asks to keep an entry says how staff can see that it is theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _("How can we see that this is your office? A telephone number helps.")
