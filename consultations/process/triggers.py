"""What the features that put triggers on their tables share: putting them on, stepping aside, runs of migrations."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

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


def execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Run the statements that make triggers, one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def off_before_migrations(using: str, plan: list[Any] | None, uninstall: Act) -> None:
    """For receivers of `pre_migrate`: SQLite cannot rebuild tables that triggers mention."""
    connection = connections[using]
    if connection.vendor == "sqlite" and plan:
        uninstall(connection)


def is_asked_for(connection: BaseDatabaseWrapper, migration: str) -> bool:
    """Whether the migration of this name (without its number) has asked for triggers in this database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return any(app == "consultations" and name.endswith(migration) for app, name in applied)


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
