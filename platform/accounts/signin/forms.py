"""Forms of the second factor and of signing up with a provider elsewhere."""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.socialaccount.forms import SignupForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from frontend.texts import cleaned

#: Longer than any code of an app is valid.
REMEMBER_CODE_SECONDS = 120
#: What reading an answer that no authenticator gave can end in; the library lets most of it through.
UNREADABLE = (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)


def _code_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class _OneUseMixin:
    """A code of the app is taken once: the library remembers it for half as long as our tolerance lets it live."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isdigit, code))
            if not cache.add(f"second-factor-used:{self.user.pk}:{digits}", 1, REMEMBER_CODE_SECONDS):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_OneUseMixin, base.AuthenticateForm):
    """The second step of signing in."""

    code = _code_field(
        _("Code of the app, or recovery code"), _("Six digits from your app, or one of your recovery codes.")
    )


class ReauthenticateForm(_OneUseMixin, base.ReauthenticateForm):
    """The same for somebody who is signed in."""

    code = _code_field(
        _("Code of the app, or recovery code"), _("Six digits from your app, or one of your recovery codes.")
    )


class ActivateAppForm(ActivateTOTPForm):
    """Setting up an app: the code shows that it has the key."""

    code = _code_field(_("Code of the app"), _("The six digits that your app shows now."))

    def clean_code(self) -> str:
        code = super().clean_code()
        cache.set(f"second-factor-used:{self.user.pk}:{''.join(filter(str.isdigit, code))}", 1, REMEMBER_CODE_SECONDS)
        return code


class _PasskeyMixin:
    """An answer that cannot be read, or that another key signed, is a wrong one and no error of the site."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyLoginForm(_PasskeyMixin, LoginWebAuthnForm):
    """Signing in without a password."""


class PasskeyAuthenticateForm(_PasskeyMixin, AuthenticateWebAuthnForm):
    """The second step of signing in."""


class PasskeyReauthenticateForm(_PasskeyMixin, ReauthenticateWebAuthnForm):
    """The same for somebody who is signed in."""


class _PasskeyNameMixin(forms.Form):
    """What a person calls a passkey."""

    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("So that you recognise it, e.g. “Work laptop”.")
    )

    def clean_name(self) -> str:
        self.cleaned_data["name"] = cleaned(self.cleaned_data["name"])
        parent = getattr(super(), "clean_name", None)
        return parent() if parent else self.cleaned_data["name"]


class AddPasskeyForm(_PasskeyNameMixin, AddWebAuthnForm):
    """A new passkey. There is one kind: with PIN or biometrics, good for signing in without a password, too."""

    field_order = ["name", "credential"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)

    def clean(self) -> dict:
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class RenamePasskeyForm(_PasskeyNameMixin, EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class ExternalSignupForm(SignupForm):
    """A new account for somebody who signed in elsewhere. An address the provider confirmed stays as it is."""

    field_order = ["email", "display_name", "privacy"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if any(address.verified for address in self.sociallogin.email_addresses):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Confirmed by the provider. You can change it later in your account.")

    def save(self, request: HttpRequest):
        address = self.cleaned_data["email"].lower()
        # An account has one address: the one in the form.
        self.sociallogin.email_addresses = [
            found for found in self.sociallogin.email_addresses if found.email.lower() == address
        ]
        return super().save(request)
