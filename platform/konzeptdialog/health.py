"""The state of what the site stands on, for load balancers and monitoring."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konzeptdialog.celery import app

logger = logging.getLogger(__name__)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("healthz", "ok", 10)
    if cache.get("healthz") != "ok":
        raise RuntimeError("The cache forgets.")


def _broker() -> None:
    if settings.CELERY_BROKER_URL == "filesystem://":
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        # In the folder of the messages itself; workers take files with the name of a queue only.
        (folder / "healthz").touch()
        return
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)


CHECKS = {"database": _database, "cache": _cache, "broker": _broker}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with "ok" for each part, or 503 naming the broken ones."""
    state = {}
    for name, check in CHECKS.items():
        try:
            check()
            state[name] = "ok"
        except Exception as error:  # whatever a driver raises means the part is broken
            logger.error("healthz: %s is broken (%s)", name, type(error).__name__)
            state[name] = "broken"
    broken = [name for name, value in state.items() if value != "ok"]
    return JsonResponse(
        {"status": "broken" if broken else "ok", "broken": broken, **state}, status=503 if broken else 200
    )
