"""Forms of planning: the plan, announcing and cancelling, the copy."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.conferences.models import Conference
from consultations.conferences.planning.rules import problems_of
from consultations.process.languages import language_name
from consultations.process.models import Process
from frontend.texts import cleaned, shows_nothing
from regions.models import Region
from regions.places.models import RegionLevel

#: Heading and fields of each part of the plan.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("What"), ("kind", "title", "slug", "summary")),
    (gettext_lazy("When"), ("date", "starts_at", "ends_at")),
    (gettext_lazy("Where"), ("format", "town", "venue", "address", "region", "directions", "online_url")),
    (
        gettext_lazy("Seats and registration"),
        ("capacity", "registration", "registration_opens_on", "registration_closes_on"),
    ),
    (
        gettext_lazy("Accessibility and languages"),
        ("step_free", "induction_loop", "sign_language", "childcare", "plain_language_material", "interpreting"),
    ),
    (gettext_lazy("How you work"), ("method_title", "method_text")),
)

#: Short fields that stand beside each other.
BESIDE = frozenset({"date", "starts_at", "ends_at", "capacity", "registration_opens_on", "registration_closes_on"})

#: Languages that are asked for most at conferences on integration; more can be stored and are kept.
LANGUAGES = (
    *("ar", "bg", "ckb", "en", "es", "fa", "fr", "ku", "pl", "prs"),
    *("ps", "ro", "ru", "so", "sq", "sr", "ti", "tr", "uk", "vi"),
)


class DateInput(forms.DateInput):
    """The browser's own date field: it shows the date the reader's way and sends it the standard's way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of the day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def one_line(text: str) -> str:
    """A heading without line breaks and what nobody types on purpose."""
    return " ".join(cleaned(text).split())


class PlanForm(forms.ModelForm):
    """All particulars of a conference in groups. Its address is chosen once: links and calendars refer to it."""

    interpreting = forms.MultipleChoiceField(
        label=gettext_lazy("Interpreting into"), required=False, widget=forms.CheckboxSelectMultiple
    )

    online_url = forms.URLField(
        label=gettext_lazy("Link for taking part online"),
        max_length=500,
        required=False,
        # Without a scheme it is the one every provider has.
        assume_scheme="https",
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=gettext_lazy("Never on a public page: people who registered find it in their confirmation."),
    )

    class Meta:
        model = Conference
        fields = [name for _heading, names in GROUPS for name in names]
        widgets = {
            "summary": forms.Textarea({"rows": 4}),
            "directions": forms.Textarea({"rows": 3}),
            "method_text": forms.Textarea({"rows": 4}),
            "date": DateInput(),
            "starts_at": TimeInput(),
            "ends_at": TimeInput(),
            "registration_opens_on": DateInput(),
            "registration_closes_on": DateInput(),
        }
        help_texts = {
            "title": gettext_lazy("Without the town, for example Regional conference: it is added where it is shown."),
            "slug": gettext_lazy("Part of the public address. Leave empty to make it of title and town."),
            "town": gettext_lazy("Empty for a conference that is online only."),
            "region": gettext_lazy("The district or city the conference is for."),
            "directions": gettext_lazy("Stops, parking for people with disabilities, entrances."),
            "capacity": gettext_lazy("0 if seats are not counted."),
            "registration_closes_on": gettext_lazy("The last day, before the day of the conference."),
        }

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.process = process
        if self.instance.pk:
            del self.fields["slug"]
        else:
            self.fields["slug"].required = False
        known = [*LANGUAGES, *(code for code in self.instance.interpreting if code not in LANGUAGES)]
        names = sorted(((code, language_name(code)) for code in known), key=lambda pair: pair[1].casefold())
        self.fields["interpreting"].choices = names
        rows = Region.objects.exclude(level=RegionLevel.MUNICIPALITY).order_by("level", "name")
        if process.region_id and (
            not self.instance.region_id or self.instance.region.ags.startswith(process.region.ags[:2])
        ):
            rows = rows.filter(ags__startswith=process.region.ags[:2])
        self.fields["region"].queryset = rows

    @property
    def groups(self) -> list[tuple[str | Promise, list[BoundField]]]:
        """Headings with their fields, for the template."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in GROUPS]

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if shows_nothing(title):
            raise ValidationError(_("Something has to stand here."))
        return title

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug and self.instance.process.conferences.filter(slug=slug).exists():
            raise ValidationError(_("Another conference of this process has this address. Please choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("summary", "directions", "method_text"):
            data[name] = cleaned(data.get(name) or "")
        for name in ("town", "venue", "address", "method_title"):
            data[name] = one_line(data.get(name) or "")
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            for name, text in problems_of(self.instance).items():
                self.add_error(name, text)

    def values(self) -> dict[str, Any]:
        """What the service stores."""
        return {name: value for name, value in self.cleaned_data.items() if name != "slug"}


class NoteForm(forms.Form):
    """A sentence for those who are told of a change."""

    note = forms.CharField(
        label=gettext_lazy("A sentence of yours for the mail and the public page"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_note(self) -> str:
        return cleaned(self.cleaned_data["note"])


class CancelForm(forms.Form):
    """Why a conference does not take place."""

    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Stands on the page of the conference and goes to everybody who registered."),
    )

    def clean_reason(self) -> str:
        reason = one_line(self.cleaned_data["reason"])
        if shows_nothing(reason):
            raise ValidationError(_("Please say why: everybody who registered reads it."))
        return reason


class CopyForm(forms.Form):
    """What differs in the next conference."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    day = forms.DateField(label=gettext_lazy("Date"), widget=DateInput())
    opens_on = forms.DateField(label=gettext_lazy("registration opens"), required=False, widget=DateInput())
    closes_on = forms.DateField(label=gettext_lazy("registration closes"), required=False, widget=DateInput())

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if shows_nothing(title):
            raise ValidationError(_("Something has to stand here."))
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        probe = Conference(
            date=data.get("day"),
            registration_opens_on=data.get("opens_on"),
            registration_closes_on=data.get("closes_on"),
            state="planned",
        )
        fields = {"registration_opens_on": "opens_on", "registration_closes_on": "closes_on"}
        for name, text in problems_of(probe).items():
            self.add_error(fields[name], text)
        return data
