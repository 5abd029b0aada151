"""Forms of hearings: of staff, and of invited organisations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, StakeholderCategory
from consultations.process.hearing.models import Addressee, Hearing, name_key
from consultations.process.hearing.services import verified_by_name
from consultations.process.hearing.texts import PLACES, REQUIRED, check_text
from consultations.process.models import Phase, Process
from frontend.texts import cleaned, shows_nothing
from regions.models import Region, RegionLevel


class DateInput(forms.DateInput):
    """The browser's own date field: it shows the date the reader's way and sends it the standard's way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


class AddresseeForm(forms.ModelForm):
    """One organisation on the list."""

    connected_name = forms.CharField(
        label=gettext_lazy("verified on this site as"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Leave empty to find it by the name above, or if it has no entry here yet."),
    )

    class Meta:
        model = Addressee
        fields = ["name", "contact_name", "email", "category", "region", "note"]
        help_texts = {
            "contact_name": gettext_lazy("With the form of address, for example Frau Vogt."),
            "region": gettext_lazy("Leave empty for state-wide organisations."),
        }

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phase = self.instance.phase = phase
        self.fields["email"].required = True
        self.fields["category"].queryset = StakeholderCategory.objects.filter(is_individual=False)
        self.fields["region"].queryset = Region.objects.exclude(level=RegionLevel.MUNICIPALITY).order_by(
            "level", "name"
        )
        self.fields["connected_name"].initial = self.instance.organisation.name if self.instance.organisation_id else ""

    def clean_name(self) -> str:
        name = _one_line(self.cleaned_data["name"])
        if shows_nothing(name):
            raise ValidationError(_("Something has to stand here."))
        return name

    def clean_contact_name(self) -> str:
        return _one_line(self.cleaned_data["contact_name"])

    def clean_connected_name(self) -> Organisation | None:
        name = self.cleaned_data["connected_name"]
        if not name.strip():
            return None
        if self.instance.organisation_id and name_key(self.instance.organisation.name) == name_key(name):
            return self.instance.organisation
        organisation = verified_by_name([name]).get(name_key(name))
        if organisation is None:
            raise ValidationError(_("There is no verified organisation of this name, or more than one."))
        others = Addressee.objects.filter(phase=self.phase, organisation=organisation).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another addressee of this list stands for this organisation."))
        return organisation

    def values(self) -> dict[str, Any]:
        """What the service stores."""
        data = dict(self.cleaned_data)
        return {**{name: data[name] for name in self._meta.fields}, "organisation": data["connected_name"]}


class HearingForm(forms.ModelForm):
    """Text of the invitation, order by category, and what is published."""

    class Meta:
        model = Hearing
        fields = ["subject", "text", "list_is_public"]
        widgets = {"text": forms.Textarea({"rows": 18})}

    def __init__(self, *args: Any, waves: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = " ".join(f"{{{name}}}" for name in PLACES)
        self.fields["text"].help_text = _("These placeholders are filled in: %(places)s") % {"places": places}
        self.categories = list(StakeholderCategory.objects.filter(is_individual=False))
        for category in self.categories:
            self.fields[f"wave-{category.pk}"] = forms.DateField(
                label=category.title, required=False, widget=DateInput(), initial=waves.get(category.pk)
            )

    @property
    def wave_fields(self) -> list[forms.BoundField]:
        return [self[f"wave-{category.pk}"] for category in self.categories]

    def clean_subject(self) -> str:
        subject = _one_line(self.cleaned_data["subject"])
        check_text(subject)
        return subject

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        check_text(text, required=REQUIRED)
        return text

    def waves(self) -> dict[StakeholderCategory, Any]:
        return {category: self.cleaned_data[f"wave-{category.pk}"] for category in self.categories}


class TableForm(forms.Form):
    """A table of addressees."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, at most 5,000 rows and 10 MB."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
    )


class PickForm(forms.Form):
    """Whom to invite among the verified organisations."""

    categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Categories"),
        queryset=StakeholderCategory.objects.filter(is_individual=False),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Regions"),
        queryset=Region.objects.exclude(level=RegionLevel.MUNICIPALITY),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    statewide = forms.BooleanField(label=gettext_lazy("also state-wide organisations"), required=False)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if process.region_id:
            # A process of one Land invites from there; what belongs to no region is state-wide.
            rows = self.fields["regions"].queryset.filter(ags__startswith=process.region.ags[:2])
            self.fields["regions"].queryset = rows


class DecisionForm(forms.Form):
    """More time for one organisation, or why not."""

    ends_on = forms.DateField(label=gettext_lazy("new last day"), required=False, widget=DateInput())
    published_reason = forms.CharField(
        label=gettext_lazy("published reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Everybody can read it on the page of the process once the hearing is over."),
    )
    answer = forms.CharField(
        label=gettext_lazy("message to the organisation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class DeclineForm(forms.Form):
    """Why an organisation will not take part, if it wants to say."""

    reason = forms.CharField(
        label=gettext_lazy("Would you like to say why?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only the ministry reads this."),
    )

    def clean_reason(self) -> str:
        return cleaned(self.cleaned_data["reason"])


class MoreTimeForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(label=gettext_lazy("Until when do you need more time?"), widget=DateInput())
    reason = forms.CharField(
        label=gettext_lazy("Why do you need more time?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("For example the day on which your board meets. Only the ministry reads this."),
    )

    def clean_reason(self) -> str:
        reason = cleaned(self.cleaned_data["reason"])
        if shows_nothing(reason):
            raise ValidationError(_("Please say why you need more time."))
        return reason


class OtherAddressForm(forms.Form):
    """Who the invitation should go to instead."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name of the person"), max_length=120, required=False)

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])
