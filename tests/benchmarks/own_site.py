"""A site of its own for one measurement: a database with the demonstration in a folder that is thrown away."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The process of the demonstration, which measurements fill up.
SLUG = "zusammen-wachsen"


@contextmanager
def own_site() -> Iterator[None]:
    """From here on the settings of this process, and of those it starts, are those of a new site."""
    with tempfile.TemporaryDirectory(prefix="konzeptdialog-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "KONZEPTDIALOG_VAR_DIR": folder,
            "KONZEPTDIALOG_DATABASE_URL": f"sqlite:///{folder}/konzeptdialog.sqlite3",
            "KONZEPTDIALOG_LOG_LEVEL": "ERROR",
            "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        }
        for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
            manage = [sys.executable, str(ROOT / "manage.py"), *command]
            subprocess.run(manage, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield


def refresh_statistics() -> None:
    """Tell the database how its tables look now: after a mass of rows PostgreSQL does so by itself, SQLite never."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
