"""The form of a contribution for people without an account."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Publication
from consultations.contributions.forms import ContributionForm
from consultations.contributions.guests import gate
from consultations.contributions.guests.people import Guest
from consultations.contributions.guests.proof import Proof, ProofRefused, read_proof
from frontend.texts import cleaned, shows_nothing


class GuestContributionForm(ContributionForm):
    """What everybody is asked, and besides that a name, an address for the link, and the proof of work."""

    is_guest = True

    author_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        help_text=_("May be a pseudonym. Published only if you choose so above."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Never published. We send a link there with which you confirm your contribution."),
        error_messages={
            "required": _("Please give your e-mail address: we send you the link for confirming there."),
            "invalid": _("Please give a complete e-mail address, for example name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    KEPT = (*ContributionForm.KEPT, "author_name", "email")

    def clean_author_name(self) -> str:
        """One line; a name that shows nothing is none."""
        name = " ".join(cleaned(self.cleaned_data["author_name"]).split())
        return "" if shows_nothing(name) else name

    def clean_email(self) -> str:
        """In lower case, as accounts keep it: one person, one address."""
        return self.cleaned_data["email"].lower()

    def clean_proof(self) -> Proof | None:
        """The proof of work; None without scripts."""
        value = self.cleaned_data["proof"]
        if not value:
            return None
        try:
            return read_proof(value)
        except ProofRefused as error:
            raise ValidationError(gate.spent(), code="proof") from error

    def clean(self) -> dict:
        data = super().clean()
        if data.get("publication") == Publication.NAMED and data.get("author_name") == "":
            self.add_error("author_name", gettext("Please give a name, or choose above that none is published."))
        return data

    def publication_choices(self) -> list[dict]:
        """As in the form of accounts, but the name is the one given here."""
        choices = super().publication_choices()
        for choice in choices:
            if choice["value"] == Publication.NAMED:
                choice["text"] = gettext("Your contribution appears under the name you give below.")
        return choices

    def guest(self) -> Guest:
        """Who contributes, for the service."""
        data = self.cleaned_data
        return Guest(email=data["email"], display_name=data["author_name"], proof=data["proof"])
