"""Finding working approaches."""

from typing import Any

from django.db.models import Count, Q

from regions.networks.models import Network
from regions.networks.sharing.models import Approach, ApproachTag
from regions.places.models import Region


def find_approaches(network: Network, *, words: str = "", tag: str = "", district: str = "") -> list[Approach]:
    """Approaches with all these words, this tag and from this district, newest first.

    Words are compared in Python: SQLite compares only ASCII letters without case.
    """
    rows = network.approaches.select_related("district", "office").prefetch_related("tags")
    if tag:
        rows = rows.filter(pk__in=Approach.objects.filter(tags__slug=tag).values("pk"))
    if district:
        rows = rows.filter(Q(district__ags=district) | Q(reuses__district__ags=district)).distinct()
    rows = rows.annotate(reuse_count=Count("reuses", distinct=True))
    wanted = words.casefold().split()
    found = []
    for row in rows:
        row.network = network
        said = f"{row.title} {row.text} {' '.join(tag.name for tag in row.tags.all())}".casefold()
        if all(word in said for word in wanted):
            found.append(row)
    return found


def tags_of(network: Network) -> list[ApproachTag]:
    """Tags in use, with their number of approaches."""
    counted = Count("approaches", filter=Q(approaches__network=network))
    return list(ApproachTag.objects.annotate(number=counted).filter(number__gt=0).order_by("-number", "slug"))


def districts_of(network: Network) -> list[Region]:
    """Districts approaches come from or are used in."""
    from_there = Approach.objects.filter(network=network).values("district")
    used_there = Approach.objects.filter(network=network).values("reuses__district")
    return list(Region.objects.filter(Q(pk__in=from_there) | Q(pk__in=used_there)).order_by("name"))


def approach_page(approach: Approach) -> dict[str, Any]:
    """Who uses an approach and how it goes."""
    reuses = list(approach.reuses.select_related("district"))
    return {"reuses": reuses, "tags": list(approach.tags.all())}
