"""Background work of the site as a whole."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.db import connection

from accounts.signin.devices import forget_ended_sessions


@shared_task
def forget_expired_sessions() -> None:
    """Delete sessions that are over: they may hold what somebody typed before signing in."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    forget_ended_sessions()


#: Rows of an index that are looked at: enough for an estimate, and milliseconds whatever the size.
_ANALYSED = 1_000


@shared_task
def refresh_statistics() -> None:
    """Tell SQLite how many rows its tables have by now: it plans by that, and never looks by itself as PostgreSQL does.

    Source: https://www.sqlite.org/lang_analyze.html
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {_ANALYSED}")
        cursor.execute("ANALYZE")
