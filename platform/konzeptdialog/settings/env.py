"""Typed reading of environment variables that stops the start with one clear sentence on a bad value."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "KONZEPTDIALOG_"

_env = environ.Env()


def _fail(name: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{PREFIX}{name} is {os.environ.get(PREFIX + name)!r}: expected {expected}.")


def text(name: str, default: str | None = None) -> str:
    """Return a string; without a default the variable is required.

    Raises ImproperlyConfigured when it is missing or, as an unset variable of a compose file is, empty.
    """
    value = os.environ.get(PREFIX + name, default)
    if value is None or (default is None and not value.strip()):
        raise ImproperlyConfigured(f"{PREFIX}{name} is not set, and this deployment needs it.")
    return value


def secret(path: str) -> str:
    """Return the secret that a file holds. Raises ImproperlyConfigured when it cannot be read, without repeating it."""
    try:
        return Path(path.strip()).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            "The file with a secret cannot be read; see the variables ending in _FILE."
        ) from error


def flag(name: str, default: bool) -> bool:
    """Return a boolean from 1/0, true/false, yes/no, on/off. Raises ImproperlyConfigured otherwise."""
    raw = os.environ.get(PREFIX + name)
    if raw is None:
        return default
    if raw.strip().lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.strip().lower() in {"0", "false", "no", "off", ""}:
        return False
    raise _fail(name, "1 or 0")


def number(name: str, default: int) -> int:
    """Return a whole number. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(PREFIX + name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise _fail(name, "a whole number") from error


def words(name: str, default: list[str]) -> list[str]:
    """Return a list from comma-separated words."""
    raw = os.environ.get(PREFIX + name)
    return default if raw is None else [word.strip() for word in raw.split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder, created when it is not there."""
    path = Path(os.environ.get(PREFIX + name, str(default)))
    path.mkdir(parents=True, exist_ok=True)
    return path


def site_address(name: str, default: str) -> str:
    """Return scheme and host of the site, without the slash that would double in links. Raises ImproperlyConfigured."""
    raw = os.environ.get(PREFIX + name, default).strip().rstrip("/")
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise _fail(name, "an address without a path such as https://beteiligung.example")
    return raw


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's database dictionary for an address such as postgres://user@host/name.

    Raises ImproperlyConfigured, without repeating the address: it holds a password.
    """
    raw = os.environ.get(PREFIX + name, default)
    try:
        # Asked first: the library would print an address it does not know, password included.
        config = _env.db_url_config(raw) if urlsplit(raw).scheme in _env.DB_SCHEMES else {}
    except (ValueError, KeyError):
        config = {}
    if not str(config.get("ENGINE", "")).startswith("django.db.backends."):
        expected = "a database address such as postgres://user:password@host:5432/name"
        raise ImproperlyConfigured(f"{PREFIX}{name} cannot be read: expected {expected}.")
    return config
