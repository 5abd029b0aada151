"""The database notes what stops being public, so that no file made before goes on saying it.

A report is a file, and what it says may be shortened, rejected, withdrawn or taken out of a result a day later. Many
services do that, some of them past the models (closing an account), so triggers note it where it becomes true: one row
of `Retraction` in the same transaction, whoever changed it. A report remembers how many rows there were before it read
the first line; one more, and it is given to nobody. Rows are counted, not compared by time or key: a decision that was
written before the report began and committed after it read is counted too.

Both databases run the same statements; how triggers live on PostgreSQL and SQLite is said in `drafts.freeze`.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from consultations.process import triggers

#: The name of the migration that asks for the triggers, without its number.
MIGRATION = "note_retractions"
_ROWS = "consultations_retraction"
_CONTRIBUTIONS = "consultations_contribution"
_ADMITTED = "('released', 'merged')"
#: Whether everybody could read a contribution, `{row}` being it.
_WAS_PUBLIC = "({row}.state = 'released' AND {row}.publication <> 'internal')"
#: What reports say of a contribution; names only where their owners agreed.
_WORDS = ("title", "published_text", "published_proposal")
_NAMES = ("organisation_name", "author_name")

_LEFT = (
    f"(NEW.state NOT IN {_ADMITTED} OR (OLD.state = 'released' AND NEW.state = 'merged')"
    " OR (OLD.publication <> 'internal' AND NEW.publication = 'internal'))"
)
_SAYS_LESS = " OR ".join(
    [
        "(OLD.publication = 'named' AND NEW.publication = 'category')",
        *(f"OLD.{name} <> NEW.{name}" for name in _WORDS),
        *(f"(OLD.publication = 'named' AND OLD.{name} <> NEW.{name})" for name in _NAMES),
    ]
)
_SETTLED = "({row}.reason <> '' AND ({row}.decision <> 'open' OR {row}.examined_until IS NOT NULL))"


@dataclass(frozen=True)
class _Watch:
    """One trigger: when it fires, and the rows it writes as a SELECT of process, kind, was_public, subject."""

    name: str
    event: str
    table: str
    condition: str
    rows: str

    @property
    def is_delete(self) -> bool:
        return self.event == "DELETE"


def _of_attachment() -> str:
    return (
        f"SELECT c.process_id, 'attachment', {_WAS_PUBLIC.format(row='c')}, c.code FROM {_CONTRIBUTIONS} c "
        f"WHERE c.xtdcomment_ptr_id = OLD.contribution_id AND c.state IN {_ADMITTED}"
    )


def _of_finding(kind: str, key: str) -> str:
    return (
        f"SELECT f.process_id, '{kind}', TRUE, CAST(f.number AS VARCHAR(20)) FROM consultations_finding f "
        f"WHERE f.id = {key} AND f.state = 'published'"
    )


_COLUMNS = ", ".join(("state", "publication", *_WORDS, *_NAMES))
WATCHED = (
    _Watch(
        "contribution_update",
        f"UPDATE OF {_COLUMNS}",
        _CONTRIBUTIONS,
        f"NOT OLD.is_official_reply AND OLD.state IN {_ADMITTED} AND ({_LEFT} OR {_SAYS_LESS})",
        f"SELECT OLD.process_id, CASE WHEN {_LEFT} THEN 'gone' ELSE 'changed' END, {_WAS_PUBLIC.format(row='OLD')}, "
        "OLD.code",
    ),
    _Watch(
        "contribution_delete",
        "DELETE",
        _CONTRIBUTIONS,
        f"NOT OLD.is_official_reply AND OLD.state IN {_ADMITTED}",
        f"SELECT OLD.process_id, 'gone', {_WAS_PUBLIC.format(row='OLD')}, OLD.code",
    ),
    _Watch(
        "attachment_update",
        "UPDATE OF is_released",
        "consultations_attachment",
        "OLD.is_released AND NOT NEW.is_released",
        _of_attachment(),
    ),
    _Watch("attachment_delete", "DELETE", "consultations_attachment", "OLD.is_released", _of_attachment()),
    # The log of the synthesis: whatever leaves a finding is noted there, with its reason.
    _Watch(
        "removal_insert",
        "INSERT",
        "consultations_segmentremoval",
        "NEW.kind <> 'stance'",
        _of_finding("passage", "NEW.finding_id"),
    ),
    _Watch(
        "finding_update",
        "UPDATE OF state",
        "consultations_finding",
        "OLD.state = 'published' AND NEW.state <> 'published'",
        "SELECT OLD.process_id, 'finding', TRUE, CAST(OLD.number AS VARCHAR(20))",
    ),
    _Watch(
        "answer_update",
        "UPDATE OF decision, reason, examined_until",
        "consultations_answer",
        f"{_SETTLED.format(row='OLD')} AND NOT {_SETTLED.format(row='NEW')}",
        _of_finding("answer", "OLD.finding_id"),
    ),
    _Watch(
        "measure_update",
        "UPDATE OF is_public",
        "consultations_measure",
        "OLD.is_public AND NOT NEW.is_public",
        "SELECT OLD.process_id, 'measure', TRUE, CAST(OLD.number AS VARCHAR(20))",
    ),
)


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
        there = set(connection.introspection.table_names(cursor))
        for watch in WATCHED:
            on_table = f" ON {watch.table}" if connection.vendor == "postgresql" else ""
            if watch.table in there:
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(watch)}{on_table}")
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {_name(watch)}()")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are on."""
    return triggers.are_on(connection, "kd_retraction_")


def lifted(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Take the triggers off while the database is emptied, and put them back whatever happens."""
    return triggers.aside(connection, was_on=is_installed(connection), install=install, uninstall=uninstall)


def before_migrations(using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Receiver of `pre_migrate`: SQLite cannot rebuild tables that triggers mention."""
    triggers.off_before_migrations(using, plan, uninstall)


def after_migrations(using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: on SQLite the triggers are on in every database that has their migration."""
    connection = connections[using]
    if connection.vendor == "sqlite" and triggers.is_asked_for(connection, MIGRATION):
        install(connection)


def _name(watch: _Watch) -> str:
    return f"kd_retraction_{watch.name}"


def _insert(watch: _Watch) -> str:
    return (
        f"INSERT INTO {_ROWS} (process_id, kind, was_public, subject, at) "
        f"SELECT one.*, CURRENT_TIMESTAMP FROM ({watch.rows}) one"
    )


def _moment(watch: _Watch) -> str:
    """Attachments go before their contribution: asked before, the row is still there."""
    return "BEFORE" if watch.is_delete else "AFTER"


def _postgresql() -> list[str]:
    statements = []
    for watch in WATCHED:
        statements += [
            f"""
            CREATE FUNCTION {_name(watch)}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {_insert(watch)};
                RETURN {"OLD" if watch.is_delete else "NULL"};
            END $$
            """,
            f"CREATE TRIGGER {_name(watch)} {_moment(watch)} {watch.event} ON {watch.table} FOR EACH ROW "
            f"WHEN ({watch.condition}) EXECUTE FUNCTION {_name(watch)}()",
        ]
    return statements


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(watch)} {_moment(watch)} {watch.event} ON {watch.table} FOR EACH ROW "
        f"WHEN {watch.condition} BEGIN {_insert(watch)}; END"
        for watch in WATCHED
    ]
