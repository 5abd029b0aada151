"""A system check: what is said in a consultation does not travel unencrypted to another machine."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register


@register()
def language_model_is_safe(app_configs, **kwargs) -> list[Error]:
    """The address of the language model is https, or on this machine, or the operator has said that http is fine."""
    if not settings.LLM_URL:
        return []
    parts = urlsplit(settings.LLM_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        return [
            Error("KONZEPTDIALOG_LLM_URL is no plain http(s) address without password and query.", id="drafting.E001")
        ]
    if not settings.LLM_MODEL:
        return [Error("KONZEPTDIALOG_LLM_URL is set, KONZEPTDIALOG_LLM_MODEL is not.", id="drafting.E003")]
    if parts.scheme == "http" and not _is_local(parts.hostname) and not settings.LLM_ALLOW_HTTP:
        hint = "Use https, or set KONZEPTDIALOG_LLM_ALLOW_HTTP=1 if the network between is yours."
        return [Error("KONZEPTDIALOG_LLM_URL leads unencrypted to another machine.", hint=hint, id="drafting.E002")]
    return []


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
