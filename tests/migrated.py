"""One migrated database, made once and copied: for each worker of the tests and each site of the browser tests.

Running all migrations takes longer than hundreds of tests; copying what they leave takes no time. The original lies in
the folder `test-database` of KONZEPTDIALOG_VAR_DIR (SQLite), or beside the databases of the tests on the same server
(PostgreSQL: named like the configured database, with `_migrated` behind it). It carries the fingerprint of all
migrations, and is made anew when they have changed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import sql

from consultations.drafts import freeze
from consultations.exports.reports import retractions
from consultations.moderation import queue_keeping
from consultations.process import triggers

ROOT = Path(__file__).resolve().parents[1]


def copy_to(name: str | Path) -> str:
    """Put a copy of the migrated database into a file, or into a database of that name on the configured server.

    What was there is replaced. Returns the copy's address.
    """
    with _alone():
        if _server().startswith("postgres"):
            _copy_postgresql(str(name))
            return _address(str(name))
        _copy_sqlite(Path(name))
        return f"sqlite:///{name}"


def fingerprint() -> str:
    """Changes when a migration of any app changes, or what migrations of ours run."""
    found = hashlib.sha256(f"{version('django')} {settings.LANGUAGE_CODE} {settings.SITE_ID}".encode())
    for module in (freeze, queue_keeping, retractions, triggers):
        found.update(Path(module.__file__).read_bytes())
    for app in apps.get_app_configs():
        spec = find_spec(f"{settings.MIGRATION_MODULES.get(app.label, app.name + '.migrations')}")
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for path in sorted(Path(folder).glob("*.py")):
                found.update(f"{app.label}/{path.name}".encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _copy_sqlite(target: Path) -> None:
    folder = settings.VAR_DIR / "test-database"
    folder.mkdir(exist_ok=True)
    original = folder / f"{fingerprint()}.sqlite3"
    if not original.exists():
        for outdated in folder.iterdir():
            outdated.unlink()
        unfinished = folder / "unfinished.sqlite3"
        _migrate(f"sqlite:///{unfinished}")
        unfinished.rename(original)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    shutil.copyfile(original, target)


def _copy_postgresql(name: str) -> None:
    """The original's fingerprint is the comment of its database, written when everything else is done."""
    original = f"{urlsplit(_server()).path.lstrip('/')}_migrated"
    with psycopg.connect(_server(), autocommit=True) as connection:
        comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = connection.execute(comment, [original]).fetchone()
        if row is None or row[0] != fingerprint():
            _create(connection, original, template="template1")
            _migrate(_address(original))
            statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(statement.format(sql.Identifier(original), sql.Literal(fingerprint())))
        _create(connection, name, template=original)


def _create(connection: psycopg.Connection, name: str, *, template: str) -> None:
    for statement in ("DROP DATABASE IF EXISTS {0} WITH (FORCE)", "CREATE DATABASE {0} TEMPLATE {1}"):
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))


def _migrate(url: str) -> None:
    """In a process of its own: this one has not settled on a database yet."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "konzeptdialog.settings.test", "KONZEPTDIALOG_DATABASE_URL": url},
        check=True,
    )


def _server() -> str:
    """The configured address: any database on the server the tests were pointed at."""
    return os.environ.get("KONZEPTDIALOG_DATABASE_URL", "")


def _address(name: str) -> str:
    """The address of a database of that name on the configured server."""
    return urlunsplit(urlsplit(_server())._replace(path=f"/{name}"))


@contextmanager
def _alone() -> Iterator[None]:
    """Of several workers one makes the original, the others wait for it."""
    with (settings.VAR_DIR / "test-database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
