"""Embedded default: SQLite, filesystem broker, mails as files. `make demo` runs on it; no service is needed."""

import secrets

from konzeptdialog.settings.base import *  # noqa: F403
from konzeptdialog.settings.base import STORAGES, VAR_DIR, env

DEBUG = env.flag("DEBUG", False)

_key_file = VAR_DIR / "secret_key"
if not _key_file.exists():
    _key_file.write_text(secrets.token_urlsafe(50))
    _key_file.chmod(0o600)
SECRET_KEY = env.text("SECRET_KEY", _key_file.read_text())

if DEBUG:
    WHITENOISE_USE_FINDERS = True
    STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# The demonstration has accounts whose password everybody can read; a second factor would only lock its visitors out.
# `check --deploy` and the first page of the admin say so.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", False)
