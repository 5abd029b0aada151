"""The database's own guard of sealed registers: it refuses to change or delete a seal or one of its lines.

Three things stay possible: a contribution may be deleted on demand (its line loses the link, nothing else), a phase may
be deleted (so does the seal), and the seals of the demonstration go when its dates move along. Whoever empties the
whole database says so by `lifted`. How triggers live on PostgreSQL and SQLite is said in `drafts.freeze`.
"""

from contextlib import AbstractContextManager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from consultations.process import triggers

#: The name of the migration that asks for the guard, without its number.
MIGRATION = "freeze_sealed_registers"
MESSAGE = "A sealed register cannot be changed."

#: Table, the one column that may become empty, and the condition that it belongs to the demonstration.
_DEMO = "EXISTS (SELECT 1 FROM consultations_process p WHERE p.id = {process} AND p.demo_shifted_by IS NOT NULL)"
TABLES = {
    "consultations_registerseal": ("phase_id", _DEMO.format(process="OLD.process_id")),
    "consultations_registerentry": (
        "contribution_id",
        _DEMO.format(process="(SELECT s.process_id FROM consultations_registerseal s WHERE s.id = OLD.seal_id)"),
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, replacing what is there. Other databases than PostgreSQL and SQLite are left alone."""
    uninstall(connection)
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connection.vendor, lambda connection: [])
    triggers.execute(connection, statements(connection))


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off; harmless when there are none."""
    if connection.vendor not in ("postgresql", "sqlite"):
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in TABLES:
            for event in ("update", "delete"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                if table in there:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on_table}")
        if connection.vendor == "postgresql":
            names = ["kd_seal_refuse", *(_name(table, "delete") for table in TABLES)]
            cursor.execute("DROP FUNCTION IF EXISTS " + ", ".join(f"{name}()" for name in names))


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are on."""
    return triggers.are_on(connection, "kd_seal_")


def lifted(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Take the guard off for a deliberate act, e.g. emptying the database, and put it back whatever happens."""
    return triggers.aside(connection, was_on=is_installed(connection), install=install, uninstall=uninstall)


def before_migrations(using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Receiver of `pre_migrate`: SQLite cannot rebuild tables that triggers mention."""
    triggers.off_before_migrations(using, plan, uninstall)


def after_migrations(using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: the guard is on in every database on SQLite that has its migration."""
    connection = connections[using]
    if connection.vendor == "sqlite" and triggers.is_asked_for(connection, MIGRATION):
        install(connection)


def _name(table: str, event: str) -> str:
    return f"kd_seal_{table.removeprefix('consultations_register')}_{event}"


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _changes(connection: BaseDatabaseWrapper, table: str, may_empty: str, differs: str) -> str:
    """The condition that an update does more than empty the one column; `differs` compares in the database's words."""
    parts = [
        f'(OLD."{name}" {differs} NEW."{name}"' + (f' AND NEW."{name}" IS NOT NULL)' if name == may_empty else ")")
        for name in _columns(connection, table)
    ]
    return " OR ".join(parts)


def _postgresql(connection: BaseDatabaseWrapper) -> list[str]:
    statements = [
        f"""
        CREATE FUNCTION kd_seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    ]
    for table, (may_empty, _is_demo) in TABLES.items():
        changes = _changes(connection, table, may_empty, "IS DISTINCT FROM")
        statements.append(
            f"CREATE TRIGGER {_name(table, 'update')} BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({changes}) EXECUTE FUNCTION kd_seal_refuse()"
        )
    return statements + _postgresql_deletes()


def _postgresql_deletes() -> list[str]:
    """A condition of a trigger must not ask other tables there: whether it is the demonstration is asked inside."""
    statements = []
    for table, (_may_empty, is_demo) in TABLES.items():
        name = _name(table, "delete")
        statements += [
            f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {is_demo} THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements


def _sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    statements = []
    for table, (may_empty, is_demo) in TABLES.items():
        conditions = {"update": _changes(connection, table, may_empty, "IS NOT"), "delete": f"NOT {is_demo}"}
        for event, condition in conditions.items():
            statements.append(
                f"CREATE TRIGGER {_name(table, event)} BEFORE {event.upper()} ON {table} FOR EACH ROW "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    return statements
