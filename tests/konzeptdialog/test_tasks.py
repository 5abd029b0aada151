"""Background work of the site as a whole."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from konzeptdialog.tasks import refresh_statistics

pytestmark = pytest.mark.django_db


def estimates(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        return [row[0] for row in cursor.fetchall()]


def test_sqlite_is_told_how_many_rows_there_are():
    if connection.vendor != "sqlite":
        refresh_statistics()  # Nothing to do, and nothing that fails.
        return
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(name=f"Gruppe {number}") for number in range(40))
    refresh_statistics()
    assert {row.split()[0] for row in estimates(Group._meta.db_table)} == {"40"}
