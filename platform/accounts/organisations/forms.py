"""Forms about organisations."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import MembershipRole
from accounts.organisations.models import Organisation, StakeholderCategory
from accounts.organisations.services import Data
from accounts.organisations.similar import Similar, Subject, similar_to
from accounts.people.forms import NameField, RealNameField
from accounts.people.models import User
from frontend.texts import cleaned


def region_choices(current: int | None = None) -> Iterator[tuple]:
    """State-wide, then the districts by state; a region of another level stays choosable where it is chosen already.

    Regions are an app above this one, so the model is taken from the foreign key.
    """
    model = Organisation._meta.get_field("region").remote_field.model
    yield "", _("State-wide or beyond")
    states: dict[str, list[tuple[int, str]]] = {}
    listed = False
    for row in model.objects.districts().select_related("parent").order_by("parent__name", "name"):
        label = f"{row.name} ({row.kind})" if row.kind and row.kind not in row.name else row.name
        states.setdefault(str(row.parent or ""), []).append((row.pk, label))
        listed = listed or row.pk == current
    if current and not listed:
        yield current, str(model.objects.get(pk=current))
    yield from states.items()


class RegionField(forms.ModelChoiceField):
    """A district, or nothing for the whole state."""

    def __init__(self, **kwargs: Any) -> None:
        model = Organisation._meta.get_field("region").remote_field.model
        super().__init__(
            queryset=model.objects.all(),
            required=False,
            label=gettext_lazy("Region"),
            help_text=gettext_lazy("Where the organisation works. Statistics show participation by district."),
            **kwargs,
        )


class OrganisationFields(forms.Form):
    """What is said about an organisation."""

    name = NameField(
        label=gettext_lazy("Name of the organisation"),
        max_length=200,
        help_text=gettext_lazy("The official name, with its legal form: “Beispielverein e. V.”"),
        error_messages={"required": gettext_lazy("Please enter the name of the organisation.")},
    )
    category = forms.ModelChoiceField(
        StakeholderCategory.objects.filter(is_individual=False),
        label=gettext_lazy("Kind of organisation"),
        empty_label=gettext_lazy("Please choose"),
        error_messages={"required": gettext_lazy("Please choose what kind of organisation it is.")},
    )
    region = RegionField()
    seat = NameField(
        label=gettext_lazy("Seat"), max_length=120, required=False, help_text=gettext_lazy("Town, e.g. Stendal.")
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": gettext_lazy("Please enter an address like www.beispielverein.de.")},
    )
    register_number = NameField(
        label=gettext_lazy("Register number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "If there is one, for example: Amtsgericht Stendal, VR 1234. It helps us to verify you."
        ),
    )

    def __init__(self, *args: Any, current: Organisation | None = None, **kwargs: Any) -> None:
        if current is not None:
            kwargs["initial"] = {name: getattr(current, name) for name in Data.__dataclass_fields__}
        super().__init__(*args, **kwargs)
        current = current or getattr(self, "instance", None)
        self.fields["region"].widget.choices = list(region_choices(current.region_id if current else None))

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.startswith(("http://", "https://")):
            raise ValidationError(_("Please enter an address like www.beispielverein.de."))
        return website

    @property
    def data_of_organisation(self) -> Data:
        """What was entered, for the services."""
        return Data(**{name: self.cleaned_data[name] for name in Data.__dataclass_fields__})


class PersonFields(forms.Form):
    """Who speaks for the organisation: asked only here, because for oneself a pseudonym is enough."""

    real_name = RealNameField()
    position = NameField(
        label=gettext_lazy("Your position there"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "For example: board member, head of office. It is shown with contributions you publish in the name of the "
            "organisation."
        ),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        kwargs["initial"] = {"real_name": person.real_name, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CreateForm(OrganisationFields, PersonFields):
    """A new organisation and who enters it. What looks like a double has to be looked at before."""

    field_order = [*OrganisationFields.base_fields, *PersonFields.base_fields]

    #: Which similar ones the person has seen, so that new ones are shown again.
    is_another = forms.CharField(required=False, widget=forms.HiddenInput)

    similar: list[Similar] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("name"):
            subject = Subject.typed(data["name"], data.get("website", ""), data.get("register_number", ""))
            # What the person entered a moment ago is no double but a second click, see `create_organisation`.
            own = Organisation.objects.waiting().filter(created_by=self.person, name_key=subject.name_key).first()
            self.similar = [] if own else similar_to(subject)
            if self.similar and self.seen_of(self.similar) != data.get("is_another"):
                # Not an error of a field: nothing is wrong with what was typed.
                self.has_unseen_similar = True
        return data

    has_unseen_similar = False

    @staticmethod
    def seen_of(similar: list[Similar]) -> str:
        return "-".join(str(item.organisation.pk) for item in similar)

    @property
    def similar_seen(self) -> str:
        """The value of `is_another` for what is shown now."""
        return self.seen_of(self.similar)


class ChangeForm(OrganisationFields):
    """What coordinators change; once verified only what does not change who it is."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, current: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, current=current, **kwargs)
        self.initial["seen"] = current.revision
        self.current = current
        if current.is_verified:
            for name in ("name", "category", "region", "register_number"):
                del self.fields[name]

    @property
    def data_of_organisation(self) -> Data:
        values = {name: getattr(self.current, name) for name in Data.__dataclass_fields__}
        return Data(**{**values, **{name: self.cleaned_data[name] for name in values if name in self.cleaned_data}})


class PositionForm(forms.Form):
    """One's own position in an organisation."""

    position = PersonFields.base_fields["position"]


class JoinForm(PersonFields):
    """A request to join."""

    message = forms.CharField(
        label=gettext_lazy("Message to the coordinators"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("How they know you, for example."),
    )

    def clean_message(self) -> str:
        return cleaned(self.cleaned_data["message"])


class AcceptForm(PersonFields):
    """Accepting an invitation."""


class InviteForm(forms.Form):
    """An address to invite, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please enter an e-mail address.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[
            (MembershipRole.MEMBER, gettext_lazy("Member: may speak for the organisation")),
            (MembershipRole.COORDINATOR, gettext_lazy("Coordinator: may also invite and admit members")),
        ],
        widget=forms.RadioSelect,
        initial=MembershipRole.MEMBER,
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ReasonForm(forms.Form):
    """Why something is refused."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please give a reason. The person reads it.")},
    )

    def clean_reason(self) -> str:
        return cleaned(self.cleaned_data["reason"])
