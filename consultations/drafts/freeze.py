"""The database's own guard of published versions: triggers that refuse what the models refuse, whoever asks.

Model methods do not see `QuerySet.update`, bulk operations, another program or an administrator at the database prompt.
So that a published version never changes, the database refuses

* to insert, change, move or delete chapters, paragraphs and uses of images of a published version,
* to change or delete the row of a published version, and with it to delete its draft or its process.

Three things stay possible: an action field may be deleted (its label on chapters becomes empty), an account may be
deleted (`published_by` becomes empty), and the demonstration moves the dates of its versions along (`published_at`,
only in a process that has `demo_shifted_by`).

The triggers fire on rows. PostgreSQL empties tables by TRUNCATE, which asks no row; SQLite by DELETE, and in no certain
order, so that no condition could tell a flush from an attack. Whoever empties or rewrites on purpose says so by
`lifted`: our `flush` command does (tests end with it), and a later migration of old texts has to.

SQLite alters a table by copying it, which loses its triggers and stumbles over those that mention it. There the
triggers are taken off before each run of migrations and put on after it (`before_migrations`, `after_migrations`),
built from the columns the tables then have.
"""

from contextlib import AbstractContextManager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from consultations.process import triggers

#: The name of the migration that asks for the guard, without its number.
MIGRATION = "freeze_published_versions"
MESSAGE = "A published version cannot be changed."

DRAFTS, PROCESSES, VERSIONS = "consultations_draft", "consultations_process", "consultations_draftversion"
#: Tables of the parts of a version, each with the columns that may become empty.
PARTS = {
    "consultations_section": ("action_field_id",),
    "consultations_paragraph": (),
    "consultations_versionimage": (),
}

_IS_DEMO = (
    f"EXISTS (SELECT 1 FROM {DRAFTS} d JOIN {PROCESSES} p ON p.id = d.process_id "
    "WHERE d.id = OLD.draft_id AND p.demo_shifted_by IS NOT NULL)"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, replacing what is there. Other databases than PostgreSQL and SQLite are left alone."""
    uninstall(connection)
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connection.vendor, lambda connection: [])
    triggers.execute(connection, statements(connection))


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off; harmless when there are none."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, table in _triggers():
            if table in tables and connection.vendor in ("postgresql", "sqlite"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS kd_freeze_part(), kd_freeze_version()")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are on."""
    return triggers.are_on(connection, "kd_freeze_")


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


def _parts(connection: BaseDatabaseWrapper) -> list[tuple[str, tuple[str, ...]]]:
    """The tables of `PARTS` that are there: the migration that first installs the guard comes before the latest."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [(table, may_empty) for table, may_empty in PARTS.items() if table in tables]


def _triggers() -> list[tuple[str, str]]:
    """Name and table of each trigger; on PostgreSQL one trigger stands for all events of a table."""
    names = []
    for table in (VERSIONS, *PARTS):
        short = table.removeprefix("consultations_")
        names += [(f"kd_freeze_{short}{event}", table) for event in ("", "_insert", "_update", "_delete")]
    return names


def _postgresql(connection: BaseDatabaseWrapper) -> list[str]:
    """Functions and triggers for PostgreSQL; comparing whole rows, they know columns that come later, too.

    The version is locked before its state is read: while it is being published, nobody changes its parts.
    """
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    statements = [
        f"""
        CREATE FUNCTION kd_freeze_part() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            may_empty text[] := TG_ARGV[0]::text[];
            touched bigint[];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                touched := ARRAY[NEW.version_id];
            ELSIF TG_OP = 'DELETE' THEN
                touched := ARRAY[OLD.version_id];
            ELSIF to_jsonb(NEW) - may_empty = to_jsonb(OLD) - may_empty
                AND NOT EXISTS (
                    SELECT 1 FROM unnest(may_empty) AS name
                    WHERE to_jsonb(NEW) ->> name IS NOT NULL
                    AND to_jsonb(NEW) ->> name IS DISTINCT FROM to_jsonb(OLD) ->> name
                )
            THEN
                RETURN NEW;
            ELSE
                touched := ARRAY[OLD.version_id, NEW.version_id];
            END IF;
            PERFORM 1 FROM {VERSIONS} WHERE id = ANY (touched) ORDER BY id FOR SHARE;
            IF EXISTS (SELECT 1 FROM {VERSIONS} WHERE id = ANY (touched) AND state = 'published') THEN
                {refuse};
            END IF;
            RETURN COALESCE(NEW, OLD);
        END $$
        """,
        f"""
        CREATE FUNCTION kd_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state <> 'published' THEN
                RETURN COALESCE(NEW, OLD);
            END IF;
            IF TG_OP = 'UPDATE'
                AND to_jsonb(NEW) - '{{published_by_id,published_at}}'::text[]
                    = to_jsonb(OLD) - '{{published_by_id,published_at}}'::text[]
                AND (NEW.published_by_id IS NULL OR NEW.published_by_id IS NOT DISTINCT FROM OLD.published_by_id)
                AND (NEW.published_at = OLD.published_at OR {_IS_DEMO})
            THEN
                RETURN NEW;
            END IF;
            {refuse};
        END $$
        """,
        f"CREATE TRIGGER kd_freeze_draftversion BEFORE UPDATE OR DELETE ON {VERSIONS} "
        "FOR EACH ROW EXECUTE FUNCTION kd_freeze_version()",
    ]
    for table, may_empty in _parts(connection):
        name = f"kd_freeze_{table.removeprefix('consultations_')}"
        columns = "{" + ",".join(may_empty) + "}"
        statements.append(
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION kd_freeze_part('{columns}')"
        )
    return statements


def _sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers for SQLite, which compares column by column. Writers queue up there: no lock is needed."""
    old_state = "OLD.state = 'published'"
    version_changes = _changes(connection, VERSIONS, may_empty=("published_by_id",), except_for=("published_at",))
    moved = f"(OLD.published_at IS NOT NEW.published_at AND NOT {_IS_DEMO})"
    statements = [
        _sqlite_trigger(VERSIONS, "UPDATE", f"{old_state} AND ({version_changes} OR {moved})"),
        _sqlite_trigger(VERSIONS, "DELETE", old_state),
    ]
    for table, may_empty in _parts(connection):
        frozen = {
            row: f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.id = {row}.version_id AND v.state = 'published')"
            for row in ("OLD", "NEW")
        }
        changes = _changes(connection, table, may_empty=may_empty)
        statements += [
            _sqlite_trigger(table, "INSERT", frozen["NEW"]),
            _sqlite_trigger(table, "UPDATE", f"({frozen['OLD']} OR {frozen['NEW']}) AND ({changes})"),
            _sqlite_trigger(table, "DELETE", frozen["OLD"]),
        ]
    return statements


def _changes(
    connection: BaseDatabaseWrapper, table: str, *, may_empty: tuple[str, ...], except_for: tuple[str, ...] = ()
) -> str:
    """The condition that an update changes something, as far as it is frozen."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    parts = []
    for name in columns:
        if name in may_empty:
            parts.append(f'(OLD."{name}" IS NOT NEW."{name}" AND NEW."{name}" IS NOT NULL)')
        elif name not in except_for:
            parts.append(f'OLD."{name}" IS NOT NEW."{name}"')
    return " OR ".join(parts)


def _sqlite_trigger(table: str, event: str, condition: str) -> str:
    name = f"kd_freeze_{table.removeprefix('consultations_')}_{event.lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
