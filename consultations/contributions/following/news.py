"""Noticing what is new for followers: what became readable for everybody since the last look."""

from django.db import connections, router, transaction
from django.db.models import BigIntegerField, QuerySet, Value

from consultations.contributions.following.models import News
from consultations.contributions.models import Contribution
from consultations.contributions.queries import about
from consultations.contributions.targets import Target
from consultations.drafts.models import DraftVersion
from consultations.process.models import Process


@transaction.atomic
def collect(process: Process, described: Target | None = None) -> None:
    """Write down what is public and was not noticed before: in a process, or only about one part of it.

    Looked at, not listened to: however something got public, at the next look it is found, and found once. The lock
    lets one transaction at a time add rows to a process, so that their keys grow in the order they become visible.
    """
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    fresh: QuerySet[Contribution] = about(described) if described else Contribution.objects.public()
    fresh = fresh.filter(process=process, news_for_followers__isnull=True).order_by("received_at", "pk")
    _write_down(process, "contribution", fresh)
    versions = DraftVersion.objects.published().filter(draft__process=process, news_for_followers__isnull=True)
    _write_down(process, "version", versions.order_by("number"))


def _write_down(process: Process, name: str, fresh: QuerySet) -> None:
    """One row for each in their order, written by the database itself: the first look finds a hundred thousand."""
    column = News._meta.get_field(name).column
    rows, values = fresh.values_list(Value(process.pk, output_field=BigIntegerField()), "pk").query.sql_with_params()
    with connections[router.db_for_write(News)].cursor() as cursor:
        cursor.execute(f"INSERT INTO {News._meta.db_table} (process_id, {column}) {rows}", values)
