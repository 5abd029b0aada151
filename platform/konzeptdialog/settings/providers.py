"""Identity providers from the environment: OpenID Connect and SAML 2.0, any number of each."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from konzeptdialog.settings import env

EMAIL = "urn:oid:0.9.2342.19200300.100.1.3"


def _names(kind: str, names: list[str]) -> list[tuple[str, str]]:
    """The short names of the providers of a kind, each with the prefix of its variables."""
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
            raise ImproperlyConfigured(
                f"{env.PREFIX}{kind} names {name!r}: expected small letters, digits and hyphens, such as land-oidc."
            )
    if len(set(names)) != len(names):
        raise ImproperlyConfigured(f"{env.PREFIX}{kind} names the same provider twice.")
    return [(name, f"{kind}_{name.upper().replace('-', '_')}_") for name in names]


def _address(variable: str) -> str:
    """An address of a provider. Encrypted, unless it is this machine."""
    address = env.text(variable).strip()
    parts = urlsplit(address)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ImproperlyConfigured(f"{env.PREFIX}{variable} is {address!r}: expected an address with https://.")
    return address


def _pem(variable: str) -> str:
    """A certificate or key: its text, or the path of the file it is in."""
    value = env.text(variable).strip()
    if "-----BEGIN" in value or not value.startswith(("/", ".")):
        return value
    try:
        return Path(value).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{env.PREFIX}{variable} names a file that cannot be read: {value}") from error


def openid_connect() -> list[dict[str, Any]]:
    """The OpenID Connect providers, as allauth wants them. Raises ImproperlyConfigured."""
    found = []
    for name, prefix in _names("OIDC", env.words("OIDC", [])):
        issuer = _address(f"{prefix}ISSUER")
        found.append(
            {
                "provider_id": name,
                "name": env.text(f"{prefix}NAME"),
                "client_id": env.text(f"{prefix}CLIENT_ID"),
                "secret": env.text(f"{prefix}CLIENT_SECRET"),
                "settings": {
                    "issuer": issuer,
                    "server_url": issuer.rstrip("/") + "/.well-known/openid-configuration",
                    "oauth_pkce_enabled": True,
                    "second_factor": env.words(f"{prefix}SECOND_FACTOR", []),
                },
            }
        )
    return found


def saml() -> list[dict[str, Any]]:
    """The SAML identity providers, as allauth wants them. Raises ImproperlyConfigured."""
    found = []
    taken = set(env.words("OIDC", []))
    for name, prefix in _names("SAML", env.words("SAML", [])):
        if name in taken:
            # Accounts remember their provider by this name.
            raise ImproperlyConfigured(f"{env.PREFIX}SAML names {name!r}, which is an OpenID Connect provider already.")
        mapping = {"email": [env.text(f"{prefix}EMAIL_ATTRIBUTE", EMAIL)]}
        if identifier := env.text(f"{prefix}ID_ATTRIBUTE", ""):
            mapping["uid"] = [identifier]
        advanced: dict[str, Any] = {
            "strict": True,
            "want_assertion_signed": True,
            "want_name_id": True,
            "reject_idp_initiated_sso": True,
            "reject_deprecated_algorithm": True,
            "name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            # Test installations and networks of a state have names without a dot.
            "allow_single_label_domains": True,
        }
        if env.text(f"{prefix}PRIVATE_KEY", ""):
            advanced |= {
                "private_key": _pem(f"{prefix}PRIVATE_KEY"),
                "x509cert": _pem(f"{prefix}OWN_CERTIFICATE"),
                "authn_request_signed": True,
            }
        found.append(
            {
                "provider_id": name,
                "name": env.text(f"{prefix}NAME"),
                "client_id": name,
                "settings": {
                    "idp": {
                        "entity_id": env.text(f"{prefix}ENTITY_ID"),
                        "sso_url": _address(f"{prefix}SSO_URL"),
                        "x509cert": _pem(f"{prefix}CERTIFICATE"),
                    },
                    "attribute_mapping": mapping,
                    "verified_email": env.flag(f"{prefix}EMAIL_VERIFIED", False),
                    "second_factor": env.words(f"{prefix}SECOND_FACTOR", []),
                    "advanced": advanced,
                },
            }
        )
    return found
