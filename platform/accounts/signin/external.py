"""What the settings say about providers at which people sign in elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class ExternalProvider:
    """A provider for pages: its short name, what people call it, and where its button leads."""

    key: str
    name: str
    login_url: str


def _apps() -> list[tuple[str, dict[str, Any]]]:
    return [
        (kind, app)
        for kind in ("openid_connect", "saml")
        for app in settings.SOCIALACCOUNT_PROVIDERS.get(kind, {}).get("APPS", [])
    ]


def providers() -> list[ExternalProvider]:
    """All configured providers in the order of the settings; costs no query."""
    return [
        ExternalProvider(app["provider_id"], app["name"], reverse(f"{kind}_login", args=[app["provider_id"]]))
        for kind, app in _apps()
    ]


def provider_name(key: str) -> str:
    """What people call a provider; its short name when it is not configured any more."""
    return next((app["name"] for _kind, app in _apps() if app["provider_id"] == key), key)


def trusts_second_factor(key: str) -> bool:
    """Whether the operator accepts that a provider asks for the second factor."""
    return any(app["provider_id"] == key and app["settings"].get("second_factor") for _kind, app in _apps())


def asserts_second_factor(app_settings: dict[str, Any], said: list[str]) -> bool:
    """Whether one of the values a provider sent (acr, amr, AuthnContextClassRef) counts as a second factor here."""
    return bool(set(app_settings.get("second_factor", [])) & set(said))
