"""Forms of sign-up."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.privacy import notices
from frontend.texts import cleaned, shows_nothing


class SignupForm(forms.Form):
    """What sign-up asks besides address and password; allauth mixes it into its own form."""

    field_order = ["email", "display_name", "password1", "privacy"]

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=80,
        required=False,
        help_text=_("Shown with your contributions if you agree to it. May be a pseudonym."),
    )
    privacy = forms.BooleanField(
        label=_("I have read the privacy notice."),
        error_messages={"required": _("Please confirm that you have read the privacy notice.")},
    )

    def clean_display_name(self) -> str:
        """A name that shows nothing is none."""
        # One line: mails and lists show it in the middle of theirs.
        name = " ".join(cleaned(self.cleaned_data["display_name"]).split())
        return "" if shows_nothing(name) else name

    def signup(self, request, user) -> None:
        """Keep display name and language; called by allauth inside its own transaction."""
        user.display_name = self.cleaned_data["display_name"]
        user.language = (get_language() or "de").split("-")[0]
        user.save(update_fields=["display_name", "language"])
        notices.has_read(user, notices.SITE)
