"""How allauth behaves on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

#: The address that means none.
NOWHERE = "::"


class AccountAdapter(DefaultAccountAdapter):
    """Mails carry no host of the request, and redirects stay on the site."""

    # allauth's German says "Du".
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _("E-mail address and password do not match. Please check both."),
        "email_taken": _("This e-mail address belongs to an account already."),
        "enter_current_password": _("Please enter your current password."),
        "incorrect_password": _("This is not your password. Please try again."),
        "invalid_login": _("E-mail address and password do not match. Please check both."),
        "invalid_or_expired_key": _("This link has expired or was used already."),
        "invalid_password_reset": _("This link has expired or was used already."),
        "max_email_addresses": _("Please confirm the new address first, or keep the old one."),
        "same_as_current": _("This is your e-mail address already."),
        "too_many_login_attempts": _("Too many attempts to sign in. Please try again in five minutes."),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
        "rate_limited": _("Too many requests. Please wait a moment and try again."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        # The Host header is checked by ALLOWED_HOSTS, so the request's own host is the only one to trust.
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()} if self.request else set(), require_https=False
        )

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        # `key` is "<person>-<token>", as the address has it.
        person, token = key.split("-", 1)
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})

    def get_client_ip(self, request) -> str:
        if "REMOTE_ADDR" not in request.META:
            # A form that waited for the password is sent again without the address it came from.
            return NOWHERE
        return super().get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails, without the IP address and the browser it would write into some of them."""
        told = {name: value for name, value in context.items() if name not in {"ip", "user_agent"}}
        super().send_mail(template_prefix, email, {**told, "base_url": settings.BASE_URL})
