"""Background work of the site as a whole."""

from importlib import import_module

from celery import shared_task
from django.conf import settings

from accounts.signin.devices import forget_ended_sessions


@shared_task
def forget_expired_sessions() -> None:
    """Delete sessions that are over: they may hold what somebody typed before signing in."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    forget_ended_sessions()
