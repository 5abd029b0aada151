"""What the features that put triggers on their tables share: are they on, and stepping aside for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

Act = Callable[[BaseDatabaseWrapper], None]


def are_on(connection: BaseDatabaseWrapper, prefix: str) -> bool:
    """Whether any trigger is on whose name begins like this."""
    catalogue = {
        "postgresql": f"SELECT count(*) FROM pg_trigger WHERE tgname LIKE '{prefix}%'",
        "sqlite": f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{prefix}%'",
    }
    if connection.vendor not in catalogue:
        return False
    with connection.cursor() as cursor:
        # Without parameters, so that the percent sign is no placeholder.
        cursor.execute(catalogue[connection.vendor])
        return cursor.fetchone()[0] > 0


@contextmanager
def aside(connection: BaseDatabaseWrapper, *, was_on: bool, install: Act, uninstall: Act) -> Iterator[None]:
    """Take triggers off for a deliberate act, e.g. emptying the database, and put them back whatever happens."""
    if was_on:
        uninstall(connection)
    try:
        yield
    finally:
        if was_on:
            install(connection)
