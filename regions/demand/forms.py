"""The forms of the workspace."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.texts import TOO_LONG, cleaned, shows_nothing
from regions.demand.codes import language_choices
from regions.demand.enums import Direction, Kind, Level, Mode, TargetGroup
from regions.demand.models import DemandField, Entry
from regions.demand.queries import region_groups
from regions.demand.rules import offices_of, regions_of
from regions.places.models import Region

#: An entry is said to be valid for three years at most, so that nothing stays by oversight.
LONGEST = timedelta(days=3 * 366)


def date_field(label, **kwargs: Any) -> forms.DateField:
    """A day; browsers show their calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class RegionChoice(forms.ModelChoiceField):
    """Regions a person documents for, grouped by state."""

    def offer(self, regions) -> None:
        self.queryset = regions
        choices: list = [("", gettext("Please choose"))]
        for group in region_groups(regions):
            rows = [(row.pk, str(row)) for row in group["regions"]]
            if group["state"]:
                rows.insert(0, (group["state"].pk, gettext("%(state)s as a whole") % {"state": group["state"]}))
            choices.append((group["label"], rows))
        self.choices = choices


class EntryForm(forms.ModelForm):
    """A need or an offer; the service stores it."""

    region = RegionChoice(
        Region.objects.none(),
        label=_("District"),
        error_messages={"required": _("Please choose a district."), "invalid_choice": _("Please choose a district.")},
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Target groups"), choices=TargetGroup.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        help_text=_("Several with Ctrl or Cmd. Leave empty where the language does not matter."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    website = forms.URLField(label=_("Website"), required=False, help_text=_("With https://"), assume_scheme="https")
    valid_from = date_field(_("Valid from"), required=False, help_text=_("Empty means: from today."))
    valid_until = date_field(
        _("Valid until"),
        help_text=_("The last day it is public. We remind you 14 days and one day before."),
        error_messages={"required": _("Please give the last day."), "invalid": _("Please give a day as 31.12.2026.")},
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields = (
            "region",
            "municipality",
            "field",
            "title",
            "text",
            "target_groups",
            "languages",
            "number",
            "provider",
            "place",
            "times",
            "office",
            "contact_name",
            "contact_email",
            "contact_phone",
            "website",
            "valid_from",
            "valid_until",
            "reference",
            "source",
            "internal_note",
        )
        labels = {
            "municipality": _("Municipality"),
            "field": _("Field"),
            "title": _("Title"),
            "text": _("Description"),
            "number": _("Number of people or places"),
            "provider": _("Who offers it"),
            "place": _("Place"),
            "times": _("Times"),
            "office": _("Your office"),
            "contact_name": _("Contact"),
            "contact_email": _("E-mail address of the contact"),
            "contact_phone": _("Telephone of the contact"),
            "reference": _("Reference"),
            "source": _("Source"),
            "internal_note": _("Internal note"),
        }
        help_texts = {
            "municipality": _("If it is about one municipality only, for example Freiberg."),
            "title": _("What is needed or offered, in one line."),
            "text": _("Public. Please name no people who need help, and nothing from which they can be recognised."),
            "times": _("For example Tuesdays 9 to 12."),
            "contact_name": _("The office, not a person, for example Coordination of integration."),
            "contact_email": _("Public. The address of the office."),
            "reference": _("The key in your own list, if there is one. Importing finds the entry by it."),
            "source": _("Where the information comes from. Public."),
            "internal_note": _("Only for those who document needs and offers in this district."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, person, kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["region"].offer(regions_of(person))
        self.fields["languages"].choices = language_choices()
        self.fields["field"].empty_label = _("Please choose")
        self.fields["office"].queryset = offices_of(person)
        self.fields["office"].required = False
        # An office that is there already stays possible for a keeper who holds none.
        if self.instance.office_id:
            self.fields["office"].queryset |= type(self.instance.office).objects.filter(pk=self.instance.office_id)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                field.error_messages.update({k: v for k, v in TOO_LONG.items() if field.max_length})
                if not isinstance(field.widget, forms.Textarea):
                    field.widget.attrs.pop("maxlength", None)
                if name in ("title", "text", "municipality", "place", "times", "provider"):
                    field.widget.attrs["dir"] = "auto"
        if kind == Kind.NEED:
            del self.fields["provider"]
        if kind == Kind.INTERPRETING:
            del self.fields["languages"], self.fields["number"]
        self.initial.setdefault("revision", self.instance.revision)
        if not self.instance.pk:
            self.initial.setdefault("valid_until", timezone.localdate() + timedelta(days=365))

    def clean_title(self) -> str:
        title = " ".join(cleaned(self.cleaned_data["title"]).split())
        if shows_nothing(title):
            raise ValidationError(gettext("Please give a title."))
        return title

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean_internal_note(self) -> str:
        return cleaned(self.cleaned_data["internal_note"])

    def clean(self) -> dict:
        data = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_until")
        if begins and ends and begins > ends:
            self.add_error("valid_until", gettext("The last day is before the first."))
        today = timezone.localdate()
        if ends and ends > today + LONGEST:
            self.add_error("valid_until", gettext("At most three years are possible; “Still valid” moves the day."))
        if ends and ends < today and ends != self.instance.valid_until:
            self.add_error("valid_until", gettext("This day has passed."))
        return data

    def values(self) -> dict[str, Any]:
        """What the service stores."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "areas")}


class PoolForm(EntryForm):
    """An interpreters' pool; its languages are rows of their own (`LanguageRows`)."""

    areas = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Districts the interpreters come to"),
        required=False,
        help_text=_("Besides the own one. Several with Ctrl or Cmd."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    modes = forms.MultipleChoiceField(
        label=_("How interpreters work"), choices=Mode.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta(EntryForm.Meta):
        fields = (*EntryForm.Meta.fields, "areas", "modes", "cost_note", "booking_email")
        labels = EntryForm.Meta.labels | {"cost_note": _("Costs"), "booking_email": _("Address for booking requests")}
        help_texts = EntryForm.Meta.help_texts | {
            "cost_note": _("For example: free of charge for authorities and schools of the district."),
            "booking_email": _("Requests are sent there. Never published. Empty means: no requests by form."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = Region.objects.exclude(level="municipality").order_by("ags")
        if self.instance.pk:
            self.initial.setdefault("areas", [region.pk for region in self.instance.areas.all()])


class LanguageForm(forms.Form):
    """One language of a pool; an empty row counts for nothing."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.EVERYDAY)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.BOTH)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # A row with level and direction only is as it was shown.
        self.empty_permitted, self.use_required_attribute = True, False
        self.fields["language"].choices = [("", _("None")), *language_choices()]


LanguageRows = forms.formset_factory(LanguageForm, extra=3, max_num=60, absolute_max=80)


def spoken_in(rows) -> list[tuple[str, str, str]]:
    """The rows somebody filled, as (language, level, direction)."""
    data = [form.cleaned_data for form in rows if form.cleaned_data.get("language")]
    return [(row["language"], row["level"], row["direction"]) for row in data]


class CloseForm(forms.Form):
    """Why an entry ends."""

    met_by = forms.ModelChoiceField(
        Entry.objects.none(),
        label=_("Met by this offer"),
        required=False,
        empty_label=_("by something else, or not at all"),
    )
    note = forms.CharField(
        label=_("What became of it"),
        required=False,
        max_length=300,
        help_text=_("Not public."),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args, entry: Entry, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if entry.is_need:
            offers = Entry.objects.public().offers().about(entry.region)
            self.fields["met_by"].queryset = offers.select_related("region")
        else:
            del self.fields["met_by"]

    def clean_note(self) -> str:
        return " ".join(cleaned(self.cleaned_data["note"]).split())


class FieldForm(forms.ModelForm):
    """A field of needs and offers."""

    class Meta:
        model = DemandField
        fields = ("title", "slug", "order")
        help_texts = {
            "slug": _("Part of addresses and lists, for example sprache. Small letters, digits and hyphens."),
            "order": _("Small numbers come first."),
        }
