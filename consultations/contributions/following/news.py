"""Noticing what is new for followers: what became readable for everybody since the last look."""

from django.db import transaction
from django.db.models import QuerySet

from consultations.contributions.following.models import News
from consultations.contributions.models import Contribution
from consultations.contributions.queries import about
from consultations.contributions.targets import Target
from consultations.drafts.models import DraftVersion
from consultations.process.models import Process

CHUNK = 1000


@transaction.atomic
def collect(process: Process, described: Target | None = None) -> None:
    """Write down what is public and was not noticed before: in a process, or only about one part of it.

    Looked at, not listened to: however something got public, at the next look it is found, and found once. The lock
    lets one transaction at a time add rows to a process, so that their keys grow in the order they become visible.
    """
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    fresh: QuerySet[Contribution] = about(described) if described else Contribution.objects.public()
    fresh = fresh.filter(process=process, news_for_followers__isnull=True).order_by("received_at", "pk")
    keys = list(fresh.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        News.objects.bulk_create(News(process=process, contribution_id=key) for key in keys[start : start + CHUNK])
    versions = DraftVersion.objects.published().filter(draft__process=process, news_for_followers__isnull=True)
    News.objects.bulk_create(News(process=process, version=version) for version in versions.order_by("number"))
