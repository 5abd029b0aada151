"""Settings shared by all deployments. What differs between them comes from the environment, see docs/deployment.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from konzeptdialog.settings import env
from konzeptdialog.settings.people import *  # noqa: F403
from konzeptdialog.settings.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

PACKAGE_DIR = Path(__file__).resolve().parents[1]
_checkout = PACKAGE_DIR.parents[1]
# Installed from a wheel there is no checkout: then the folder it is started in holds `var` and `node_modules`.
BASE_DIR = _checkout if (_checkout / "manage.py").is_file() else Path.cwd()
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.site_address("BASE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SITE_ID = 1

INSTALLED_APPS = [
    # Ours first, so that their templates and translations win.
    "frontend",
    "audit",
    "accounts",
    "notifications",
    "webpages",
    "regions",
    "django_comments_xtd",
    "django_comments",
    "consultations",
    "konzeptdialog.apps.KonzeptdialogConfig",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.users_app.PeopleAdminConfig",  # wagtail.users with our screens
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.signin.devices_app.DevicesConfig",  # allauth.usersessions without addresses
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "konzeptdialog.middleware.ContentSecurityPolicyMiddleware",
    "konzeptdialog.api.PublicInterfaceMiddleware",
    "konzeptdialog.middleware.RefuseHugeBodiesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "konzeptdialog.middleware.RefuseControlCharactersMiddleware",
    "konzeptdialog.middleware.PersonalPagesMiddleware",
    "konzeptdialog.middleware.DatabaseAwayMiddleware",
    "frontend.page_cache.NewGenerationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "konzeptdialog.middleware.ChosenLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signin.middleware.DevicesMiddleware",
    "accounts.signin.middleware.StaffSecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "konzeptdialog.urls"
WSGI_APPLICATION = "konzeptdialog.wsgi.application"

_in_wheel = PACKAGE_DIR / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # In a wheel the folder travels inside the package.
        "DIRS": [_in_wheel if _in_wheel.is_dir() else BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "webpages.context_processors.frame",
                "accounts.context_processors.account",
            ],
            "builtins": ["frontend.templatetags.frontend"],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'konzeptdialog.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: readers go on during a write (WAL), and a transaction takes its lock at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache_url = env.text("CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache_url}
        if _cache_url
        # Shared between the web processes of an embedded installation, unlike local memory.
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
    )
}

# Whole pages for visitors who are not signed in; every change begins anew, so this is about time passing only.
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 30)

# --- Background work -------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.text("BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    _queue = env.folder("BROKER_DIR", VAR_DIR / "broker")
    for _part in ("messages", "control"):
        (_queue / _part).mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
    }
else:
    # A dead broker must not hold up a visitor: give up at once, the outbox sweep delivers later.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# --- Mail: everything goes through the outbox, a worker hands it on --------------------------------------------------

EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"
NOTIFICATIONS_DELIVERY_BACKEND = env.text("MAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.folder("MAIL_DIR", VAR_DIR / "mails")
EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("MAIL_STARTTLS", False)
EMAIL_USE_SSL = env.flag("MAIL_TLS", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Konzeptdialog <beteiligung@konzeptdialog.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = ""

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Static files and uploads ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_DIR", VAR_DIR / "static")
_node = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (prefix, path)
    for prefix, path in [
        ("kern", _node / "@kern-ux" / "native" / "dist"),
        ("htmx", _node / "htmx.org" / "dist"),
        ("jsqr", _node / "jsqr" / "dist"),
    ]
    if path.is_dir()
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_DIR", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Attachments of contributions: never below an address; a view asks who may open them.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.folder("ATTACHMENTS_DIR", VAR_DIR / "attachments"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # Files of single people, e.g. the export of their data.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.folder("PRIVATE_DIR", VAR_DIR / "private"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The page editor sends about six fields for each paragraph; a large law has 1,500.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
ATTACHMENT_MAX_FILES = 3
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_MB", 10) * 1024 * 1024
ATTACHMENT_MAX_PIXELS = 50_000_000
# What is announced as larger is refused before a byte of it is read: elsewhere, and in the admin with its documents.
BODY_MAX_BYTES = ATTACHMENT_MAX_FILES * ATTACHMENT_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE + 1_000_000
ADMIN_BODY_MAX_BYTES = env.number("ADMIN_UPLOAD_MAX_MB", 100) * 1024 * 1024

# --- Safety ----------------------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "konzeptdialog.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the Wagtail preview shows pages inside the admin
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}
# The Wagtail admin writes styles and scripts into its pages; only signed-in staff get there.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}

#: Given by GovData to who delivers descriptions of open data (dcatde:contributorID).
DCAT_CONTRIBUTOR_ID = env.text("DCAT_CONTRIBUTOR_ID", "")

# --- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Konzeptdialog"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
# Address and password are changed where they are confirmed: below /konto/.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Berlin"]
# The admin would call two foreign hosts from the editor's browser otherwise.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "txt", "xlsx", "zip"]
WAGTAILEMBEDS_FINDERS = []  # an embed would be a third-party request
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- django-comments-xtd: its model and threading only, see docs/architecture.md -------------------------------------

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "consultations.contributions.models.Contribution"
COMMENTS_XTD_CONFIRM_EMAIL = False
COMMENTS_XTD_MAX_THREAD_LEVEL = 3

# --- Contributions ---------------------------------------------------------------------------------------------------

CONTRIBUTION_FLOOD_LIMIT = 10
CONTRIBUTION_FLOOD_WINDOW_SECONDS = 600

# Guests: how long the mailed link can be used, and how much longer what was not confirmed is kept.
GUEST_CONFIRM_HOURS = env.number("GUEST_CONFIRM_HOURS", 48)
GUEST_KEEP_UNCONFIRMED_DAYS = env.number("GUEST_KEEP_UNCONFIRMED_DAYS", 7)
# The gate against floods, see consultations/contributions/guests/gate.py. A browser tries half as many numbers as this.
GUEST_PROOF_MAX_NUMBER = env.number("GUEST_PROOF_MAX_NUMBER", 100_000)
GUEST_PROOF_MINUTES = 30
GUEST_WITHOUT_PROOF_PER_HOUR = env.number("GUEST_WITHOUT_PROOF_PER_HOUR", 20)
GUEST_MAILS_PER_DAY = env.number("GUEST_MAILS_PER_DAY", 10)
GUEST_WAITING_PER_TARGET_AND_HOUR = env.number("GUEST_WAITING_PER_TARGET_AND_HOUR", 50)
# Contributions begun and not sent, after the end of their process.
SAVED_CONTRIBUTIONS_KEEP_DAYS = 90
# What participants said about the record of a conference, after it was confirmed.
RECORD_KEEP_REMARKS_DAYS = env.number("RECORD_KEEP_REMARKS_DAYS", 180)
# Formal hearings: how long after the end of a process contact addresses of invited organisations are kept.
HEARING_KEEP_ADDRESSES_DAYS = env.number("HEARING_KEEP_ADDRESSES_DAYS", 180)
# Conferences: hours somebody has to take an offered seat, and to confirm an address; a seat is kept meanwhile.
CONFERENCE_OFFER_HOURS = env.number("CONFERENCE_OFFER_HOURS", 48)
CONFERENCE_CONFIRM_HOURS = env.number("CONFERENCE_CONFIRM_HOURS", 48)
# The gate of registrations without an account: mails to one address a day, unconfirmed ones of a conference an hour.
CONFERENCE_MAILS_PER_DAY = env.number("CONFERENCE_MAILS_PER_DAY", 5)
CONFERENCE_UNCONFIRMED_PER_HOUR = env.number("CONFERENCE_UNCONFIRMED_PER_HOUR", 120)
# How long after a conference needs (food, access, interpreting) and the registrations themselves are kept.
CONFERENCE_NEEDS_KEEP_DAYS = env.number("CONFERENCE_NEEDS_KEEP_DAYS", 7)
CONFERENCE_REGISTRATIONS_KEEP_DAYS = env.number("CONFERENCE_REGISTRATIONS_KEEP_DAYS", 180)
# Conferences: how long it is kept when who came through the door, and who noted it.
DOOR_EVENTS_KEEP_DAYS = env.number("DOOR_EVENTS_KEEP_DAYS", 30)
# Cards at conferences: how long after the end of the capture devices may send what they still hold, and how long
# photos and what tells devices apart are kept after the conference.
CAPTURE_LATE_HOURS = env.number("CAPTURE_LATE_HOURS", 48)
CAPTURE_KEEP_PHOTOS_DAYS = env.number("CAPTURE_KEEP_PHOTOS_DAYS", 180)
CAPTURE_KEEP_DEVICES_DAYS = env.number("CAPTURE_KEEP_DEVICES_DAYS", 30)
# A language model the operator hosts, behind an OpenAI-compatible address; empty: no trace of it on any screen.
LLM_URL = env.text("LLM_URL", "").strip().rstrip("/")
LLM_MODEL = env.text("LLM_MODEL", "").strip()
_llm_key_file = env.text("LLM_KEY_FILE", "")
LLM_KEY = env.secret(_llm_key_file) if _llm_key_file.strip() else env.text("LLM_KEY", "").strip()
LLM_TIMEOUT = env.number("LLM_TIMEOUT", 120)
LLM_ALLOW_HTTP = env.flag("LLM_ALLOW_HTTP", False)
#: Whole days, in German time, within which an author may object to a decision of the moderation.
OBJECTION_DAYS = 14
#: Reports of visitors without an account: about one contribution in all, in one process per hour, from one session.
REPORTS_OF_GUESTS_PER_CONTRIBUTION = 10
REPORTS_OF_GUESTS_PER_HOUR = 60
REPORTS_PER_SESSION = 10
#: Programs send a form at once; a visitor without an account needs at least this long.
REPORT_SECONDS_OF_GUESTS = 3

# Addresses carry receipt codes: of a request only what goes wrong is logged, and secrets are taken out of it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "konzeptdialog.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}
