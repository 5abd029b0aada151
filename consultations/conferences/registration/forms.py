"""The form of a registration: for people with and without an account, and for changing what was said."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, StakeholderCategory
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.registration.gate import HumanForm
from consultations.conferences.registration.models import Registration
from consultations.conferences.registration.particulars import NEEDS, Particulars
from consultations.conferences.registration.rules import MOST_FURTHER_PEOPLE, offers_choice
from consultations.process.languages import language_name
from frontend.texts import TOO_LONG, cleaned, shows_nothing
from regions.models import Region

MOST_CHOICES = 3
_NAME_LENGTH = 120
ON_SITE, ONLINE = "on_site", "online"


def one_line(text: str) -> str:
    """One line without what nobody types on purpose; what shows nothing is nothing."""
    text = " ".join(cleaned(text).split())
    return "" if shows_nothing(text) else text


def districts(conference: Conference):
    """Districts of the Land of the process; all where it has none."""
    rows = Region.objects.districts().order_by("name")
    region = conference.process.region
    return rows.filter(ags__startswith=region.ags[:2]) if region else rows


class RegistrationForm(HumanForm):
    """Who comes, with whom, to which table, and what they need."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=_NAME_LENGTH,
        error_messages={"required": gettext_lazy("Please give your name: it is on your badge."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("We send the confirmation there. Only the organisers see it."),
        error_messages={
            "required": gettext_lazy("Please give your e-mail address: the confirmation goes there."),
            "invalid": gettext_lazy("Please give a complete e-mail address, for example name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("For which organisation do you come?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("none of these"),
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Which group do you belong to?"),
        queryset=StakeholderCategory.objects.all(),
        required=False,
        empty_label=gettext_lazy("no answer"),
        help_text=gettext_lazy("For the statistics: published are numbers only."),
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("District"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=gettext_lazy("no answer"),
    )
    takes_part = forms.ChoiceField(
        label=gettext_lazy("How do you take part?"),
        choices=[(ON_SITE, gettext_lazy("on site")), (ONLINE, gettext_lazy("online"))],
        widget=forms.RadioSelect,
        initial=ON_SITE,
    )
    party = forms.CharField(
        label=gettext_lazy("Further people"),
        required=False,
        help_text=gettext_lazy(
            "Whom do you register besides? One name a line, at most ten. Each takes a seat. You get seats for all of "
            "you or wait together for them."
        ),
        widget=forms.Textarea({"rows": 3}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of our mails"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    interpreting = forms.ChoiceField(label=gettext_lazy("Interpreting"), required=False)
    accessibility = forms.CharField(
        label=gettext_lazy("Accessibility"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("For example a place for a wheelchair, or papers in large print."),
        error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 2}),
    )
    diet = forms.CharField(
        label=gettext_lazy("Food"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example vegan, halal, or an allergy."),
        error_messages=TOO_LONG,
    )
    childcare = forms.CharField(
        label=gettext_lazy("Childcare"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("How many children, and how old are they?"),
        error_messages=TOO_LONG,
    )

    def __init__(
        self, *args: Any, conference: Conference, user=None, address: str = "", is_stranger: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        self.address = address
        self.prepare(is_stranger=is_stranger)
        if address:
            # Known already: from the account, the invitation or the registration itself.
            del self.fields["email"]
        self._fill_choices(user)
        self._add_tables()

    def _fill_choices(self, user) -> None:
        conference, fields = self.conference, self.fields
        fields["region"].queryset = districts(conference)
        own = Organisation.objects.of(user) if user is not None and user.is_authenticated else None
        if own is not None and own.exists():
            fields["organisation"].queryset = own
            fields["organisation_name"].label = _("Another organisation")
        else:
            del fields["organisation"]
        if not offers_choice(conference):
            del fields["takes_part"]
        codes = [*conference.interpreting, *(["dgs"] if conference.sign_language else [])]
        if codes:
            names = {code: language_name(code) for code in codes}
            fields["interpreting"].choices = [("", _("not needed")), *names.items()]
        else:
            del fields["interpreting"]
        if not conference.childcare:
            del fields["childcare"]

    def _add_tables(self) -> None:
        """One field for each choice; fewer where there are fewer tables."""
        tables = list(self.conference.tables.order_by("number"))
        self.tables: dict[str, ThematicTable] = {str(table.pk): table for table in tables}
        labels = (_("First choice"), _("Second choice"), _("Third choice"))
        choices = [("", _("no wish")), *((key, f"{row.number}: {row.title}") for key, row in self.tables.items())]
        for rank, label in enumerate(labels[: min(len(tables), MOST_CHOICES)], start=1):
            self.fields[f"table{rank}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def table_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("table")]

    @property
    def needs_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NEEDS if name in self.fields]

    def clean_name(self) -> str:
        if not (name := one_line(self.cleaned_data["name"])):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_email(self) -> str:
        """In lower case, as accounts keep it: one person, one address."""
        return self.cleaned_data["email"].lower()

    def clean_organisation_name(self) -> str:
        return one_line(self.cleaned_data["organisation_name"])

    def clean_party(self) -> list[str]:
        """Names of further people, each line one."""
        names = [one_line(line) for line in self.cleaned_data["party"].replace("\r", "\n").split("\n")]
        names = [name for name in names if name]
        if len(names) > MOST_FURTHER_PEOPLE:
            raise ValidationError(
                _("You named %(number)s people; at most %(most)s are possible in one registration.")
                % {"number": len(names), "most": MOST_FURTHER_PEOPLE}
            )
        if any(len(name) > _NAME_LENGTH for name in names):
            raise ValidationError(_("One of the names is too long. Please write one name a line."))
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.refuse_programs()
        wanted = [data[name] for name in self.fields if name.startswith("table") and data.get(name)]
        if len(set(wanted)) < len(wanted):
            self.add_error("table1", _("Please choose another table for each wish."))
        return data

    def particulars(self) -> Particulars:
        """What the service stores."""
        data = self.cleaned_data
        organisation = data.get("organisation")
        is_online = data.get("takes_part") == ONLINE or self.conference.format == "online"
        return Particulars(
            name=data["name"],
            organisation=organisation,
            organisation_name=organisation.name if organisation else data["organisation_name"],
            category=data["category"] or (organisation.category if organisation else None),
            region=data["region"] or (organisation.region if organisation else None),
            takes_part_online=is_online,
            language=data["language"],
            tables=[self.tables[data[name]] for name in self.fields if name.startswith("table") and data.get(name)],
            needs={name: one_line(data[name]) for name in NEEDS if data.get(name)},
            party=data["party"],
        )


def initial_of(registration: Registration) -> dict[str, Any]:
    """What the form shows of a registration that is changed."""
    needs = getattr(registration, "needs", None)
    found = {
        "name": registration.name,
        "email": registration.email,
        "organisation": registration.organisation_id,
        "organisation_name": "" if registration.organisation_id else registration.organisation_name,
        "category": registration.category_id,
        "region": registration.region_id,
        "takes_part": ONLINE if registration.takes_part_online else ON_SITE,
        "language": registration.language,
        "party": "\n".join(registration.party.active().order_by("pk").values_list("name", flat=True)),
        "revision": registration.revision,
    }
    found |= {f"table{choice.rank}": str(choice.table_id) for choice in registration.preferences.all()}
    return found | ({name: getattr(needs, name) for name in NEEDS} if needs else {})


def initial_for(user) -> dict[str, Any]:
    """What is known of somebody with an account."""
    if not user.is_authenticated:
        return {}
    found = {"name": user.real_name or user.display_name, "email": user.email, "language": user.language}
    organisation = Organisation.objects.of(user).order_by("name").first()
    if organisation is not None:
        found |= {
            "organisation": organisation.pk,
            "category": organisation.category_id,
            "region": organisation.region_id,
        }
    return found


class ChangeForm(RegistrationForm):
    """The same for a registration that is there, with the revision the person looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = initial_of(registration) | kwargs.get("initial", {})
        kwargs.setdefault("address", registration.email)
        super().__init__(*args, conference=registration.conference, **kwargs)
        self.registration = registration
        chosen = registration.organisation
        if chosen is not None and "organisation" not in self.fields:
            # Whoever has the link but is not signed in leaves it as it is.
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("For which organisation do you come?"),
                queryset=Organisation.objects.filter(pk=chosen.pk),
                required=False,
                empty_label=_("none of these"),
            )
        if registration.region_id:
            self.fields["region"].queryset |= Region.objects.filter(pk=registration.region_id)
