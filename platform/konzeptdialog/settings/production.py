"""Production: everything by environment variables, see docs/deployment.md and compose.yaml."""

from konzeptdialog.settings.base import *  # noqa: F403
from konzeptdialog.settings.base import BASE_URL, env

SECRET_KEY = env.text("SECRET_KEY")
env.text("DATABASE_URL")
env.text("ALLOWED_HOSTS")
NOTIFICATIONS_DELIVERY_BACKEND = env.text("MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")

_https = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", _https)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", _https) else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if _https else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", False)
