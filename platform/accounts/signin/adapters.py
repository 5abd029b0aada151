"""How allauth's second factor and providers elsewhere behave on this site."""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.utils import user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from accounts.signin import joining

logger = logging.getLogger(__name__)


def _cipher() -> MultiFernet:
    """Encrypts with the secret key of the site; earlier ones still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.second-factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted: who reads a backup of the database cannot compute codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": gettext_lazy("Please set up an app or a passkey first."),
        "incorrect_code": gettext_lazy("That did not match. Please check the code and the clock of your device."),
        "unverified_email": gettext_lazy("Please confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The secret key changed. An empty secret would let anybody compute the code; this one nobody knows.
            logger.error("The secret of a second factor cannot be decrypted: has SECRET_KEY changed?")
            return generate_totp_secret()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey {number}").format(number=number)

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        # Shown by the person's own browser, when it offers passkeys.
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.display_name or user.email}


class ExternalAccountAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings only, and leave as little as possible with us."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": gettext_lazy("Please set a password first, or you could not sign in any more."),
        "no_verified_email": gettext_lazy("Please confirm your e-mail address first."),
        "connected_other": gettext_lazy("This sign-in belongs to another account already."),
        "email_taken": gettext_lazy("This e-mail address belongs to an account already. Sign in there to connect %s."),
    }

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list[SocialApp]:
        apps = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for found in apps.values() for app in found]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        """Only the address: the name a provider knows is not ours to take over."""
        user_email(sociallogin.user, (data.get("email") or "").lower())
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address that belongs to an account here joins it only after the person signed in to that account."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if joining.begin(request, sociallogin):
            raise ImmediateHttpResponse(redirect("accounts:join"))
