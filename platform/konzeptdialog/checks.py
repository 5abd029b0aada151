"""System checks that stop a start which would break a promise later."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def no_platform_package(app_configs, **kwargs) -> list[Error]:
    """`platform/` must stay a plain folder: as a package it would shadow the standard library's module."""
    if (settings.BASE_DIR / "platform" / "__init__.py").exists():
        return [Error("platform/__init__.py exists; it shadows the standard library.", id="konzeptdialog.E001")]
    return []


@register()
def everything_in_berlin_time(app_configs, **kwargs) -> list[Error]:
    """Deadlines are computed and shown in one time zone."""
    if settings.TIME_ZONE != "Europe/Berlin" or not settings.USE_TZ:
        return [Error("TIME_ZONE has to be Europe/Berlin with USE_TZ.", id="konzeptdialog.E002")]
    return []
