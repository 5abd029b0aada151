"""The database keeps the queue of the moderators: one row for each contribution that waits, in its order.

What waits follows from three tables (contributions, open items, members of groups), and many services write them: some
one row, some five thousand, some past the models. So triggers keep `QueueEntry`, as the database keeps an index. Each
of them works out the one entry anew from what is there, under a lock on the contribution: of two people who settle one
item and raise another at once, the second sees what the first has done, and nothing falls out of the queue.

`waiting.computed` says the same in Python; a test compares both after long random walks through the services.

SQLite alters a table by copying it, which loses its triggers. There they are taken off before each run of migrations,
and after it they are put on and everything is worked out anew (`before_migrations`, `after_migrations`).
"""

from contextlib import AbstractContextManager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from consultations.process import triggers

#: The name of the migration that makes the table, without its number.
MIGRATION = "queue_entries"
ENTRIES = "consultations_queueentry"
CONTRIBUTIONS = "consultations_contribution"
#: Tables of what a contribution waits for and stands with, each with the columns that matter.
ABOUT_ONE = {
    "consultations_reviewitem": ("contribution_id", "raised_at", "settled_at"),
    "consultations_campaignmember": ("contribution_id", "campaign_id", "is_left_out"),
}
OWN_COLUMNS = ("state", "received_at", "process_id")
#: So many contributions are locked at once while the queue is first filled.
BATCH = 1000

_OPEN = "FROM consultations_reviewitem i WHERE i.contribution_id = c.xtdcomment_ptr_id AND i.settled_at IS NULL"
_WAITS = f"(c.state = 'pending' OR (c.state NOT IN ('unconfirmed', 'withdrawn') AND EXISTS (SELECT 1 {_OPEN})))"
_ENTRIES = f"""
    SELECT c.xtdcomment_ptr_id AS contribution_id, c.process_id AS process_id,
        CASE WHEN c.state = 'pending' THEN c.received_at ELSE (SELECT MIN(i.raised_at) {_OPEN}) END AS since,
        m.campaign_id AS campaign_id
    FROM {CONTRIBUTIONS} c
    LEFT JOIN consultations_campaignmember m ON m.contribution_id = c.xtdcomment_ptr_id AND NOT m.is_left_out
    WHERE {_WAITS}
"""
_INSERT = f"INSERT INTO {ENTRIES} (contribution_id, process_id, since, campaign_id) {_ENTRIES}"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, replacing what is there. Other databases than PostgreSQL and SQLite are left alone."""
    uninstall(connection)
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connection.vendor, list)
    triggers.execute(connection, statements())


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off; harmless when there are none."""
    if connection.vendor not in ("postgresql", "sqlite"):
        return
    with connection.cursor() as cursor:
        for table in (CONTRIBUTIONS, *ABOUT_ONE):
            for event in ("insert", "update", "delete"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS kd_queue_own(), kd_queue_about_one(), kd_queue_keep(bigint)")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are on."""
    return triggers.are_on(connection, "kd_queue_")


def lifted(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Take the triggers off while the database is emptied, and put them back whatever happens."""
    return triggers.aside(connection, was_on=is_installed(connection), install=install, uninstall=uninstall)


def fill(connection: BaseDatabaseWrapper) -> None:
    """Work out the whole queue anew; on PostgreSQL in batches, while people go on working."""
    if connection.vendor == "postgresql":
        _fill_in_batches(connection)
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ENTRIES}")
        cursor.execute(_INSERT)


def _fill_in_batches(connection: BaseDatabaseWrapper) -> None:
    """Candidates first, without a lock; each is then looked at again under its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.xtdcomment_ptr_id FROM {CONTRIBUTIONS} c WHERE {_WAITS} "
            f"UNION SELECT contribution_id FROM {ENTRIES} ORDER BY 1"
        )
        keys = [key for (key,) in cursor.fetchall()]
        for start in range(0, len(keys), BATCH):
            with transaction.atomic(using=connection.alias):
                cursor.execute("SELECT kd_queue_keep(one) FROM unnest(%s::bigint[]) one", [keys[start : start + BATCH]])


def before_migrations(using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Receiver of `pre_migrate`: SQLite cannot rebuild tables that triggers mention."""
    triggers.off_before_migrations(using, plan, uninstall)


def after_migrations(using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: on SQLite the queue is worked out and kept from here on."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    if triggers.is_asked_for(connection, MIGRATION):
        install(connection)
        fill(connection)


def _name(table: str, event: str) -> str:
    return f"kd_queue_{table.removeprefix('consultations_')}_{event}"


def _postgresql() -> list[str]:
    """Functions and triggers for PostgreSQL."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in OWN_COLUMNS)
    statements = [
        f"""
        CREATE FUNCTION kd_queue_keep(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            entry record;
        BEGIN
            -- Each statement sees what was committed while the one before it waited.
            PERFORM 1 FROM {CONTRIBUTIONS} WHERE xtdcomment_ptr_id = wanted FOR NO KEY UPDATE;
            SELECT * INTO entry FROM ({_ENTRIES} AND c.xtdcomment_ptr_id = wanted) one;
            IF FOUND THEN
                INSERT INTO {ENTRIES} AS kept (contribution_id, process_id, since, campaign_id)
                VALUES (entry.contribution_id, entry.process_id, entry.since, entry.campaign_id)
                ON CONFLICT (contribution_id) DO UPDATE
                SET process_id = EXCLUDED.process_id, since = EXCLUDED.since, campaign_id = EXCLUDED.campaign_id
                WHERE (kept.process_id, kept.since, kept.campaign_id)
                    IS DISTINCT FROM (EXCLUDED.process_id, EXCLUDED.since, EXCLUDED.campaign_id);
            ELSE
                DELETE FROM {ENTRIES} WHERE contribution_id = wanted;
            END IF;
        END $$
        """,
        f"""
        CREATE FUNCTION kd_queue_own() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                DELETE FROM {ENTRIES} WHERE contribution_id = OLD.xtdcomment_ptr_id;
                RETURN OLD;
            END IF;
            PERFORM kd_queue_keep(NEW.xtdcomment_ptr_id);
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION kd_queue_about_one() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM kd_queue_keep(OLD.contribution_id);
            END IF;
            IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.contribution_id <> OLD.contribution_id) THEN
                PERFORM kd_queue_keep(NEW.contribution_id);
            END IF;
            RETURN NULL;
        END $$
        """,
        f"CREATE TRIGGER {_name(CONTRIBUTIONS, 'insert')} AFTER INSERT ON {CONTRIBUTIONS} FOR EACH ROW "
        "WHEN (NEW.state = 'pending') EXECUTE FUNCTION kd_queue_own()",
        f"CREATE TRIGGER {_name(CONTRIBUTIONS, 'update')} AFTER UPDATE ON {CONTRIBUTIONS} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION kd_queue_own()",
        f"CREATE TRIGGER {_name(CONTRIBUTIONS, 'delete')} BEFORE DELETE ON {CONTRIBUTIONS} FOR EACH ROW "
        "EXECUTE FUNCTION kd_queue_own()",
    ]
    for table, columns in ABOUT_ONE.items():
        for event in ("INSERT", f"UPDATE OF {', '.join(columns)}", "DELETE"):
            statements.append(
                f"CREATE TRIGGER {_name(table, event.split()[0].lower())} AFTER {event} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION kd_queue_about_one()"
            )
    return statements


def _sqlite() -> list[str]:
    """Triggers for SQLite. Writers queue up there: no lock is needed."""

    def trigger(table: str, event: str, *keys: str, condition: str = "") -> str:
        steps = [f"DELETE FROM {ENTRIES} WHERE contribution_id IN ({', '.join(keys)});"]
        if not (table == CONTRIBUTIONS and event == "DELETE"):
            steps.append(f"{_INSERT} AND c.xtdcomment_ptr_id IN ({', '.join(keys)});")
        when = f" WHEN {condition}" if condition else ""
        name = _name(table, event.split()[0].lower())
        return f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{when} BEGIN {' '.join(steps)} END"

    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in OWN_COLUMNS)
    statements = [
        trigger(CONTRIBUTIONS, "INSERT", "NEW.xtdcomment_ptr_id", condition="NEW.state = 'pending'"),
        trigger(CONTRIBUTIONS, "UPDATE", "NEW.xtdcomment_ptr_id", condition=changed),
        trigger(CONTRIBUTIONS, "DELETE", "OLD.xtdcomment_ptr_id"),
    ]
    for table, columns in ABOUT_ONE.items():
        statements += [
            trigger(table, "INSERT", "NEW.contribution_id"),
            trigger(table, f"UPDATE OF {', '.join(columns)}", "OLD.contribution_id", "NEW.contribution_id"),
            trigger(table, "DELETE", "OLD.contribution_id"),
        ]
    return statements
