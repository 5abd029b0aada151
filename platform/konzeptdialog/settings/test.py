"""Tests: SQLite by default; `make test-services` sets the addresses of PostgreSQL and Redis."""

import os
import tempfile

from konzeptdialog.settings.base import *  # noqa: F403
from konzeptdialog.settings.base import CACHES, DATABASES, VAR_DIR

SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
NOTIFICATIONS_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = None
MEDIA_ROOT = tempfile.mkdtemp(prefix="konzeptdialog-media-")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="konzeptdialog-attachments-")},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="konzeptdialog-private-")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "filebased" in CACHES["default"]["BACKEND"]:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    # Tests empty the cache; each parallel worker has a Redis database of its own, counted down from the given one.
    _server, _slash, _number = CACHES["default"]["LOCATION"].rpartition("/")
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{_server}/{int(_number) - 2 * _worker}"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that threads of one test see each other's writes as they would in production.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
# Tests write past the requests that begin a new generation of pages.
PAGE_CACHE_SECONDS = 0
# Limits are tested where they are the subject; elsewhere they would couple tests to each other.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# Switched on where it is the subject: tests/accounts/signin/.
STAFF_SECOND_FACTOR = False
WHITENOISE_AUTOREFRESH = True
