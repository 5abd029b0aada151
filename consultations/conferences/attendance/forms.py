"""Forms of the day: people without a registration, links for the door, counts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StakeholderCategory
from consultations.conferences.models import Conference
from frontend.texts import cleaned, shows_nothing
from regions.models import Region

#: More people than any room holds: a slip of the finger.
MOST_PEOPLE = 10_000


def one_line(text: str) -> str:
    """What was typed, on one line and without what nobody types on purpose."""
    return " ".join(cleaned(text).split())


class WalkInForm(forms.Form):
    """Who comes without a registration. Only the name is needed: there is a queue behind them."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Please enter the name.")},
    )
    organisation_name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    category = forms.ModelChoiceField(
        StakeholderCategory.objects.all(),
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("not stated"),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("District"),
        required=False,
        empty_label=gettext_lazy("not stated, or elsewhere"),
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "organisation_name"):
            # A browser that knows the limit cuts what is pasted, in silence.
            self.fields[name].widget.attrs.update({"maxlength": False, "dir": "auto", "autocomplete": "off"})
        districts = Region.objects.districts().order_by("name")
        state = conference.process.region
        self.fields["region"].queryset = districts.filter(ags__startswith=state.ags[:2]) if state else districts

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if shows_nothing(name):
            raise ValidationError(_("Please enter the name."))
        return name

    def clean_organisation_name(self) -> str:
        return one_line(self.cleaned_data["organisation_name"])


class AccessForm(forms.Form):
    """A new link for helpers at the door."""

    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=80,
        help_text=gettext_lazy("For example “Main entrance” or “Phone of the reception”. Helpers see it, too."),
        error_messages={"required": gettext_lazy("Please write for whom the link is.")},
    )

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])


class CountsForm(forms.Form):
    """How many people came, by category and in all; for conferences that were counted by hand, and to correct."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    attended = forms.IntegerField(
        label=gettext_lazy("People in all"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=gettext_lazy(
            "May be more than the sum of the categories: not everybody names one. Empty: not counted."
        ),
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        counts = {row.category_id: row.count for row in conference.attendance.all()}
        super().__init__(*args, initial={"revision": conference.revision, "attended": conference.attended}, **kwargs)
        self.categories = list(StakeholderCategory.objects.order_by("order", "pk"))
        for category in self.categories:
            self.fields[f"category_{category.pk}"] = forms.IntegerField(
                label=category.title,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=counts.get(category.pk),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        attended = data.get("attended")
        total = sum(self.counts().values())
        if attended is not None and attended < total:
            self.add_error(
                "attended",
                _("The categories add up to %(total)s people. Please write at least as many here.") % {"total": total},
            )
        return data

    def counts(self) -> dict[StakeholderCategory, int]:
        """People by category, without empty ones."""
        found = {row: self.cleaned_data.get(f"category_{row.pk}") or 0 for row in self.categories}
        return {row: count for row, count in found.items() if count}
