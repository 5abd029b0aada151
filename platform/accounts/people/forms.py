"""Forms about one's own account."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from frontend.texts import cleaned, shows_nothing


class NameField(forms.CharField):
    """A line of text as people see it: one that shows nothing is empty."""

    def to_python(self, value) -> str:
        text = " ".join(cleaned(super().to_python(value)).split())
        return "" if shows_nothing(text) else text


class RealNameField(NameField):
    """The name under which somebody speaks for an organisation."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            **{
                "label": gettext_lazy("Your name"),
                "max_length": 150,
                "help_text": gettext_lazy(
                    "First and last name, as on a letter. Members of your organisations and the staff of this site "
                    "see it, nobody else."
                ),
                "error_messages": {"required": gettext_lazy("Please enter your first and last name.")},
                **kwargs,
            }
        )
        self.widget.attrs["autocomplete"] = "name"


class ProfileForm(forms.Form):
    """Who one is on this site."""

    display_name = NameField(
        label=gettext_lazy("Display name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Shown with your contributions if you agree to it. May be a pseudonym."),
    )
    real_name = RealNameField(required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For this website and for e-mails to you."),
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        self.person = person
        initial = {"display_name": person.display_name, "real_name": person.real_name, "language": person.language}
        super().__init__(*args, **{"initial": initial, **kwargs})

    def clean_real_name(self) -> str:
        name = self.cleaned_data["real_name"]
        if not name and self.person.real_name and self.person.memberships.exists():
            raise ValidationError(_("You belong to an organisation: please keep your name. It is not shown in public."))
        return name
